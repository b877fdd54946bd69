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
  const inputs = chosen.map(({ file, bytes }): HostInput => {
    return isTar(bytes) ? { file, tree: readTar(bytes) } : { file, text: new TextDecoder().decode(bytes) };
  });
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
