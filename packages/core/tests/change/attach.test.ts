import { describe, expect, test } from 'vitest';
import {
  type AttachOutcome,
  attachDevice,
  type DiagnosticCode,
  detachDevice,
  type PlanOptions,
  patchXml,
  planDomain,
  reservePlaces,
} from '../../src/index.ts';

const disk = (target: string, bus: string, more = ''): string =>
  `<disk type='file'><source file='/d/${target}'/><target dev='${target}' bus='${bus}'/>${more}</disk>`;
const at = (bus: number, slot: number, fn = 0): string =>
  `<address type='pci' bus='${bus}' slot='${slot}' function='${fn}'/>`;
const NIC = "<interface type='user'><model type='virtio'/></interface>";

const domain = (machine: string, devices: string): string =>
  `<domain type='qemu'><name>vm</name><memory>65536</memory><os><type arch='x86_64' machine='${machine}'>hvm</type></os><devices>${devices}</devices></domain>`;

const attach = (xml: string, device: string, options: PlanOptions = {}): ReturnType<typeof attachDevice> =>
  attachDevice(xml, device, (text) => planDomain(text, { profile: 'libvirt-9.0', ...options }));

function placeOf(outcome: AttachOutcome): string {
  if (!outcome.ok)
    return [...outcome.diagnostics.device, ...outcome.diagnostics.document].map(({ code }) => code).join();
  return outcome.changes.map(({ status, label, address }) => `${status} ${label} ${address}`).join('; ');
}

describe('attachDevice', () => {
  test('gives a port that is open to both', () => {
    const answer = attach(domain('q35', disk('vda', 'virtio')), disk('vdb', 'virtio'));
    expect(placeOf(answer.stored)).toBe('new disk vdb 0000:04:00.0');
    expect(placeOf(answer.live)).toBe('new disk vdb 0000:04:00.0');
    expect(answer.agree).toBe(true);
  });

  test('adds a port to the definition, and none to the guest', () => {
    const { stored } = attach(domain('q35', disk('vda', 'virtio')), disk('vdb', 'virtio'));
    if (!stored.ok) throw new Error('refused');
    const full = attach(stored.xml, disk('vdc', 'virtio'));
    expect(placeOf(full.stored)).toMatch(/^new disk vdc 0000:05:00\.0; new controller pci 5 \(pcie-root-port\)/);
    expect(placeOf(full.live)).toBe('RP3013');
    expect(full.agree).toBeUndefined();
  });

  test.each([
    ['virtio', '--free 1"', { free: 1 }],
    ['e1000', '--free 1 --kind pci"', { free: 1, kind: 'pci' }],
  ] as const)('names the reservation that would have made room: %s', (model, words, request) => {
    const filled = attach(domain('q35', NIC), NIC).stored;
    const xml = filled.ok ? filled.xml : '';
    const card = `<interface type='user'><model type='${model}'/></interface>`;
    const { live } = attach(xml, card);
    expect(live.diagnostics.device[0]?.related[0]?.message).toContain(`rootport reserve ${words}`);
    const reserved = reservePlaces(xml, (text) => planDomain(text, { profile: 'libvirt-9.0' }), request);
    expect(reserved.ok && attach(reserved.xml, card).live.ok).toBe(true);
  });

  test('tells when the two differ', () => {
    // Bus 2 is closed to a running guest, and open to the definition.
    const ports = "<controller type='pci' index='1' model='pcie-root-port'><target hotplug='off'/></controller>".concat(
      "<controller type='pci' index='2' model='pcie-root-port'/>",
    );
    const answer = attach(
      domain('q35', `<controller type='usb' model='none'/>${ports}<memballoon model='none'/>`),
      NIC,
    );
    expect(placeOf(answer.stored)).toContain('0000:01:00.0');
    expect(placeOf(answer.live)).toContain('0000:02:00.0');
    expect(answer.agree).toBe(false);
  });

  test('changes nothing else of the document', () => {
    const planned = planDomain(domain('pc', `<!-- kept --> ${disk('vda', 'virtio')}`));
    if (!planned.ok) throw new Error('refused');
    const xml = patchXml(planned.plan);
    const { stored } = attach(xml, NIC);
    if (!stored.ok) throw new Error('refused');
    const inserted = /\s*<interface.*<\/interface>/s.exec(stored.xml)?.[0] ?? '';
    expect(inserted).toContain("<model type='virtio'/>");
    expect(stored.xml.replace(inserted, '')).toBe(xml);
  });

  test('brings the SCSI controllers of a disk, to a running guest as well', () => {
    const answer = attach(domain('pc', ''), disk('sdz', 'scsi'));
    expect(placeOf(answer.live)).toMatch(/new disk sdz drive 3:0:0:4; new controller scsi 0/);
    expect(answer.agree).toBe(true);
  });

  const TWICE = `${disk('vda', 'virtio')}${disk('sda', 'scsi')}<controller type='scsi' index='0'/>`;
  const cases: readonly [DiagnosticCode, 'stored' | 'live', string, string][] = [
    ['RP3050', 'stored', '', '<domain/>'],
    ['RP3051', 'live', '', "<sound model='ac97'/>"],
    ['RP3052', 'stored', TWICE, disk('vda', 'virtio')],
    ['RP3053', 'stored', TWICE, "<controller type='scsi' index='0'/>"],
    [
      'RP3054',
      'stored',
      disk('vda', 'virtio', at(0, 9)),
      `<rng model='virtio'><backend model='random'/>${at(0, 9)}</rng>`,
    ],
    ['RP3056', 'live', "<controller type='usb' model='none'/>", disk('sdb', 'usb')],
    ['RP3057', 'stored', '', "<controller type='pci' model='pci-bridge'/>"],
    ['RP3058', 'live', '', disk('vdb', 'virtio', at(0, 9, 1))],
    ['RP3059', 'live', '', "<channel type='unix'><target type='virtio' name='org.x'/></channel>"],
    ['RP3003', 'live', '', disk('vdb', 'virtio', at(4, 9))],
    ['RP1001', 'live', '', '<disk>'],
  ];
  test.each(cases)('%s refuses %s', (code, way, devices, device) => {
    expect(placeOf(attach(domain('pc', devices), device)[way])).toBe(code);
  });

  test('a refusal points into the text of the device', () => {
    const device = `\n  ${disk('vdb', 'virtio', at(0, 9, 1))}`;
    const { live } = attach(domain('pc', ''), device);
    const [first] = live.diagnostics.device;
    expect(first?.span && device.slice(first.span.start, first.span.end)).toBe(at(0, 9, 1));
  });

  test('says what is wrong with the document, for both ways', () => {
    const answer = attach('<domain', NIC);
    expect(answer.stored.diagnostics.document.length).toBeGreaterThan(0);
    expect(answer.live).toEqual(answer.stored);
  });
});

describe('detachDevice', () => {
  const detach = (xml: string, name: string): ReturnType<typeof detachDevice> =>
    detachDevice(xml, { name }, (text) => planDomain(text, { profile: 'libvirt-9.0' }));

  test('frees the place of what is named, and keeps the port', () => {
    const answer = detach(domain('q35', `${disk('vda', 'virtio')}${disk('vdb', 'virtio')}`), 'vda');
    expect(placeOf(answer.stored)).toBe('gone disk vda 0000:02:00.0');
    expect(placeOf(answer.live)).toBe('gone disk vda 0000:02:00.0');
  });

  test('brings a controller back that a device needs', () => {
    expect(placeOf(detach(domain('pc', disk('sda', 'scsi')), 'scsi0').stored)).toBe('');
  });

  const ports = "<controller type='pci' index='1' model='pcie-root-port'><target hotplug='off'/></controller>";
  const cases: readonly [DiagnosticCode, string, string, string][] = [
    ['RP3063', 'pc', disk('sda', 'scsi'), 'scsi0'],
    ['RP3064', 'pc', "<video><model type='vga'/></video>", 'video'],
    ['RP3065', 'pc', `${disk('vda', 'virtio', at(0, 9))}${disk('vdb', 'virtio', at(0, 9, 1))}`, 'vdb'],
    ['RP3066', 'q35', `${ports}${disk('vda', 'virtio', at(1, 0))}`, 'vda'],
    ['RP3066', 'q35', disk('vda', 'virtio', at(0, 9)), '00:09.0'],
    ['RP5020', 'q35', '', 'vdz'],
  ];
  test.each(cases)('%s: %s', (code, machine, devices, name) => {
    expect(placeOf(detach(domain(machine, devices), name).live)).toBe(code);
  });

  test('of two that match it takes none', () => {
    const two = `${NIC}${NIC}`;
    const { stored } = detachDevice(domain('pc', two), { xml: "<interface type='user'/>" }, (text) => planDomain(text));
    expect(placeOf(stored)).toBe('RP3055');
  });
});
