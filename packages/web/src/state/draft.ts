import { effect } from '@preact/signals';
import type { Settings } from '../worker/protocol.ts';
import { isProfile } from './profiles.ts';
import { currentText, isChanged, openDocument, revision, settings, writtenText } from './session.ts';
import { isViewing } from './viewing.ts';

/** A document with changes that are in no file, as the browser keeps it. */
export interface Draft {
  readonly name: string;
  readonly text: string;
  /** What the file has, with the editor's line ends. */
  readonly saved: string;
  readonly settings: Settings;
}

const KEY = 'rootport-draft';
const QUIET = 300;

/** A tab keeps its own; the page of no tab any more is found in what all share. The command's page has an address of its own. */
const stores = (): readonly Storage[] => (isViewing ? [sessionStorage] : [sessionStorage, localStorage]);

/** The draft of this tab, or of one that was closed; undefined where there is none. */
export function readDraft(): Draft | undefined {
  try {
    for (const store of stores()) {
      const draft = checked(JSON.parse(store.getItem(KEY) ?? 'null'));
      if (draft !== undefined) return draft;
    }
  } catch {
    // A browser that keeps nothing, or something that is not ours.
  }
  return undefined;
}

/** Keeps a draft as one types, until a file has it. */
export function keepDraft(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    if (revision.value < 0 || settings.value === undefined || openDocument.value === undefined) return;
    clearTimeout(timer);
    timer = setTimeout(write, QUIET);
  });
  addEventListener('pagehide', write);
  addEventListener('beforeunload', (event) => {
    write();
    if (isChanged.peek()) event.preventDefault();
  });
}

let kept = false;

function write(): void {
  try {
    if (isChanged.peek()) {
      const { name, saved } = openDocument.peek();
      const draft: Draft = { name, text: writtenText(currentText()), saved, settings: settings.peek() };
      for (const store of stores()) store.setItem(KEY, JSON.stringify(draft));
      kept = true;
    } else if (kept) {
      for (const store of stores()) store.removeItem(KEY);
      kept = false;
    }
  } catch {
    // Too large, or a browser that keeps nothing: then the question before leaving has to do.
  }
}

/** What was read is this tab's own from now on. */
export function adoptDraft(): void {
  kept = true;
}

function checked(value: unknown): Draft | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, text, saved, settings: given } = value as Record<string, unknown>;
  if (typeof name !== 'string' || typeof text !== 'string' || typeof saved !== 'string') return undefined;
  const { profile, qemu } = (given ?? {}) as Record<string, unknown>;
  if (typeof profile !== 'string' || !isProfile(profile) || typeof qemu !== 'string') return undefined;
  return { name, text, saved, settings: { profile, qemu } };
}
