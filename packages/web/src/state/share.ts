import type { Settings } from '../worker/protocol.ts';
import { isProfile } from './profiles.ts';

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
