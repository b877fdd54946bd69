import { readFileSync } from 'node:fs';
import { planDomain, regenerate } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

const VMI = readFileSync(new URL('../../../fixtures/kubevirt/vmi.yaml', import.meta.url), 'utf8');
const files = { 'vmi.yaml': VMI };
const SIMULATE = ['kubevirt', 'simulate', '--profile', '9.0'];

describe('rootport kubevirt simulate', () => {
  // The values that KubeVirt's documentation gives for this guest (I-KV-FORMULA).
  test.each([
    ['v1', [], '0x07', 3, 0],
    ['v2', [], '0x0d', 9, 0],
    ['v3', [], '0x07', 3, 6],
    ['v3', ['--slot-count', '10'], '0x0d', 9, 0],
  ])('%s %j puts the first disk on bus %s', async (formula, more, bus, placeholders, extraPorts) => {
    const args = [...SIMULATE, '--formula', formula, ...more, 'vmi.yaml'];
    const { stdout } = await call([...args, '-o', 'json'], { files });
    const { counts, definitions, xml } = JSON.parse(stdout);
    expect(counts).toMatchObject({ interfaces: 1, portsInUse: 7, placeholders, extraPorts });
    expect(definitions.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3]);
    const disk = /<disk(?:(?!<\/disk>)[\s\S])*'vda'(?:(?!<\/disk>)[\s\S])*<\/disk>/.exec(xml)?.[0];
    expect(disk).toContain(`bus='${bus}'`);
    expect(xml).not.toContain('placeholder');
  });

  test('has two definitions without placeholders, and addresses on bus 0 where the annotation asks for it', async () => {
    const vmi = VMI.replace(
      '  name: web',
      "  name: web\n  annotations:\n    kubevirt.io/placePCIDevicesOnRootComplex: 'true'",
    );
    const { stdout } = await call([...SIMULATE, '-o', 'json', '-'], { stdin: vmi });
    const { definitions } = JSON.parse(stdout);
    expect(definitions.map(({ number }: { number: number }) => number)).toEqual([2, 3]);
    expect(definitions[1].devices['interface 52:54:00:00:00:01 (virtio-non-transitional)']).toBe('0000:00:02.0');
  });

  test('shows what other formulas move', async () => {
    const { stdout } = await call([...SIMULATE, 'vmi.yaml'], { files });
    expect(stdout).toContain('With v1, every device is where v3 has it.');
    expect(stdout).toMatch(/With v2, these are elsewhere:\n.*vda.*0000:07:00\.0 with v3, 0000:0d:00\.0 with v2/);
  });

  test.each([
    ['no VMI', 'kind: Pod'],
    ['no YAML', '{'],
    ['no memory', 'spec: {domain: {memory: {guest: much}}}'],
    [
      'a slot count that is no number',
      VMI.replace('  name: web', '  name: web\n  annotations:\n    kubevirt.io/pci-interface-slot-count: x'),
    ],
  ])('says what is wrong with %s', async (_, stdin) => {
    const answer = await call(SIMULATE, { stdin });
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toContain('[RP5006]');
  });
});

/** A guest as Nova writes it, with root ports of its own. */
const NOVA = `<domain type='kvm'>
  <name>n</name><memory>1048576</memory>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'><source file='/a'/><target dev='sda' bus='scsi'/><address type='drive' controller='0' unit='3'/></disk>
    <controller type='scsi' index='0' model='virtio-scsi'/>
    <interface type='ethernet'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>
    <video><model type='vga'/></video>
    <controller type='pci' model='pcie-root'/>
${"    <controller type='pci' model='pcie-root-port'/>\n".repeat(8)}    <controller type='usb' index='0'/>
    <memballoon model='virtio'/>
  </devices>
</domain>
`;

// Deeper than what composes the nodes of YAML can go: near the end of the stack the process itself may end.
test.each([
  ['flow sequences', '['.repeat(100_000)],
  ['sequences in a line', '- '.repeat(20_000)],
  ['JSON', '{"spec":'.repeat(5000)],
  ['indentation', Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
])('a VMI of nested %s is refused', async (_, text) => {
  const { code, stdout, stderr } = await call([...SIMULATE, 'deep.yaml'], { files: { 'deep.yaml': text } });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('deep.yaml: it is nested more than 100 levels deep [RP5006]');
});

describe('what a manager writes anew (I-NOVA-REGENERATE, I-NOVA-PORTS, I-NOVA-DOCUMENT)', () => {
  const planner = (xml: string) => planDomain(xml, { profile: 'libvirt-9.0', qemu: '7.2' });

  test('of a dump gives the first addresses, and keeps what Nova says of drives', async () => {
    const { stdout: dump } = await call(['plan', '-o', 'canonical', '--profile', '9.0', '--qemu', '7.2', 'n.xml'], {
      files: { 'n.xml': NOVA },
    });
    const back = regenerate(dump, 'nova', planner, { rootPorts: 8 });
    expect(back.ok && back.xml).not.toMatch(/type='pci' domain|type='sata'|<alias/);
    expect(back.ok && back.xml).toContain("unit='3'");
    const again = await call(['plan', '-o', 'canonical', '--profile', '9.0', '--qemu', '7.2', 'n.xml'], {
      files: { 'n.xml': back.ok ? back.xml : '' },
    });
    expect(again.stdout).toBe(dump);
  });

  test('says what it takes for granted', () => {
    const back = regenerate(NOVA.replace('pc-q35-7.2', 'q35'), 'nova', planner);
    expect(back.ok && back.unsure).toEqual([
      'num_pcie_ports of the new host is taken as 0',
      'q35 is the newest machine of the new QEMU',
    ]);
  });

  test('has the ports of OpenNebula (I-ONE), and nothing of CloudStack (I-CLOUDSTACK)', () => {
    const one = regenerate(NOVA, 'opennebula', planner);
    expect(one.ok && one.xml.match(/model='pcie-root-port'/g)).toHaveLength(16);
    const stack = regenerate(NOVA, 'cloudstack', planner);
    expect(stack.ok && stack.xml).not.toContain("type='pci'");
  });
});
