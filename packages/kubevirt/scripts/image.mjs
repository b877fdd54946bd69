// Makes released/rootport-kubevirt-oci.tar: the image of the server, Node and the bundle and nothing else. Needs Linux x64.
// "npm run build" comes first.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { putProgram, writeOciLayout } from '../../../scripts/oci-layout.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const { version, description } = read('packages/kubevirt/package.json');
const { homepage } = read('packages/cli/package.json');
const work = mkdtempSync(join(tmpdir(), 'rootport-image-'));
const file = join(root, 'released/rootport-kubevirt-oci.tar');

if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('the image is made on Linux x64');
try {
  const tree = join(work, 'tree');
  putProgram(process.execPath, tree, 'node');
  execFileSync('strip', [join(tree, 'node')]);
  for (const name of ['main.cjs', 'THIRD-PARTY-LICENSES.txt'])
    cpSync(join(root, 'packages/kubevirt/dist', name), join(tree, 'rootport-kubevirt', name));
  cpSync(join(root, 'LICENSE'), join(tree, 'rootport-kubevirt/LICENSE'));
  mkdirSync(join(root, 'released'), { recursive: true });
  writeOciLayout(tree, {
    image: {
      ...{ title: 'rootport-kubevirt', description, version, source: homepage },
      // The user of virt-launcher.
      user: '107:107',
      entrypoint: ['/node', '/rootport-kubevirt/main.cjs'],
      made: 'npm run kubevirt:image',
    },
    time: Number(process.env.SOURCE_DATE_EPOCH ?? 0),
    work,
    file,
  });
  process.stdout.write(`${(statSync(file).size / 1e6).toFixed(1)} MB  ${file}\n`);
} finally {
  rmSync(work, { recursive: true });
}
