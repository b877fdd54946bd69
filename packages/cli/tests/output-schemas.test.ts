import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../src/program.ts';
import { grammarReference } from '../src/reference/grammar-reference.ts';
import { call, fakeIo } from './fake-io.ts';
import { fakeQemu } from './fake-qemu.ts';
import { expectSchema, SCHEMA_NAMES } from './output-schemas.ts';

const EXAMPLES = fileURLToPath(new URL('../../../fixtures/examples', import.meta.url));
const read = (name: string): string => readFileSync(join(EXAMPLES, name), 'utf8');
const WEB_SERVER = read('q35-web-server.xml');
const files = {
  'vm.xml': WEB_SERVER,
  'other.xml': WEB_SERVER.replace('virtio-transitional', 'virtio').replace(/<rng[\s\S]*?<\/rng>/, ''),
  'pc.xml':
    "<domain type='kvm'><name>a</name><memory>1024</memory><os><type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type></os></domain>",
  'broken.xml': read('broken.xml'),
  'lspci.txt': '0000:00:00.0 0600: 8086:29c0\n0000:00:02.0 0200: 8086:10d3\n',
  results: `${[
    { formatVersion: '1.0', rootport: '0', question: { kind: 'inventory', options: {} }, shard: { index: 0, of: 1 } },
    { end: true, found: 0, skipped: 0 },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n')}\n`,
  'nic.xml': "<interface type='user'><model type='virtio'/></interface>",
};

/** For each command that prints JSON: calls that it answers, and calls that it refuses. `-o json` is added. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  plan: ['vm.xml', 'vm.xml broken.xml', 'absent.xml', '--profile none vm.xml'],
  show: ['vm.xml', 'pc.xml', 'broken.xml'],
  explain: ['vm.xml', 'vm.xml vda', 'vm.xml nothing', 'broken.xml'],
  capacity: ['vm.xml', 'pc.xml', 'broken.xml'],
  reserve: ['--free 3 vm.xml', '--free 9999 vm.xml', '--free 1 broken.xml'],
  attach: ['vm.xml nic.xml', '--live vm.xml nic.xml', 'broken.xml nic.xml'],
  detach: ['vm.xml vda', 'vm.xml nothing', 'broken.xml vda'],
  diff: ['vm.xml other.xml', 'vm.xml broken.xml', 'vm.xml absent.xml'],
  check: ['vm.xml', 'vm.xml broken.xml', '--fix other.xml', '--rules none=error vm.xml'],
  config: ['vm.xml', '--qemu 7.2 vm.xml', '--rules none=error vm.xml'],
  convert: ['--machine q35 pc.xml', '--machine q35 broken.xml'],
  qemu: ['vm.xml', '--runnable vm.xml', 'broken.xml'],
  verify: ['vm.xml', '--hotplug vm.xml', 'broken.xml'],
  bars: ['vm.xml', '--firmware ovmf pc.xml', 'broken.xml'],
  host: ['lspci.txt', 'groups lspci.txt', 'groups'],
  guest: ['vm.xml', 'broken.xml'],
  names: ['vm.xml', '--scheme none vm.xml', 'broken.xml'],
  profiles: ['', '--all'],
  'profiles diff': ['libvirt-9.0 libvirt-latest vm.xml', 'libvirt-9.0 libvirt-latest broken.xml'],
  codes: ['', 'RP2001'],
  rules: ['', 'A-PLUG-1'],
  'fleet upgrade': ['vm.xml broken.xml', '--regenerate nova --from 9.0 vm.xml pc.xml', '--from none vm.xml'],
  'fleet inventory': ['vm.xml pc.xml broken.xml'],
  'fleet room': ['--free 30 vm.xml pc.xml broken.xml'],
  'fleet merge': ['results', 'vm.xml'],
  'kubevirt simulate': ['vm.xml', 'broken.xml'],
};

const printing = grammarReference(createProgram(fakeIo(), () => undefined)).filter(({ options }) =>
  options.some(({ long, choices }) => long === '--output' && choices.includes('json')),
);

describe('JSON outputs', () => {
  test('there is a row in json-outputs.ts, a schema and a call for each command that prints JSON', () => {
    const names = printing.map(({ name }) => name).sort();
    expect(Object.keys(CALLS).sort()).toEqual(names);
    expect([...SCHEMA_NAMES].sort()).toEqual(names.map((name) => name.replaceAll(' ', '-')).sort());
  });

  test.each(Object.entries(CALLS))('%s prints what its schema says', async (name, calls) => {
    for (const rest of calls) {
      const args = `${name} -o json ${rest}`.trim().split(/\s+/);
      // Every call is held against the schema by `call`.
      const { stdout } = await call(args, { files, overrides: { programs: fakeQemu() } });
      expect(stdout, args.join(' ')).not.toBe('');
    }
  });

  test('a field that no schema has does not pass', async () => {
    const { stdout } = await call(['show', '-o', 'json', 'vm.xml'], { files });
    expect(() => expectSchema(['show', '-o', 'json'], stdout.replace('"roots"', '"more":1,"roots"'))).toThrow('more');
    expect(() => expectSchema(['show', '-o', 'json'], stdout.replace('"roots"', '"rootz"'))).toThrow('roots');
  });
});
