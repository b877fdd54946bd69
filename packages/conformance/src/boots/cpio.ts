import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const NAME_END = 1;
const UNIT = 4;

/** Writes a folder as a cpio archive of the new format, as the kernel unpacks it: folders, files and links. */
export function writeCpio(folder: string, file: string): void {
  const out = openSync(file, 'w');
  let inode = 1;
  const put = (name: string, mode: number, data: Buffer): void => {
    const fields = [inode, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, Buffer.byteLength(name) + NAME_END, 0];
    const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}${name}\0`;
    writeSync(out, padded(Buffer.from(head)));
    writeSync(out, padded(data));
    inode += 1;
  };
  const walk = (path: string): void => {
    for (const name of readdirSync(join(folder, path)).sort()) {
      const inner = join(path, name);
      const full = join(folder, inner);
      const { mode } = lstatSync(full);
      const kind = lstatSync(full);
      if (kind.isDirectory()) {
        put(inner, mode, Buffer.alloc(0));
        walk(inner);
      } else put(inner, mode, kind.isSymbolicLink() ? Buffer.from(readlinkSync(full)) : readFileSync(full));
    }
  };
  try {
    walk('');
    put('TRAILER!!!', 0, Buffer.alloc(0));
  } finally {
    closeSync(out);
  }
}

function padded(data: Buffer): Buffer {
  const rest = data.length % UNIT;
  return rest === 0 ? data : Buffer.concat([data, Buffer.alloc(UNIT - rest)]);
}
