import { existsSync, lstatSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { createDiagnostic, type Diagnostic } from '@rootport/core';

/** The longest path of a socket: what Linux has room for, less the zero at the end. */
const LONGEST = 107;

/** Makes room for a socket: one that a server left behind is removed. Undefined, or what is in the way (RP5568). */
export async function makeRoom(path: string): Promise<Diagnostic | undefined> {
  const fail = (problem: string): Diagnostic => createDiagnostic('RP5568', { values: { path, problem } });
  if (!path.startsWith('/')) return fail('the path does not begin with /');
  if (Buffer.byteLength(path) > LONGEST) return fail(`the path has more than ${LONGEST} bytes`);
  if (!existsSync(dirname(path))) return fail('its folder is not there');
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isSocket()) return fail('there is something else than a socket');
  const reason = await refusalOf(path);
  if (reason === undefined) return fail('another server answers there');
  if (!DEAD.includes(reason)) return fail(`a socket is there that cannot be tried (${reason})`);
  rmSync(path, { force: true });
  return undefined;
}

const DEAD = ['ECONNREFUSED', 'ENOENT'];

/** Why nobody answers at a socket; undefined where somebody does. */
function refusalOf(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
