import { effect } from '@preact/signals';
import type { Settings } from '../worker/protocol.ts';
import { sayFault } from './message.ts';
import { isProfile } from './profiles.ts';
import { currentText, openDocument, revision, settings as settingsNow, writtenText } from './session.ts';

/** What a link holds. */
export interface SharedState {
  readonly text: string;
  readonly name: string;
  readonly settings: Settings;
}

/** Browsers take longer ones, mail programs and chats do not. */
const MAX_LINK = 60_000;
/** Of what a link may unfold to; a small link can hold a very large text. */
const MAX_TEXT = 8 * 1024 * 1024;

/** The page's own state, as a link holds it. */
export const stateNow = (): SharedState => ({
  text: writtenText(currentText()),
  name: openDocument.peek().name,
  settings: settingsNow.peek(),
});

/** A fragment that is meant to be one of ours. */
export const isLink = (fragment: string): boolean => fragment.startsWith('#s=');

const QUIET = 500;

/** Once the address of the page has the document in it, it has it as it is. */
export function followLink(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let seen = revision.peek();
  effect(() => {
    const now = revision.value;
    clearTimeout(timer);
    // What a link has just opened is in it.
    if (now === seen || !isLink(location.hash)) return;
    seen = now;
    timer = setTimeout(async () => {
      const fragment = await encodeState(stateNow());
      if (!isLink(location.hash)) return;
      history.replaceState(null, '', fragment === undefined ? location.pathname : `#${fragment}`);
      if (fragment === undefined) sayFault('The document is too large for a link now; the address no longer holds it.');
    }, QUIET);
  });
}

/** The state as the fragment of a link, which no server sees; undefined when it is too long for one. */
export async function encodeState(state: SharedState): Promise<string | undefined> {
  if (state.text.length > MAX_TEXT) return undefined;
  const packed = new Blob([JSON.stringify(state)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  if (bytes.length > (MAX_LINK * 3) / 4) return undefined;
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `s=${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
}

/** The state of a link; undefined when the fragment has none, or is not one of ours. */
export async function decodeState(fragment: string): Promise<SharedState | undefined> {
  const packed = /^#?s=([\w-]+)$/.exec(fragment)?.[1];
  if (packed === undefined) return undefined;
  try {
    const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return checked(JSON.parse(await unpack(bytes)));
  } catch {
    return undefined;
  }
}

async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    if (text.length > 2 * MAX_TEXT) throw new Error('too long');
  }
}

function checked(value: unknown): SharedState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { text, name, settings } = value as Record<string, unknown>;
  if (typeof text !== 'string' || typeof name !== 'string' || typeof settings !== 'object' || settings === null) {
    return undefined;
  }
  const { profile, qemu } = settings as Record<string, unknown>;
  if (typeof profile !== 'string' || !isProfile(profile) || typeof qemu !== 'string') return undefined;
  return { text, name, settings: { profile, qemu } };
}
