import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createDiagnostic, readHost } from '@rootport/core';
import type { NodeFacts } from './define-domain.ts';

const MOST = 16 * 2 ** 20;

/**
 * The facts of the node that the VM starts on: what `rootport host` or the programs that it reads have printed there, in a
 * file, or in a folder with one file a node, `NODE.json`. Read at each question, since a ConfigMap may change.
 */
export function readNodeFacts(path: string | undefined, node: string | undefined): NodeFacts {
  const fail = (problem: string): NodeFacts => {
    return { ok: false, diagnostics: [createDiagnostic('RP5567', { values: { problem } })] };
  };
  if (path === undefined) return fail('the server was started without --host');
  try {
    const isFolder = statSync(path).isDirectory();
    if (isFolder && (node === undefined || !/^[a-z0-9][a-z0-9.-]*$/.test(node))) {
      return fail('NODE_NAME does not say which node this is');
    }
    const file = isFolder ? join(path, `${node}.json`) : path;
    const text = readText(file);
    if (text === undefined) return fail(`${file} is not a file of at most 16 MiB`);
    const { host, files, diagnostics } = readHost([{ file, text }]);
    if (host !== undefined) return { ok: true, host };
    return { ok: false, diagnostics: [...files.flatMap((one) => one.diagnostics), ...diagnostics] };
  } catch (error) {
    return fail(error instanceof Error ? error.message : `${error}`);
  }
}

function readText(file: string): string | undefined {
  const fd = openSync(file, 'r');
  try {
    const stat = fstatSync(fd);
    return stat.isFile() && stat.size <= MOST ? readFileSync(fd, 'utf8') : undefined;
  } finally {
    closeSync(fd);
  }
}
