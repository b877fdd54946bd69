import type { PictureGroup } from '@rootport/core';
import { PICTURE_GROUPS } from '@rootport/core';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Menu } from '../page/menu.tsx';
import { download } from '../state/documents.ts';
import { say, sayFault } from '../state/message.ts';
import { releaseOf } from '../state/profiles.ts';
import {
  ask,
  comparing,
  isStale,
  openDocument,
  planned,
  redraw,
  selectDevice,
  settings,
  shown,
} from '../state/session.ts';
import { bright, filter, found, search, toggleGroup, zoom, zoomTo } from '../state/view-of-picture.ts';

/** Above the picture: what it is of, finding, counts of each kind as a legend and filter, zoom, and saving it. */
export function PictureHead() {
  const picture = shown.value?.picture;
  const { profile, qemu } = settings.value;
  const release = releaseOf(profile);
  const machine = picture?.title.replace(/ \(.*$/, '') ?? 'Topology';
  return (
    <div class="pane-head">
      <h2 title="What the answer depends on besides the document">
        {machine}
        {picture !== undefined && (
          <span class="soft">
            {' '}
            · {release?.title ?? profile} · QEMU {qemu === '' ? (release?.defaultQemu ?? '') : qemu}
          </span>
        )}
      </h2>
      {isStale.value && picture !== undefined && (
        <span class="stale-note">
          {planned.value?.picture === undefined
            ? 'of the last document that was not refused'
            : 'refused; what can be drawn, the clashes in red'}
        </span>
      )}
      {picture?.compared !== undefined && (
        <span class="compared">
          {picture.compared}{' '}
          <button type="button" class="link" onClick={endComparing}>
            the plan alone
          </button>
        </span>
      )}
      <Search />
      <Legend />
      <div class="zoom">
        <button type="button" aria-label="Zoom out" onClick={() => zoomTo(zoom.peek() / 1.25)}>
          −
        </button>
        <button type="button" onClick={fit} title="The whole picture">
          fit
        </button>
        <button type="button" aria-label="Zoom in" onClick={() => zoomTo(zoom.peek() * 1.25)}>
          +
        </button>
        <SavePicture />
      </div>
    </div>
  );
}

function endComparing(): void {
  comparing.value = undefined;
  void redraw();
}

function fit(): void {
  const box = document.querySelector('.picture');
  const picture = shown.peek()?.picture;
  if (box === null || picture === undefined) return;
  const all = Math.min(box.clientWidth / picture.width, (box.clientHeight - 4) / (picture.height - 40));
  zoomTo(zoom.peek() === 1 || Math.abs(zoom.peek() - all) > 0.01 ? Math.min(1, all) : 1);
}

const LISTED = 8;

/** Finds devices by name, MAC, address, image; the list is read and chosen from without the picture. */
function Search() {
  const input = useRef<HTMLInputElement>(null);
  const [at, setAt] = useState(0);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isTyping = (event.target as Element).closest('.cm-editor, input, textarea, select, dialog') !== null;
      if (event.key !== '/' || isTyping || event.ctrlKey) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const devices = found.value;
  const listed = devices.slice(0, LISTED);
  const places = search.value === '' ? 0 : (bright.value?.size ?? 0);
  const choose = (id: string | undefined): void => {
    setOpen(false);
    selectDevice(id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((now) => Math.max(0, Math.min(listed.length - 1, now + step)));
    else if (event.key === 'Enter') choose(listed[at]?.id);
    else if (event.key === 'Escape') {
      search.value = '';
      setOpen(false);
    } else return;
    event.preventDefault();
  };
  const hasList = isOpen && search.value !== '';
  return (
    <div class="search">
      <input
        ref={input}
        list={undefined}
        // biome-ignore lint/a11y/noRedundantRoles: it is one only with a list of the browser's own
        role="combobox"
        aria-expanded={hasList && listed.length > 0}
        aria-controls="found"
        aria-autocomplete="list"
        aria-activedescendant={hasList && listed[at] !== undefined ? `found-${at}` : undefined}
        aria-label="Find a device by name, MAC or address"
        placeholder="name, MAC, address"
        title="Find (/)"
        value={search.value}
        onInput={({ currentTarget }) => {
          search.value = currentTarget.value;
          setAt(0);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <div id="found" role="listbox" aria-label="Found" class={hasList && listed.length > 0 ? 'found' : 'hidden'}>
        {listed.map(({ id, name, known, address }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field has the keys and the focus
          <div
            key={id}
            id={`found-${index}`}
            role="option"
            aria-selected={index === at}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(id)}
          >
            <strong>{name}</strong> {known} <code>{address.replace(/^0000:/, '')}</code>
          </div>
        ))}
      </div>
      <span class={`soft counted${search.value === '' ? ' hidden' : ''}`} role="status">
        {search.value === '' ? '' : devices.length === 0 && places === 0 ? 'nothing found' : `${devices.length} found`}
      </span>
    </div>
  );
}

const NAMES: Readonly<Record<PictureGroup, readonly [one: string, many: string]>> = {
  nic: ['NIC', 'NICs'],
  storage: ['disk', 'disks'],
  display: ['display', 'displays'],
  host: ['host device', 'host devices'],
  controller: ['controller', 'controllers'],
  other: ['other', 'others'],
  free: ['free', 'free'],
};

function Legend() {
  const counts = shown.value?.picture.counts;
  if (counts === undefined) return null;
  return (
    <fieldset class="legend">
      <legend class="hidden">Show these only</legend>
      {PICTURE_GROUPS.filter((group) => counts[group] > 0).map((group) => (
        <button
          key={group}
          type="button"
          class="chip"
          aria-pressed={filter.value.has(group)}
          onClick={() => toggleGroup(group)}
        >
          <svg width="9" height="9" aria-hidden="true">
            <rect class={`bar ${group}`} width="9" height="9" rx="2" />
          </svg>
          {counts[group]} {NAMES[group][counts[group] === 1 ? 0 : 1]}
        </button>
      ))}
    </fieldset>
  );
}

/** The picture as a file or in the clipboard, as it is shown. */
function SavePicture() {
  const name = (): string => openDocument.peek().name.replace(/\.xml$/, '');
  const svg = async (): Promise<string | undefined> => {
    const text = await ask('svg', undefined);
    if (text === undefined) sayFault('There is no picture to save.');
    return text;
  };
  const give = async (kind: 'svg' | 'png'): Promise<void> => {
    const text = await svg();
    if (text === undefined) return;
    if (kind === 'svg') download(text, `${name()}.svg`, 'image/svg+xml');
    else download(await asPng(), `${name()}.png`);
  };
  const copy = async (kind: 'svg' | 'png'): Promise<void> => {
    const text = await svg();
    if (text === undefined) return;
    try {
      if (kind === 'svg') await navigator.clipboard.writeText(text);
      else await navigator.clipboard.write([new ClipboardItem({ 'image/png': asPng() })]);
      say(`The picture is copied as ${kind.toUpperCase()}.`);
    } catch {
      sayFault('The browser does not let the page write into the clipboard. Save the picture instead.');
    }
  };
  return (
    <Menu title="Picture">
      <button type="button" onClick={() => give('svg')}>
        Save as SVG
      </button>
      <button type="button" onClick={() => give('png')}>
        Save as PNG
      </button>
      <button type="button" onClick={() => copy('png')}>
        Copy as PNG
      </button>
      <button type="button" onClick={() => copy('svg')}>
        Copy as SVG
      </button>
    </Menu>
  );
}

/** Twice as many pixels as the picture has, for sharp letters. */
const SCALE = 2;

async function asPng(): Promise<Blob> {
  const isDark = getComputedStyle(document.documentElement).colorScheme.includes('dark')
    ? matchMedia('(prefers-color-scheme: dark)').matches || document.documentElement.dataset['theme'] === 'dark'
    : false;
  const isForced = document.documentElement.dataset['theme'] === 'light';
  const text = (await ask('svg', isDark && !isForced ? 'dark' : 'light')) ?? '';
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width * SCALE;
  canvas.height = image.height * SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('the picture is too large')) : resolve(blob)),
      'image/png',
    );
  });
}
