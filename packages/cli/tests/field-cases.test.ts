// What the command says of the cases in ../shared/cases/field, each by what its EXPECTED.md asks for; verify.test.ts asks QEMU.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

const shared = process.env['ROOTPORT_SHARED'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const folder = `${shared}/cases/field`;
const isThere = existsSync(folder);
if (!isThere) process.stdout.write(`skipped: cases of the field: there is no ${folder}\n`);

const input = (bus: string): string => `<input type='tablet' bus='${bus}'/>`;
const nic = "<interface type='user'><mac address='52:54:00:00:00:99'/><model type='virtio'/></interface>";
const L9 = ['--profile', 'libvirt-9.0', '--qemu', '7.2'];

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  /** What standard output and standard error together have, or, with `!`, have not. */
  readonly says: readonly (string | RegExp)[];
  readonly saysNot?: readonly string[];
}

const check = (name: string, ...says: readonly (string | RegExp)[]): Case => ({ name, args: ['check', ...L9], says });
const fix = (name: string, ...says: readonly (string | RegExp)[]): Case => ({
  ...{ name, args: ['check', '--fix', '--unsafe'], says },
});

const CASES: readonly Case[] = [
  { name: 'k01-guest-agent-in-second-devices', args: ['show', ...L9], says: [/03:00.0 +controller virtio-serial 0/] },
  { name: 'k01-two-devices-elements', args: ['show', ...L9], says: [/04:00.0 +disk vda/, /05:00.0 +disk vdb/] },
  check('k02-qemu-arg-chassis-clash', 'RP6201'),
  check('k02-qemu-arg-nic-without-address', 'RP6200', /fix: give it a place: bus=pci\.0,addr=0x/),
  check('k02-qemu-arg-root-port-without-address', 'RP6200', '0000:00:01.0'),
  check('k03-two-usb-controllers-one-index', 'RP2314'),
  check('k03-usb-no-model-and-ehci', 'RP2314'),
  check('k04-unknown-value-hostdev-without-source', 'RP2005', '<source>'),
  check('k04-unknown-value-mdev-without-model', 'RP2005', 'model'),
  check('k04-unknown-value-sound', 'RP2004', "'ich99'", 'ich9,'),
  check('k04-unknown-value-video', 'RP2004', "'virto'", 'virtio,'),
  check('k04-unknown-value-virtiofs-driver', 'RP2004', "'virtiofss'", 'virtiofs,'),
  check('k04-unknown-value-watchdog', 'RP2004', "'i6300esbb'", 'i6300esb,'),
  check('k05-arch-amd64', "'amd64'", 'x86_64'),
  check('k05-arch-arm64', "'arm64'", 'aarch64'),
  check(
    'k06-ide-cdrom-on-q35',
    /:19:\d+: error: disk hdd asks for bus ide/,
    "bus='sata'",
    'fix: put it on bus sata as sda',
  ),
  fix('k07-safe-fix-moves-a-port-igd', /fixed: remove the address of hostdev/),
  check('k08-no-function-0', /hostdev 0000:01:00\.0 .*RP7101/, /hostdev 0000:01:00\.1 .*RP7101/),
  { name: 'k09-chipset-functions-are-no-card', args: ['check', ...L9], says: ['3 notes'], saysNot: ['RP6001'] },
  { name: 'k10-names-aarch64', args: ['names'], says: ['enp1s0', 'enp2s0'], saysNot: ['RP7100'] },
  check('k11-root-port-on-i440fx', 'RP2450', 'such as q35', 'fix: remove 1 controller of q35'),
  fix('k11-root-ports-on-s390x', '1 fixed; nothing found'),
  check('k12-cdrom-on-virtio', 'RP2311', 'sata'),
  { name: 'k13-verify-driver-alias', args: ['qemu', '--runnable', ...L9], says: ['virtio-net,id=net0'] },
  {
    name: 'k14-default-answer-is-refused-by-older-libvirt',
    args: ['plan'],
    says: ['before libvirt 9.1 the completed document is refused'],
  },
  { name: 'k15-attach-does-not-name-the-nic', args: ['attach', 'X', 'nic'], says: ['0000:00:09.0, ens9'] },
  {
    name: 'k15-attach-refusal-without-way-out',
    args: ['attach', 'X', 'a', 'b'],
    says: ['RP3013', 'rootport reserve --free'],
  },
  check('k16-boot-order-twice', 'RP2313', 'boot order 1'),
  { name: 'k17-host-domain-above-ffff-hostdev', args: ['show', ...L9], says: [/04:00.0 +hostdev 10000:e1:00\.0/] },
  fix('k18-machine-changed-by-hand-to-i440fx', 'fixed: remove 4 controllers of q35', /1 fixed; (?:nothing|\d+ note)/),
  fix('k19-spicevmc-without-spice', 'remove channel com.redhat.spice.0', 'remove redirdev spicevmc', 'remove audio'),
  { name: 'k20-evdev-gets-bus-none', args: ['plan'], says: ["<input type='evdev'>"] },
];

describe.skipIf(!isThere)('cases of the field', () => {
  test.each(CASES)('$name', async ({ name, args, says, saysNot = [] }) => {
    const files = {
      X: readFileSync(`${folder}/${name}.xml`, 'utf8'),
      ...{ nic, a: input('virtio'), b: input('virtio') },
    };
    const { stdout, stderr, code } = await call(args.includes('X') ? args : [...args, 'X'], { files });
    const said = stdout + stderr;
    for (const one of says) expect(said).toMatch(one);
    for (const one of saysNot) expect(said).not.toContain(one);
    expect(code).toBeLessThan(2);
  });

  test('has a row for each', () => {
    const names = readdirSync(folder).filter((file) => file.endsWith('.xml'));
    expect(CASES.map(({ name }) => `${name}.xml`).sort()).toEqual(names.sort());
  });
});
