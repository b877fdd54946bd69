import type { ProfileName } from '@rootport/core';
import { useRef } from 'preact/hooks';
import { EXAMPLES, loadExample } from '../state/examples.ts';
import { download, downloadDocument, openFile } from '../state/files.ts';
import { RELEASED } from '../state/profiles.ts';
import { announcement, ask, changeSettings, currentText, openDocument, openText, settings } from '../state/session.ts';
import { encodeState } from '../state/share.ts';
import { nextTheme, theme } from '../state/theme.ts';
import { isSaving, isViewing, isWritable, saveViewedFile } from '../state/view-file.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../worker/protocol.ts';
import { Menu } from './menu.tsx';
import { Palette } from './palette.tsx';

/** Everything that is chosen for the whole page. */
export function Toolbar() {
  return (
    <header class="toolbar">
      <h1 class="brand">
        <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
          <rect width="32" height="32" rx="7" class="brand-ground" />
          <path d="M9 7v18M9 12h7M9 21h7M16 9h8v6h-8zM16 18h8v6h-8z" class="brand-lines" />
        </svg>
        rootport
      </h1>
      <DocumentControls />
      <PlanControls />
      <div class="group end">
        {isWritable && (
          <button type="button" class="primary" disabled={isSaving.value} onClick={saveViewedFile}>
            Save
          </button>
        )}
        <Palette />
        <Downloads />
        {!isViewing && (
          <button type="button" onClick={share}>
            Share
          </button>
        )}
        <button type="button" onClick={nextTheme} title="Colours: those of the system, light, dark">
          {{ system: 'Auto', light: 'Light', dark: 'Dark' }[theme.value]}
          <span class="hidden"> colours</span>
        </button>
      </div>
    </header>
  );
}

function DocumentControls() {
  const input = useRef<HTMLInputElement>(null);
  const open = async (file: string): Promise<void> => {
    if (file !== '') openText(await loadExample(file), file);
  };
  return (
    <div class="group">
      <span class="document-name" title={openDocument.value.name}>
        {openDocument.value.name}
      </span>
      {!isViewing && (
        <>
          <button type="button" onClick={() => input.current?.click()}>
            Open …
          </button>
          <input
            ref={input}
            type="file"
            class="hidden"
            aria-label="Open a domain XML file"
            tabIndex={-1}
            accept=".xml,text/xml,application/xml"
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file !== undefined) void openFile(file);
              currentTarget.value = '';
            }}
          />
          <select aria-label="Open an example" value="" onChange={({ currentTarget }) => open(currentTarget.value)}>
            <option value="" hidden>
              Examples
            </option>
            {EXAMPLES.map(({ file, title }) => (
              <option key={file} value={file}>
                {title}
              </option>
            ))}
          </select>
        </>
      )}
    </div>
  );
}

function PlanControls() {
  const { profile, qemu } = settings.value;
  const ofProfile = RELEASED.find(({ name }) => name === profile)?.defaultQemu ?? '';
  return (
    <div class="group">
      <label>
        <span class="label">Profile</span>
        <select
          value={profile}
          onChange={({ currentTarget }) => changeSettings({ profile: currentTarget.value as ProfileName })}
        >
          {RELEASED.map(({ name, title }) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="label">QEMU</span>
        <input
          class="short"
          value={qemu}
          placeholder={ofProfile}
          inputMode="decimal"
          title="Empty: the QEMU of the profile's time"
          onInput={({ currentTarget }) => changeSettings({ qemu: currentTarget.value.trim() })}
        />
      </label>
    </div>
  );
}

const FORMATS: Readonly<Record<ExportFormat, { readonly title: string; readonly ending: string }>> = {
  xml: { title: 'Placed XML', ending: '.placed.xml' },
  canonical: { title: 'Full XML, as virsh dumpxml', ending: '.canonical.xml' },
  json: { title: 'Plan as JSON', ending: '.json' },
  svg: { title: 'Picture as SVG', ending: '.svg' },
  tree: { title: 'Tree as text', ending: '.txt' },
  mermaid: { title: 'Mermaid', ending: '.mmd' },
  dot: { title: 'Graphviz', ending: '.dot' },
};

function Downloads() {
  const give = async (format: ExportFormat): Promise<void> => {
    const text = await ask('export', { format });
    const name = openDocument.peek().name.replace(/\.xml$/, '');
    if (text === undefined) announcement.value = 'The document is refused; see Problems.';
    else download(text, `${name}${FORMATS[format].ending}`);
  };
  return (
    <Menu title="Download">
      <button type="button" onClick={downloadDocument}>
        This document
      </button>
      {EXPORT_FORMATS.map((format) => (
        <button key={format} type="button" onClick={() => give(format)}>
          {FORMATS[format].title}
        </button>
      ))}
    </Menu>
  );
}

/** Puts the state into the address of the page, and that into the clipboard. */
async function share(): Promise<void> {
  const state = { text: currentText(), name: openDocument.peek().name, settings: settings.peek() };
  const fragment = await encodeState(state);
  if (fragment === undefined) {
    announcement.value = 'This document is too large for a link. Download it instead.';
    return;
  }
  history.replaceState(null, '', `#${fragment}`);
  try {
    await navigator.clipboard.writeText(location.href);
    announcement.value = 'A link with the document in it is copied. No server sees what is behind the #.';
  } catch {
    announcement.value = 'The address of this page now has the document in it. No server sees what is behind the #.';
  }
}
