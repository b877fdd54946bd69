import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Plan, planDomain, planQemuDevices, qemuCommand } from '@rootport/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { call } from './fake-io.ts';
import { attributesOf, DOCUMENTS, HOSTILE_VALUES, poisoned } from './hostile-documents.ts';

const poison = fc
  .record({
    xml: fc.constantFrom(...DOCUMENTS),
    where: fc.nat({ max: 10_000 }),
    hostile: fc.oneof(fc.constantFrom(...HOSTILE_VALUES), fc.string({ maxLength: 12 })),
    isAppended: fc.boolean(),
  })
  .map(({ xml, where, hostile, isAppended }) => poisoned(xml, where % attributesOf(xml), hostile, isAppended));

/** The plan under a profile that takes what many releases take; undefined for what is refused. */
function planOf(xml: string): Plan | undefined {
  const result = planDomain(xml);
  return result.ok ? result.plan : undefined;
}

/** So many runs in CI, a slice of them elsewhere. */
const runs = (whole: number): number => (process.env['CI'] ? whole : Math.ceil(whole / 4));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootport-shell-'));
  mkdirSync(join(folder, 'bin'));
  for (const arch of ['x86_64', 'i386', 'aarch64']) {
    const stub = join(folder, 'bin', `qemu-system-${arch}`);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is for the shell
    writeFileSync(stub, '#!/bin/sh\nprintf \'%s\\0\' "${0##*/}" "$@"\n');
    chmodSync(stub, 0o755);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('what qemu --runnable prints', () => {
  test('gives a shell exactly the arguments, whatever the document holds', async () => {
    let planned = 0;
    await fc.assert(
      fc.asyncProperty(poison, async (xml) => {
        const { stdout, code } = await call(['qemu', '--runnable', '-q', '-'], { stdin: xml });
        const plan = planOf(xml);
        expect(code).toBe(plan === undefined ? 1 : 0);
        if (plan === undefined) return;
        planned += 1;
        const { binary, args } = qemuCommand(plan);
        const shell = spawnSync('/bin/sh', ['-s', 'more'], {
          input: stdout,
          cwd: folder,
          env: { PATH: join(folder, 'bin') },
          encoding: 'utf8',
        });
        expect(shell.stdout.split('\0')).toEqual([binary, ...args, 'more', '']);
        expect(existsSync(join(folder, 'FORGED'))).toBe(false);
      }),
      { numRuns: runs(150), seed: 9 },
    );
    // Most values of a document do not reach QEMU, so a share of the documents is planned.
    expect(planned).toBeGreaterThan(runs(20));
  });
});

/** QEMU's reading of an option: a doubled comma is one of the value. */
function readOption(text: string): readonly (readonly [string, string])[] {
  return text.split(/(?<!,)(?:,,)*,(?!,)/).map((part): readonly [string, string] => {
    const at = part.indexOf('=');
    return at < 0 ? ['', part.replaceAll(',,', ',')] : [part.slice(0, at), part.slice(at + 1).replaceAll(',,', ',')];
  });
}

const OPTIONS = [
  ...['-machine', '-accel', '-m', '-object', '-numa', '-bios', '-nodefaults', '-no-user-config', '-display', '-S'],
  ...['-global', '-device', '-blockdev', '-netdev', '-audiodev', '-chardev', '-fsdev', '-usb', '-vga'],
];

const PROPERTIES = [
  ...[
    '',
    'driver',
    'id',
    'bus',
    'addr',
    'multifunction',
    'port',
    'chassis',
    'chassis_nr',
    'bus_nr',
    'index',
    'hotplug',
  ],
  ...['masterbus', 'firstport', 'numa_node', 'disable-legacy', 'disable-modern', 'uid', 'fid', 'target'],
  ...['drive', 'netdev', 'audiodev', 'chardev', 'rng', 'memdev', 'fsdev', 'mount_tag', 'cryptodev', 'serial'],
];

test('no word of a document becomes an option or a property of QEMU, and none a file', () => {
  fc.assert(
    fc.property(poison, (xml) => {
      const plan = planOf(xml);
      if (plan === undefined) return;
      const { binary, args } = qemuCommand(plan);
      expect(binary).toMatch(/^qemu-system-[a-z0-9_]+$/);
      for (const [place, word] of args.entries()) {
        if (word.startsWith('-')) expect(OPTIONS).toContain(word);
        expect(word).toMatch(/^[\w.,=+-]*$/);
        if (args[place - 1] !== '-device') continue;
        for (const [name] of readOption(word)) expect(PROPERTIES).toContain(name);
      }
      for (const { id = 'x' } of planQemuDevices(plan)) expect(id).toMatch(/^[A-Za-z][\w.-]*$/);
    }),
    { numRuns: runs(2_000), seed: 9 },
  );
});

describe('generated configuration', () => {
  const poisonedName = poison.filter((xml) => xml.includes('pc') || xml.includes('q35'));

  test.each(['netplan', 'cloud-init'] as const)('%s is read back as what was meant', async (format) => {
    await fc.assert(
      fc.asyncProperty(poisonedName, async (xml) => {
        const { stdout, code } = await call(['names', '--emit', format, '-q', '-'], { stdin: xml });
        if (code !== 0) return;
        const names = JSON.parse((await call(['names', '-o', 'json', '-q', '-'], { stdin: xml })).stdout);
        const tops = parseYaml(stdout, { version: '1.1' });
        const top = format === 'netplan' ? tops.network : tops;
        expect(Object.keys(tops)).toEqual(format === 'netplan' ? ['network'] : ['version', 'ethernets']);
        expect(top.version).toBe(2);
        const expected = new Map<string, string>();
        for (const { name, mac, address } of names.interfaces) {
          if (name !== undefined && address !== undefined) expected.set(name, mac ?? name);
        }
        const found = new Map<string, string>();
        for (const [name, { match }] of Object.entries<{ match: { name?: string; macaddress?: string } }>(
          top.ethernets ?? {},
        )) {
          found.set(name, match.macaddress ?? match.name ?? '');
        }
        if (new Set(expected.values()).size === names.interfaces.length) expect(found).toEqual(expected);
        for (const key of found.keys()) expect(key).toMatch(/^[a-z0-9]+$/);
      }),
      { numRuns: runs(120), seed: 9 },
    );
  });

  test.each(['udev', 'networkd'] as const)('%s has no line but ours', async (format) => {
    const line =
      format === 'udev'
        ? /^(?:# \/etc\/udev\/rules\.d\/70-names\.rules|SUBSYSTEM=="net", ACTION=="add", (?:ATTR\{address\}=="[0-9a-f:]{17}", ATTR\{type\}=="1"|KERNELS=="[0-9a-f:.]+"), NAME="[a-z0-9]+")$/
        : /^(?:# \/etc\/systemd\/network\/70-[a-z0-9]+\.link: interface .*(?<!\\)|\[Match\]|\[Link\]|MACAddress=[0-9a-f:]{17}|Path=pci-[0-9a-f:.]+|Name=[a-z0-9]+|)$/;
    await fc.assert(
      fc.asyncProperty(poisonedName, async (xml) => {
        const { stdout, code } = await call(['names', '--emit', format, '-q', '-'], { stdin: xml });
        if (code !== 0) return;
        for (const one of stdout.trimEnd().split('\n')) expect(one).toMatch(line);
      }),
      { numRuns: runs(120), seed: 9 },
    );
  });
});

/** Commands that show values of a document as text. */
const TEXTS: readonly (readonly string[])[] = [
  ['check', '-'],
  ['check', '-o', 'github', '-'],
  ['plan', '--check', '-'],
  ['show', '-'],
  ['show', '-o', 'dot', '-'],
  ['show', '-o', 'mermaid', '-'],
  ['explain', '-'],
  ['capacity', '-'],
  ['guest', '-'],
  ['names', '-'],
  ['bars', '-'],
  ['qemu', '-'],
  ['profiles', 'diff', 'libvirt-9.0', 'libvirt-11.3', '-'],
  ['kubevirt', 'simulate', '-'],
  ['fleet', 'inventory', '-'],
  ['convert', '--machine', 'q35', '-'],
  ['reserve', '--free', '2', '-o', 'text', '-'],
  ['convert', '--machine', 'q35', '-o', 'text', '-'],
];

/** What a terminal or a log would obey, or a reader would not see. */
const HIDDEN = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/u;
// GitHub's own reports consist of such lines; those are checked by what they are about.
const COMMAND = /^\s*::(?!(?:error|warning|notice) file=)|##\w*\[/m;

describe('what is shown of a document', () => {
  test.each(TEXTS)('by %s %s %s %s', async (...args) => {
    await fc.assert(
      fc.asyncProperty(poison, async (xml) => {
        const { stdout, stderr } = await call(args, { stdin: xml });
        for (const text of [stdout, stderr]) {
          expect(text).not.toMatch(HIDDEN);
          expect(text).not.toMatch(COMMAND);
          expect(text).not.toMatch(/^FORGED/m);
        }
      }),
      { numRuns: runs(40), seed: 9 },
    );
  });

  test.each(['a\n::FORGED::.xml', '::FORGED::.xml', '\u202elmx.FORGED', 'x\n##[FORGED].xml', 'a\rFORGED.xml'])(
    'is under the name %j',
    async (name) => {
      const files = { [name]: DOCUMENTS[0] ?? '', 'other.xml': DOCUMENTS[1] ?? '' };
      const broken = { [name]: '<domain>\n', 'other.xml': DOCUMENTS[1] ?? '' };
      const calls = [
        ...[
          ['check'],
          ['check', '-o', 'github'],
          ['check', '-o', 'junit'],
          ['plan', '--check'],
          ['plan', '-o', 'tree'],
        ],
        ...[['show'], ['explain'], ['qemu'], ['diff', 'other.xml'], ['verify'], ['capacity'], ['guest'], ['names']],
        ...[['attach', 'other.xml'], ['lock'], ['bars'], ['reserve', '--free', '2', '-o', 'text'], ['check', '--fix']],
        ...[['fleet', 'inventory'], ['fleet', 'room'], ['kubevirt', 'simulate'], ['config'], ['p2p', '--host', 'h']],
        ...[['place', '--host', 'h', '--gpus'], ['host'], ['host', 'groups'], ['convert', '--machine', 'q35']],
      ];
      for (const args of calls) {
        for (const world of [files, broken, {}]) {
          const { stdout, stderr } = await call([...args, '--', name], { files: world });
          for (const text of [stdout, stderr]) {
            expect(text, args.join(' ')).not.toMatch(HIDDEN);
            expect(text, args.join(' ')).not.toMatch(COMMAND);
            expect(text, args.join(' ')).not.toMatch(/^FORGED/m);
          }
        }
      }
    },
  );

  test('is the same value in JSON, without what a terminal would obey', async () => {
    const xml = poisoned(DOCUMENTS[0] ?? '', 0, '\u202e\u009b31m\u{e0041}', false);
    const { stdout } = await call(['check', '-o', 'json', '-'], { stdin: xml });
    expect(stdout).not.toMatch(HIDDEN);
    for (const line of stdout.trimEnd().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  test('keeps the text of SARIF from being links and placeholders', async () => {
    const xml = (DOCUMENTS[0] ?? '').replace(/machine='[^']*'/, "machine='[click](http://localhost) {0}'");
    const { stdout } = await call(['check', '-o', 'sarif', '-'], { stdin: xml });
    const text: string = JSON.parse(stdout).runs[0].results[0].message.text;
    expect(text).toContain('\\[click](http://localhost) {{0}}');
  });
});

test('hook and action end the options before the files', () => {
  const root = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
  for (const { entry } of parseYaml(root('.pre-commit-hooks.yaml'))) expect(entry).toMatch(/ --$/);
  const calls = parseYaml(root('action.yml')).runs.steps.flatMap(({ run }: { run: string }) =>
    run.split('\n').filter((line) => /rootport check .*files\[@\]/.test(line)),
  );
  expect(calls.length).toBeGreaterThan(0);
  for (const line of calls) expect(line).toMatch(/ -- "\$\{files\[@\]\}"/);
});
