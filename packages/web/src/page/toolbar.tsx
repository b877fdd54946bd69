import type { ProfileName } from '@rootport/core';
import { useRef } from 'preact/hooks';
import { changeDocument, download, downloadDocument, goBack, left, openFile } from '../state/documents.ts';
import { EXAMPLES, loadExample } from '../state/examples.ts';
import { say, sayFault } from '../state/message.ts';
import { DISTRIBUTED, RELEASED, releaseOf } from '../state/profiles.ts';
import { ask, changeSettings, editor, isChanged, openDocument, settings, history as steps } from '../state/session.ts';
import { encodeState, stateNow } from '../state/share.ts';
import { nextTheme, theme } from '../state/theme.ts';
import { hasEnded, isSaving, isWritable, saveAs, saveViewedFile } from '../state/view-file.ts';
import { isViewing } from '../state/viewing.ts';
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
            {hasEnded.value ? 'Save as …' : 'Save'}
          </button>
        )}
        {isViewing && !isWritable && (
          <button type="button" class="primary" onClick={saveAs}>
            Save as …
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
    if (file !== '') await changeDocument(await loadExample(file), file);
  };
  return (
    <div class="group">
      <span class="document-name" title={openDocument.value.name}>
        {openDocument.value.name}
      </span>
      {isChanged.value && <span class="changed-mark">changed</span>}
      {left.value !== undefined && (
        <button type="button" class="back" onClick={goBack} title={`Back to ${left.value.name} as it was left`}>
          ← {left.value.name}
        </button>
      )}
      <button
        type="button"
        aria-label="Undo"
        title="Undo (Ctrl+Z)"
        disabled={steps.value.undo === 0}
        onClick={() => editor.peek()?.undo()}
      >
        ↶
      </button>
      <button
        type="button"
        aria-label="Redo"
        title="Redo (Ctrl+Y)"
        disabled={steps.value.redo === 0}
        onClick={() => editor.peek()?.redo()}
      >
        ↷
      </button>
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
  const { profile, qemu, given } = settings.value;
  const isGiven = given?.capabilities !== undefined || given?.capabilitiesByArch !== undefined;
  const otherwise = isGiven ? 'given' : (releaseOf(profile)?.defaultQemu ?? '');
  return (
    <div class="group">
      <label>
        <span class="label">Profile</span>
        <select
          value={profile}
          onChange={({ currentTarget }) => changeSettings({ profile: currentTarget.value as ProfileName })}
        >
          {[['Releases', RELEASED] as const, ['Distributions', DISTRIBUTED] as const].map(([label, list]) => (
            <optgroup key={label} label={label}>
              {list.map(({ name, title }) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <label>
        <span class="label">QEMU</span>
        <input
          class="short"
          value={qemu}
          placeholder={otherwise}
          inputMode="decimal"
          title={
            isGiven ? 'Empty: the capabilities that the command was given' : "Empty: the QEMU of the profile's time"
          }
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
    if (text === undefined) sayFault('The document is refused; see Problems.');
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
  const fragment = await encodeState(stateNow());
  if (fragment === undefined) {
    sayFault('This document is too large for a link. Download it instead.');
    return;
  }
  history.replaceState(null, '', `#${fragment}`);
  try {
    await navigator.clipboard.writeText(location.href);
    say('A link with the document in it is copied. No server sees what is behind the #.');
  } catch {
    say('The address of this page now has the document in it. No server sees what is behind the #.');
  }
}
