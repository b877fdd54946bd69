import { type HostInput, hostSvg, isTar, peerPairs, peersSvg, readHost, readTar } from '@rootport/core';
import { pageDiagnostics } from '../worker/answers.ts';
import type { Compute } from './panel.ts';

/** Files about one host, as they were chosen. */
export type HostFiles = readonly { readonly file: string; readonly bytes: Uint8Array }[];

export interface HostView {
  /** Of the host, and of the guest beside it where it has devices of the host. */
  readonly svg?: string;
  readonly problems: readonly string[];
  readonly pairs: readonly {
    readonly devices: readonly [string, string];
    readonly host: string;
    readonly guest: string;
  }[];
}

export const compute: Compute<HostView | undefined, HostFiles> = async ({ result }, chosen) => {
  if (chosen.length === 0) return undefined;
  const inputs = await Promise.all(
    chosen.map(async ({ file, bytes: given }): Promise<HostInput> => {
      const bytes = await unpacked(given);
      return isTar(bytes) ? { file, tree: readTar(bytes) } : { file, text: new TextDecoder().decode(bytes) };
    }),
  );
  const { host, files, diagnostics } = readHost(inputs);
  const told = await Promise.all(
    [...files, { file: 'all files', diagnostics }].map(async ({ file, diagnostics: own }) =>
      (await pageDiagnostics(own, '')).map(({ text, code }) => `${file}: ${text.message} [${code}]`),
    ),
  );
  const problems = told.flat();
  if (host === undefined) return { problems, pairs: [] };
  if (!result.ok) return { svg: hostSvg(host), problems, pairs: [] };
  const pairs = peerPairs(result.plan, host).map(({ devices, metal, guest }) => ({ devices, host: metal, guest }));
  return { svg: pairs.length === 0 ? hostSvg(host) : peersSvg(result.plan, host), problems, pairs };
};

/** Bytes of an unpacked file that are read. */
const LIMIT = 128 * 2 ** 20;

/** What gzip has packed is unpacked. What cannot be, or is larger than any host's facts, is no file that is known. */
async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
    const reader = stream.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      parts.push(next.value);
      size += next.value.length;
      if (size > LIMIT) return new Uint8Array();
    }
  } catch {
    return new Uint8Array();
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
