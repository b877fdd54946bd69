import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { PROJECT_ROOT } from '../shared-folder.ts';
import { writeCpio } from './cpio.ts';
import { debianSuite } from './debian-packages.ts';
import { GUESTS, type GuestRow } from './guests.ts';
import { neededLibraries } from './needed-libraries.ts';

/** A guest that is built. */
export interface BuiltGuest {
  readonly row: GuestRow;
  readonly kernel: string;
  readonly initramfs: string;
}

/** Where guests are built: $ROOTPORT_GUESTS, or a folder of the user's cache. */
export const GUESTS_FOLDER =
  process.env['ROOTPORT_GUESTS'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'rootport-guests');

const INIT = join(PROJECT_ROOT, 'packages', 'conformance', 'guest', 'init.sh');

/** Drivers of network cards and of bridges' hotplug; what a kernel has built in or lacks is left out. */
const MODULES: readonly string[] = [
  ...['virtio_pci', 'virtio_net', 'virtio_mmio', 'virtio_ccw', 'ibmveth', 's390_pci_hpc', 'rpaphp', 'rpadlpar_io'],
  ...['e1000', 'e1000e', '8139cp', '8139too', 'mii', 'pcnet32', 'ne2k-pci', '8390', 'vmxnet3', 'igb'],
  ...['acpiphp', 'shpchp', 'pci-host-generic', 'dmi-sysfs'],
];

/** Libraries that udev opens at run time. */
const OPENED: readonly string[] = ['libkmod.so.2', 'libacl.so.1', 'libblkid.so.1', 'libmount.so.1'];

const RULES: readonly string[] = ['75-net-description.rules', '80-drivers.rules', '80-net-setup-link.rules'];

/**
 * Builds the guest of an architecture, once: a Debian kernel and an initramfs with one or more udevs, from packages that
 * are downloaded with an apt state of their own and unpacked, never installed.
 */
export function buildGuest(row: GuestRow, folder: string, say: (line: string) => void): BuiltGuest {
  const built = { row, kernel: join(folder, 'vmlinuz'), initramfs: join(folder, 'initramfs.cpio') };
  const key = JSON.stringify([row.suite, row.udevs, readFileSync(INIT, 'utf8'), MODULES]);
  const mark = join(folder, 'built');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === key) return built;
  rmSync(mark, { force: true });
  mkdirSync(folder, { recursive: true });
  say(`building the guest of ${row.arch} in ${folder}`);
  const suiteOf = (suite: string): ReturnType<typeof debianSuite> =>
    debianSuite(suite, row.debian, join(folder, 'apt', suite));
  const kernel = unpackKernel(suiteOf(row.suite), row, join(folder, `kernel-${row.suite}`));
  copyFileSync(kernel.image, built.kernel);
  const root = join(folder, 'root');
  rmSync(root, { recursive: true, force: true });
  for (const one of ['bin', 'proc', 'sys', 'dev', 'run', 'tmp', 'etc', 'lib/modules', 'u']) {
    mkdirSync(join(root, one), { recursive: true });
  }
  for (const suite of row.udevs) {
    const from = join(folder, `udev-${suite}`);
    suiteOf(suite).unpack(['udev', 'kmod', 'busybox-static', 'iproute2'], from, 'dependencies');
    addUdev(from, join(root, 'u', suite), row);
  }
  const [first = '', last = ''] = [row.udevs[0], row.udevs.at(-1)];
  const busybox = firstOf(['bin', 'usr/bin'].map((one) => join(folder, `udev-${first}`, one, 'busybox')));
  copyFileSync(busybox, join(root, 'bin', 'busybox'));
  symlinkSync('busybox', join(root, 'bin', 'sh'));
  addModules(kernel.modules, root, depmodOf(folder));
  const init = readFileSync(INIT, 'utf8').replaceAll('@FIRST@', first).replaceAll('@LAST@', last);
  writeFileSync(join(root, 'init'), init);
  for (const one of ['init', 'bin/busybox']) chmodSync(join(root, one), 0o755);
  writeCpio(root, built.initramfs);
  writeFileSync(mark, key);
  return built;
}

function unpackKernel(
  suite: ReturnType<typeof debianSuite>,
  { kernel }: GuestRow,
  into: string,
): { readonly image: string; readonly modules: string } {
  if (!existsSync(join(into, '.done'))) {
    const image = suite.dependsOn(kernel).find((name) => name.startsWith('linux-image-'));
    if (image === undefined) throw new Error(`${kernel} depends on no kernel`);
    // Newer kernels come in several packages of the same version.
    const parts = suite.dependsOn(image).filter((name) => /^linux-(?:binary|modules|image)/.test(name));
    suite.unpack([image, ...parts], into, 'nothing else');
  }
  const modules = firstOf(
    ['lib/modules', 'usr/lib/modules'].flatMap((one) => {
      const path = join(into, one);
      return existsSync(path) ? readdirSync(path).map((version) => join(path, version)) : [];
    }),
  );
  const version = basename(modules);
  const images = ['vmlinuz', 'vmlinux'].flatMap((name) => [
    join(into, 'boot', `${name}-${version}`),
    join(modules, name),
  ]);
  return { image: firstOf(images), modules };
}

/** One udev with the libraries it needs, in a root of its own. */
function addUdev(from: string, root: string, { libraries }: GuestRow): void {
  const folders = ['lib', 'usr/lib'].flatMap((one) => [
    join(from, one, libraries),
    join(from, one, libraries, 'systemd'),
    join(from, one, 'systemd'),
    // The loader of some architectures.
    ...[join(from, one), join(from, `${one}64`)],
  ]);
  const lib = join(root, 'lib', libraries);
  for (const one of [
    'bin',
    'lib/udev/rules.d',
    'lib/systemd/network',
    'etc/udev',
    'proc',
    'sys',
    'dev',
    'run',
    'tmp',
  ]) {
    mkdirSync(join(root, one), { recursive: true });
  }
  for (const one of [join(lib, 'systemd'), join(root, 'lib/modules'), join(root, 'usr'), join(root, 'lib64')]) {
    mkdirSync(one, { recursive: true });
  }
  symlinkSync('../lib', join(root, 'usr', 'lib'));
  symlinkSync('../bin', join(root, 'usr', 'bin'));
  const under = (...names: readonly string[]): string =>
    firstOf(names.flatMap((name) => [join(from, name), join(from, 'usr', name)]));
  const programs: [from: string, to: string][] = [
    [under('bin/udevadm'), 'bin/udevadm'],
    [under('bin/ip', 'sbin/ip'), 'bin/ip'],
  ];
  // It may be a link to /bin/udevadm, which would lead out of the unpacked packages.
  const daemon = join(dirname(under('lib/systemd/network')), 'systemd-udevd');
  if (lstatSync(daemon).isSymbolicLink() && basename(readlinkSync(daemon)) === 'udevadm') {
    symlinkSync('../../bin/udevadm', join(root, 'lib/systemd/systemd-udevd'));
  } else programs.push([daemon, 'lib/systemd/systemd-udevd']);
  const copied = new Set<string>();
  const addLibrary = (name: string): void => {
    if (copied.has(name)) return;
    copied.add(name);
    const file = folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
    if (file === undefined) return;
    const isShared = name.startsWith('libsystemd-shared');
    copyFileSync(realpathSync(file), join(lib, isShared ? 'systemd' : '', name));
    // Programs name their loader by a path of its own.
    if (name.startsWith('ld'))
      for (const one of ['lib', 'lib64']) copyFileSync(realpathSync(file), join(root, one, name));
    for (const needed of neededLibraries(file)) addLibrary(needed);
  };
  for (const [file, to] of programs) {
    copyFileSync(realpathSync(file), join(root, to));
    chmodSync(join(root, to), 0o755);
    for (const name of neededLibraries(file)) addLibrary(name);
  }
  for (const name of OPENED) addLibrary(name);
  for (const name of LOADERS) addLibrary(name);
  for (const name of readdirSync(lib)) if (name.startsWith('ld')) chmodSync(join(lib, name), 0o755);
  for (const name of ['lib', 'lib64']) {
    for (const one of readdirSync(join(root, name))) if (one.startsWith('ld')) chmodSync(join(root, name, one), 0o755);
  }
  for (const rule of RULES) copyFileSync(under(`lib/udev/rules.d/${rule}`), join(root, 'lib/udev/rules.d', rule));
  const policy = '99-default.link';
  copyFileSync(under(`lib/systemd/network/${policy}`), join(root, 'lib/systemd/network', policy));
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\n');
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\n');
}

/** The dynamic loaders of the architectures. */
const LOADERS: readonly string[] = [
  'ld-linux-x86-64.so.2',
  'ld-linux-aarch64.so.1',
  'ld-linux-riscv64-lp64d.so.1',
  'ld64.so.2',
  'ld64.so.1',
];

type Depmod = (base: string, version: string) => void;

/** depmod of this computer's architecture, unpacked: that of the guest's does not run here. */
function depmodOf(folder: string): Depmod {
  const own = GUESTS.find(({ debian }) => debian === (process.arch === 'arm64' ? 'arm64' : 'amd64'));
  if (own === undefined) throw new Error(`guests are not built on ${process.arch}`);
  const into = join(folder, 'tools');
  debianSuite('bookworm', own.debian, join(folder, 'apt', 'tools')).unpack(['kmod'], into, 'dependencies');
  const at = (name: string): string => join(into, 'lib', own.libraries, name);
  const loader = LOADERS.map(at).find((path) => existsSync(path)) ?? '';
  const paths = [at(''), join(into, 'usr/lib', own.libraries)].join(':');
  return (base, version) => {
    const args = ['--argv0', 'depmod', '--library-path', paths, join(into, 'bin/kmod'), '-b', base, version];
    execFileSync(loader, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  };
}

/** The modules of {@link MODULES} and what they need. */
function addModules(from: string, root: string, depmod: Depmod): void {
  const version = basename(from);
  const base = dirname(dirname(dirname(from)));
  if (!existsSync(join(from, 'modules.dep'))) depmod(base, version);
  const into = join(root, 'lib/modules', version);
  mkdirSync(into, { recursive: true });
  for (const name of ['modules.builtin', 'modules.order', 'modules.builtin.modinfo']) {
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(into, name));
  }
  const lines = readFileSync(join(from, 'modules.dep'), 'utf8').split('\n');
  const wanted = new Set(MODULES.map((name) => name.replaceAll('_', '-')));
  const files = lines.flatMap((line) => {
    const [file = '', needed = ''] = line.split(':');
    const name = basename(file).replace(/\.ko.*$/, '');
    return wanted.has(name.replaceAll('_', '-')) ? [file, ...needed.trim().split(' ')] : [];
  });
  for (const file of new Set(files.filter((one) => one !== ''))) {
    const to = join(into, file.replace(/\.(?:xz|zst)$/, ''));
    mkdirSync(dirname(to), { recursive: true });
    const source = join(from, file);
    if (file.endsWith('.ko')) copyFileSync(source, to);
    else writeFileSync(to, execFileSync(file.endsWith('.xz') ? 'xz' : 'zstd', ['-dc', source], { maxBuffer: 2 ** 28 }));
  }
  depmod(root, version);
}

function firstOf(paths: readonly string[]): string {
  const found = paths.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`none of these is there: ${paths.join(' ')}`);
  return found;
}
