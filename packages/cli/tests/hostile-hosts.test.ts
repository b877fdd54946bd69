// Files about hosts are strangers' files, too: what they hold reaches no report, picture or generated file as anything but
// a value, and costs no more than its length.
import { parseXml } from '@rgrove/parse-xml';
import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

const GPU = {
  address: '0000:18:00.0',
  class: '0302',
  id: '10de:2335',
  root: 'pci0000:17',
  node: 0,
  kind: 'gpu',
};
const facts = (parts: object): string =>
  JSON.stringify({
    formatVersion: '2.0',
    nodes: [{ id: 0, cpus: '0-7', cpuLess: false, memory: 1024, distances: [10] }],
    roots: [{ id: 'pci0000:17', buses: '17-1f', node: 0 }],
    bridges: [],
    devices: [GPU],
    ...parts,
  });
const HOST = facts({});

const OUTPUTS = [['text'], ['json'], ['svg'], ['groups']] as const;
const hostCall = (output: string, text: string) =>
  call(output === 'groups' ? ['host', 'groups', 'h'] : ['host', 'h', '-o', output], { files: { h: text } });

test('the facts themselves are taken', async () => {
  for (const [output] of OUTPUTS) expect((await hostCall(output, HOST)).code, output).toBe(0);
});

/** What no value of facts may be: each breaks out of one form of output, or of an object of ours. */
const WORDS = ['__proto__', 'constructor', '"/><evil/>', "'; x", '\u001b[31m', '\u0001', '\u202e', 'x\nFORGED', ''];

describe.each<readonly [field: string, parts: (word: unknown) => object]>([
  ['root of a device', (word) => ({ devices: [{ ...GPU, root: word }] })],
  ['id of a root', (word) => ({ roots: [{ id: word, buses: null, node: null }] })],
  ['buses of a root', (word) => ({ roots: [{ id: 'pci0000:17', buses: word, node: 0 }] })],
  ['class', (word) => ({ devices: [{ ...GPU, class: word }] })],
  ['id', (word) => ({ devices: [{ ...GPU, id: word }] })],
  ['subsystem', (word) => ({ devices: [{ ...GPU, subsystem: word }] })],
  ['parent', (word) => ({ devices: [{ ...GPU, parent: word }] })],
  ['physfn', (word) => ({ devices: [{ ...GPU, physfn: word }] })],
  ['address', (word) => ({ devices: [{ ...GPU, address: word }] })],
  ['node', (word) => ({ devices: [{ ...GPU, node: word }] })],
  ['IOMMU group', (word) => ({ devices: [{ ...GPU, iommuGroup: word }] })],
  ['id of a node', (word) => ({ nodes: [{ id: word }] })],
])('%s of facts', (_, parts) => {
  test.each(WORDS)('%j is refused with a place', async (word) => {
    for (const [output] of OUTPUTS) {
      const { code, stderr } = await hostCall(output, facts(parts(word)));
      expect(code).toBe(2);
      expect(stderr).toContain('[RP5501]');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
      expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|^FORGED/m);
    }
  });
});

test('words where facts have free ones are dropped, or stay a word', async () => {
  for (const word of WORDS) {
    const text = facts({
      nodes: [{ id: 0, cpus: word, distances: [word] }],
      devices: [{ ...GPU, class: null, kind: word, kindGuessed: true }],
    });
    const { code, stdout } = await hostCall('text', text);
    expect([0, 2]).toContain(code);
    expect(stdout).not.toContain('evil');
  }
});

test('names that lspci prints stay on their line, and pictures stay XML', async () => {
  const name = 'PCI bridge [0604]: <evil/>\u001b[31m "x" [8086:1234]';
  const text = `0000:00:01.0 ${name}\n\tBus: primary=00, secondary=18, subordinate=18, sec-latency=0\n0000:18:00.0 3D controller [0302]: ]]>\u0007<evil/> [10de:2335]\n`;
  for (const [output] of OUTPUTS) {
    const { code, stdout } = await hostCall(output, text);
    expect(code).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    if (output === 'svg') parseXml(stdout);
  }
});

/** Seconds of processor time of some work, the whole process. */
async function seconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const many = (count: number, make: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => make(n)).join('');
const address = (n: number): string =>
  `${(n >> 13).toString(16).padStart(4, '0')}:${((n >> 5) & 255).toString(16).padStart(2, '0')}:${(n & 31).toString(16).padStart(2, '0')}.0`;

// Each took minutes as long as the time grew with the square of the length.
test.each<readonly [string, string]>([
  ['blank lines', `x${'\n'.repeat(100_000)}`],
  ['blanks', `x${' '.repeat(100_000)}\n`],
  ['GPU0 again and again', `${'GPU0 '.repeat(25_000)}\n`],
  ['the start of an XML declaration', `<a>${'<?xml '.repeat(20_000)}`],
  ['connectors of a tree', `${'-+'.repeat(60_000)}\n`],
  ['a name of virtio again and again', `0000:00:01.0 ${'virtio '.repeat(8_000)}\n`],
  ['brackets of ids', `0000:00:01.0 X ${'[10de:1234] (prog-if '.repeat(8_000)}\n`],
  ['the speed of a link', `0000:00:01.0 X\n\tLnkCap: ${'Speed 1 ('.repeat(12_000)}\n`],
  [
    'virtual functions',
    many(8_000, (n) => `${address(n)} Ethernet controller [0200]: X Virtual Function [15b3:101e]\n`),
  ],
  [
    'a root complex for each device',
    facts({
      devices: Array.from({ length: 8_000 }, (_, n) => ({
        ...GPU,
        ...{
          address: address(n),
          kind: 'nvme',
          class: '0108',
          node: n,
          root: `pci${(n + 16).toString(16).padStart(4, '0')}:00`,
        },
      })),
    }),
  ],
  [
    'devices behind one switch in one group',
    facts({
      bridges: [
        { address: '0000:ff:01.0', type: 'root', root: 'pci0000:ff' },
        { address: '0000:ff:02.0', type: 'upstream', parent: '0000:ff:01.0', root: 'pci0000:ff' },
      ],
      devices: Array.from({ length: 8_000 }, (_, n) => ({
        ...GPU,
        ...{
          address: address(n),
          kind: 'nvme',
          class: '0108',
          iommuGroup: 1,
          parent: '0000:ff:02.0',
          root: 'pci0000:ff',
        },
      })),
    }),
  ],
])('%s: no more than the text is worth', async (_, text) => {
  for (const output of ['text', 'groups', 'svg']) {
    expect(await seconds(() => hostCall(output, text)), output).toBeLessThan(4);
  }
});

test('masks of nodes take no more memory than nodes there are', async () => {
  const mask = many(2048, () => ',0xffffffff').slice(1);
  const objects = many(
    300,
    (n) => `<object type="PCIDev" nodeset="${mask}" pci_busid="${address(n)}" pci_type="0302 [10de:1db8]"/>`,
  );
  const before = process.memoryUsage.rss();
  const { code } = await hostCall('json', `<topology><object type="Machine">${objects}</object></topology>`);
  expect(code).toBe(0);
  expect(process.memoryUsage.rss() - before).toBeLessThan(400e6);
});

const hostdev = (n: number, more = ''): string => {
  const [domain, bus, slot] = address(n).replace('.0', '').split(':');
  return `<hostdev mode='subsystem' type='pci'><source><address domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x0'/></source>${more}</hostdev>`;
};
const guest = (devices: string): string =>
  `<domain type='qemu'><name>v</name><memory>1048576</memory><os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features><devices>${devices}</devices></domain>`;

test('RP3400: too many devices are not compared each with each', async () => {
  const devices = Array.from({ length: 700 }, (_, n) => ({ ...GPU, address: address(n) }));
  const host = facts({ devices });
  const groups = await call(['host', 'groups', 'h', '-o', 'json'], { files: { h: host } });
  expect([groups.code, groups.stderr]).toEqual([2, expect.stringContaining('[RP3400]')]);
  const bridges = many(25, (n) => `<controller type='pci' index='${n + 1}' model='pci-bridge'/>`);
  const xml = guest(`${bridges}${many(700, (n) => hostdev(n))}`).replace("'q35'", "'pc'");
  const { code, stderr } = await call(['p2p', '--host', 'h', 'vm.xml', '-q'], { files: { 'vm.xml': xml, h: host } });
  expect([code, stderr]).toEqual([2, expect.stringContaining('[RP3400]')]);
});

test('p2p --emit clique: an alias that libvirt drops is none', async () => {
  const bridges = [
    { address: '0000:00:01.0', type: 'root', root: 'pci0000:00' },
    { address: '0000:01:00.0', type: 'upstream', parent: '0000:00:01.0', root: 'pci0000:00' },
    ...[2, 3].map((n) => ({
      address: `0000:02:0${n}.0`,
      type: 'downstream',
      parent: '0000:01:00.0',
      root: 'pci0000:00',
    })),
  ];
  const devices = [2, 3].map((n) => ({
    ...GPU,
    address: address(32 * (n + 1)),
    parent: `0000:02:0${n}.0`,
    root: 'pci0000:00',
  }));
  const evil = `<alias name='ua-x&apos;/&gt;&lt;evil/&gt;'/>`;
  const xml = guest(`${hostdev(96, evil)}${hostdev(128, "<alias name='ua-fine'/>")}`);
  const files = { 'vm.xml': xml, h: facts({ roots: [{ id: 'pci0000:00' }], bridges, devices }) };
  const { stdout, code } = await call(['p2p', '--host', 'h', '--emit', 'clique', '-q', 'vm.xml'], { files });
  expect(code).toBe(0);
  expect(stdout).toContain("alias='hostdev0'");
  expect(stdout).toContain("alias='ua-fine'");
  expect(stdout).not.toContain('evil');
});
