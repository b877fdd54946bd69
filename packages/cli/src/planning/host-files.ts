import { posix } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  createDiagnostic,
  type Diagnostic,
  type HostInput,
  isTar,
  NODE_FILES,
  normalAddress,
  readTar,
  SYSFS_FILES,
  SYSFS_LINKS,
  type SysfsTree,
} from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import { unreadable } from '../reports/faults.ts';
import { displayName, LIMIT } from '../system/input.ts';
import type { Io } from '../system/io.ts';

/** A file, a folder with a tree of sysfs, or a tar of one; `-` is standard input. */
export async function readHostInput(argument: string, io: Io): Promise<Outcome<HostInput, Diagnostic>> {
  const file = displayName(argument);
  if (argument !== '-' && (await io.files.list(`${argument}/sys/bus/pci/devices`)).length > 0) {
    return success({ file, tree: await sysfsTree(argument, io) });
  }
  const read = argument === '-' ? await io.stdin.read(LIMIT) : await io.files.read(argument, LIMIT);
  if (!read.ok) return failure(unreadable(file, read.problem));
  const unpacked = unpack(read.value);
  if (!unpacked.ok) return failure(createDiagnostic('RP5508', { values: { file, program: unpacked.problem } }));
  const bytes = unpacked.value;
  if (isTar(bytes)) return success({ file, tree: readTar(bytes) });
  return success({ file, text: new TextDecoder().decode(bytes) });
}

/** The PCI devices and the nodes of this machine. */
export async function thisMachine(io: Io): Promise<HostInput> {
  return { file: '/sys', tree: await sysfsTree('', io) };
}

const PACKED = [
  { program: 'xz -d', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { program: 'bzip2 -d', magic: [0x42, 0x5a, 0x68] },
  { program: 'zstd -d', magic: [0x28, 0xb5, 0x2f, 0xfd] },
] as const;

/** What gzip has packed is unpacked; of other forms the program that unpacks them. */
function unpack(bytes: Uint8Array): Outcome<Uint8Array, string> {
  const starts = (magic: readonly number[]): boolean => magic.every((byte, at) => bytes[at] === byte);
  const other = PACKED.find(({ magic }) => starts(magic));
  if (other !== undefined) return failure(other.program);
  if (!starts([0x1f, 0x8b])) return success(bytes);
  try {
    return success(gunzipSync(bytes, { maxOutputLength: LIMIT }));
  } catch {
    return failure('gzip -d');
  }
}

/** Of a tree of sysfs what is read of it, as `readHost` takes it. */
async function sysfsTree(folder: string, io: Io): Promise<SysfsTree> {
  const tree = new Map<string, { readonly text: string } | { readonly link: string }>();
  const take = async (path: string): Promise<void> => {
    const read = await io.files.read(`${folder}/${path}`, 65_536, 'regular');
    if (read.ok) tree.set(path, { text: Buffer.from(read.value).toString('latin1') });
  };
  const devices = 'sys/bus/pci/devices';
  for (const name of await io.files.list(`${folder}/${devices}`)) {
    if (normalAddress(name) === undefined) continue;
    const path = `${devices}/${name}`;
    const link = await io.files.link(`${folder}/${path}`);
    if (link !== undefined) tree.set(path, { link });
    // Where the link leads within the tree: one that leads out of it ends at its top.
    const at = link === undefined ? path : posix.resolve(`/${devices}`, link).slice(1);
    for (const one of SYSFS_FILES) await take(`${at}/${one}`);
    for (const one of SYSFS_LINKS) {
      const target = await io.files.link(`${folder}/${at}/${one}`);
      if (target !== undefined) tree.set(`${at}/${one}`, { link: target });
    }
  }
  const nodes = 'sys/devices/system/node';
  for (const name of await io.files.list(`${folder}/${nodes}`)) {
    if (/^node\d+$/.test(name)) for (const one of NODE_FILES) await take(`${nodes}/${name}/${one}`);
  }
  return tree;
}
