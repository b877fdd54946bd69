// Makes released/: the command as one executable for Linux x64 (Node's single executable application), a Debian package,
// an OCI layout, the extension for VS Code, checksums and an SBOM. "npm run build" comes first; --executable makes the executable alone. Times are fixed, so that the same sources and the
// same Node give the same files.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { PARTS } from '../packages/cli/scripts/parts.mjs';
import { packagesIn } from './licenses.mjs';
import { putProgram, writeOciLayout } from './oci-layout.mjs';
import { ROOT } from './write-page.mjs';

const cli = join(ROOT, 'packages/cli');
const { version, homepage, description } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8'));
const released = join(ROOT, 'released');
const piscina = dirname(createRequire(join(cli, 'package.json')).resolve('piscina'));
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const work = mkdtempSync(join(tmpdir(), 'rootport-binary-'));
const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
/** V8's code has hashes in it, which the seed decides; the blob has the path of the main script. */
const runNode = (...args) =>
  execFileSync(process.execPath, ['--random-seed=1', ...args], { cwd: work, stdio: ['ignore', 'pipe', 'pipe'] });
/** Seconds since 1970: of the last commit, else of the beginning. */
const time = Number(process.env.SOURCE_DATE_EPOCH ?? commitTime());

if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('the executable is made on Linux x64');
rmSync(released, { recursive: true, force: true });
mkdirSync(released);
try {
  const { binary, packages } = await executable();
  if (!process.argv.includes('--executable')) {
    run('xz', '-T1', '-6', '-k', binary);
    debianPackage(binary);
    ociLayout(binary);
    run(process.execPath, join(ROOT, 'packages/vscode/scripts/vsix.mjs'));
  }
  writeFileSync(join(released, 'rootport.spdx.json'), `${JSON.stringify(sbom(packages), undefined, 2)}\n`);
  checksums();
  for (const name of readdirSync(released)) {
    process.stdout.write(`${(statSync(join(released, name)).size / 1e6).toFixed(1).padStart(7)} MB  ${name}\n`);
  }
} finally {
  rmSync(work, { recursive: true });
}

function commitTime() {
  try {
    return run('git', '-C', ROOT, 'log', '-1', '--format=%ct').toString().trim();
  } catch {
    return 0;
  }
}

/** A bundle as CommonJS, of one file where it is not cut; what it has inside. */
async function commonJs(input, to, codeSplitting = false) {
  const bundle = await rolldown({
    input,
    platform: 'node',
    resolve: { conditionNames: ['@rootport/source', 'node', 'require', 'default'] },
    transform: { define: { 'import.meta.url': '"file:///rootport"' } },
    plugins: [{ name: 'threads', transform: threadsInside }, absentPackages()],
  });
  const names = { entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs' };
  const { output } = await bundle.write({ dir: to, format: 'cjs', codeSplitting, ...names });
  await bundle.close();
  for (const { fileName, code } of output) {
    const text = code
      // An executable has no callback for import(): what is left of them are modules of Node.
      .replace(/\bimport\((["'])(node:[\w/]+)\1\)/g, 'Promise.resolve(require("$2"))')
      // One character above Latin 1 doubles the text in memory, and a start takes a seventh longer.
      .replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    // Node finds its blob by this mark, which must stand in the executable once.
    if (text.includes(FUSE)) throw new Error(`${fileName} has the mark of Node's blob`);
    writeFileSync(join(to, fileName), text);
  }
  return output;
}

/** piscina begins a thread with a file, which in turn loads the file with the work: here both are one text, which is inside. */
function threadsInside(code, path) {
  const changes = {
    [join(piscina, 'index.js')]: [
      "filename: (0, node_path_1.resolve)(__dirname, 'worker.js')",
      "filename: require('node:zlib').gunzipSync(process.getBuiltinModule('node:sea').getRawAsset('thread.cjs')).toString(), eval: true",
    ],
    [join(piscina, 'worker.js')]: [
      '.then(s => __importStar(require(s)))',
      `.then(() => __importStar(require(${JSON.stringify(join(cli, 'src/fleet/worker.ts'))})))`,
    ],
  };
  if (changes[path] === undefined) return undefined;
  const [from, to] = changes[path];
  if (code.split(from).length !== 2) throw new Error(`${path} is another than the one that is known: no ${from}`);
  return code.replace(from, () => to);
}

/** What libraries try to load and do without. The executable loads nothing from outside, and Node would warn of the trial. */
function absentPackages() {
  const mark = '\0absent:';
  return {
    name: 'absent packages',
    resolveId: (id) =>
      ['@napi-rs/nice', '@valkey/valkey-glide', 'msgpackr-extract', 'pg'].includes(id) ? mark + id : undefined,
    load: (id) =>
      id.startsWith(mark)
        ? `module.exports = {}; throw new Error('${id.slice(mark.length)} is not inside');`
        : undefined,
  };
}

/** The command's chunks, as CommonJS, inside this Node, with V8's code of them and the files that the command reads of itself. */
async function executable() {
  const chunks = join(work, 'chunks');
  const calls = join(ROOT, 'scripts/binary/calls.mjs');
  const output = await commonJs({ main: join(cli, 'src/main-sea.ts'), calls }, chunks, PARTS);
  runNode(join(ROOT, 'scripts/binary/code.mjs'), chunks, join(ROOT, 'fixtures/guide/vm.xml'));
  await commonJs({ main: join(ROOT, 'scripts/binary/main.mjs') }, work);
  await commonJs({ thread: join(piscina, 'worker.js') }, work);

  // Compressed, since what they say may be the mark by which Node finds its blob: it must stand in the executable once.
  const assets = {};
  const put = (path, bytes) => {
    const file = join(work, `asset-${Object.keys(assets).length}`);
    writeFileSync(file, gzipSync(bytes, { level: 9 }));
    assets[path] = file;
  };
  for (const path of ['package.json', 'dist/rules.json']) put(path, readFileSync(join(cli, path)));
  for (const entry of readdirSync(join(cli, 'dist/page'), { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) put(relative(cli, path), readFileSync(path));
  }
  put('thread.cjs', readFileSync(join(work, 'thread.cjs')));
  put('assets.json', JSON.stringify(Object.keys(assets)));
  for (const name of readdirSync(chunks)) if (!name.startsWith('calls.')) assets[name] = join(chunks, name);
  const config = {
    main: 'main.cjs',
    output: join(work, 'rootport.blob'),
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets,
  };
  writeFileSync(join(work, 'sea.json'), JSON.stringify(config));
  runNode('--experimental-sea-config', 'sea.json');

  const binary = join(released, 'rootport');
  copyFileSync(process.execPath, binary);
  chmodSync(binary, 0o755);
  run('strip', binary);
  run(
    process.execPath,
    join(ROOT, 'node_modules/postject/dist/cli.js'),
    binary,
    'NODE_SEA_BLOB',
    config.output,
    '--sentinel-fuse',
    FUSE,
  );
  return { binary, packages: packagesIn(output) };
}

function debianPackage(binary) {
  const root = join(work, 'deb');
  const put = (from, to, mode = 0o644) => {
    mkdirSync(join(root, to, '..'), { recursive: true });
    cpSync(from, join(root, to));
    chmodSync(join(root, to), mode);
  };
  put(binary, 'usr/bin/rootport', 0o755);
  const man = gzipSync(readFileSync(join(cli, 'dist/man/rootport.1')), { level: 9 });
  writeFileSync(join(work, 'rootport.1.gz'), man);
  put(join(work, 'rootport.1.gz'), 'usr/share/man/man1/rootport.1.gz');
  put(join(cli, 'dist/completions/rootport'), 'usr/share/bash-completion/completions/rootport');
  put(join(cli, 'dist/completions/_rootport'), 'usr/share/zsh/vendor-completions/_rootport');
  put(join(cli, 'dist/completions/rootport.fish'), 'usr/share/fish/vendor_completions.d/rootport.fish');
  const notices = [
    readFileSync(join(ROOT, 'LICENSE'), 'utf8'),
    readFileSync(join(cli, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8'),
  ];
  writeFileSync(join(work, 'copyright'), notices.join(`\n${'-'.repeat(72)}\n\n`));
  put(join(work, 'copyright'), 'usr/share/doc/rootport/copyright');
  const control = [
    'Package: rootport',
    `Version: ${version}`,
    'Architecture: amd64',
    'Maintainer: The rootport developers <rootport@localhost>',
    `Installed-Size: ${Math.ceil(statSync(binary).size / 1024)}`,
    'Depends: libc6 (>= 2.28), libstdc++6, libgcc-s1',
    'Section: admin',
    'Priority: optional',
    `Homepage: ${homepage}`,
    `Description: ${description.split(':')[0]}`,
    " Gives every device of a libvirt domain the PCI address that libvirt's QEMU",
    ' driver would give it, without libvirt.',
    '',
  ];
  mkdirSync(join(root, 'DEBIAN'));
  writeFileSync(join(root, 'DEBIAN/control'), control.join('\n'));
  execFileSync(
    'dpkg-deb',
    ['--root-owner-group', '-Zxz', '--build', root, join(released, `rootport_${version}_amd64.deb`)],
    {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(time) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

/** The executable and the libraries that it is linked to. */
function ociLayout(binary) {
  const root = join(work, 'layer');
  putProgram(binary, root, 'rootport');
  writeOciLayout(root, {
    image: {
      ...{ title: 'rootport', description, version, source: homepage },
      user: '65532:65532',
      entrypoint: ['/rootport'],
      made: 'npm run binary',
    },
    time,
    work,
    file: join(released, 'rootport-oci.tar'),
  });
}

/** SPDX: the command, Node and the packages whose code is inside. */
function sbom(folders) {
  const parts = folders.map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
  const all = [
    { name: 'rootport', version, license: 'Apache-2.0' },
    { name: 'node', version: process.versions.node, license: 'MIT' },
    ...parts,
  ];
  const id = (name) => `SPDXRef-${name.replace(/[^A-Za-z0-9.-]/g, '-')}`;
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `rootport-${version}`,
    documentNamespace: `${homepage}/releases/v${version}/rootport.spdx.json`,
    creationInfo: {
      created: new Date(time * 1000).toISOString().replace(/\.\d+/, ''),
      creators: ['Tool: rootport-npm-run-binary'],
    },
    packages: all.map(({ name, version: of, license }) => ({
      SPDXID: id(name),
      name,
      versionInfo: of,
      downloadLocation: 'NOASSERTION',
      filesAnalyzed: false,
      licenseConcluded: license,
      licenseDeclared: license,
      externalRefs:
        name === 'node'
          ? []
          : [
              {
                referenceCategory: 'PACKAGE-MANAGER',
                referenceType: 'purl',
                referenceLocator: `pkg:npm/${name.replace('@', '%40')}@${of}`,
              },
            ],
    })),
    relationships: [
      { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: id('rootport') },
      ...all.slice(1).map(({ name }) => ({
        spdxElementId: id('rootport'),
        relationshipType: 'CONTAINS',
        relatedSpdxElement: id(name),
      })),
    ],
  };
}

function checksums() {
  const lines = readdirSync(released)
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(released, name)))
          .digest('hex')}  ${basename(name)}\n`,
    );
  writeFileSync(join(released, 'SHA256SUMS'), lines.join(''));
}
