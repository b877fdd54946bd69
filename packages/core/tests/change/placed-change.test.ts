import { describe, expect, test } from 'vitest';
import {
  addableDevices,
  addToPlan,
  applyEdits,
  deviceSummaries,
  drawablePart,
  moveInPlan,
  newDeviceSpec,
  type PlacedChange,
  type Plan,
  planDomain,
  removeFromPlan,
  renumberInPlan,
  topologySvg,
  unpinInPlan,
} from '../../src/index.ts';

const domain = (devices: string, machine = 'q35'): string =>
  `<domain type='kvm'>\n  <name>a</name>\n  <memory>1</memory>\n  <os><type arch='x86_64' machine='${machine}'>hvm</type></os>\n  ${devices}\n</domain>\n`;

const SMALL = domain(`<devices>
    <controller type='usb' model='none'/>
    <interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/><model type='virtio'/></interface>
    <interface type='network'><mac address='52:54:00:00:00:02'/><source network='default'/><model type='virtio'/></interface>
    <disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/></disk>
    <sound model='ich6'/>
    <memballoon model='none'/>
  </devices>`);

const planner = (xml: string) => planDomain(xml);

function planOf(xml: string): Plan {
  const result = planDomain(xml);
  if (!result.ok) throw new Error('refused');
  return result.plan;
}

/** What of the devices is elsewhere, by label. */
function moves(change: PlacedChange | undefined): readonly string[] {
  return (change?.comparison?.devices ?? [])
    .filter(({ status }) => status === 'moved' || status === 'new' || status === 'gone')
    .map(({ label, before, after }) => `${label} ${before?.address ?? '-'} ${after?.address ?? '-'}`);
}

describe('a change of one device', () => {
  test.each(['0000:00:04.0', '0000:06:00.0'])('moves it to %s, and no other', (address) => {
    const change = moveInPlan(planOf(SMALL), 'interface-1', address, planner);
    expect(moves(change)).toEqual([`interface 52:54:00:00:00:02 (virtio) 0000:03:00.0 ${address}`]);
    expect(change?.others).toEqual([]);
    // The steps make the text that was planned.
    const text = change?.steps.reduce((before, edits) => applyEdits(before, edits), SMALL);
    expect(change?.result.ok === true && change.result.plan.domain.document.source).toBe(text);
  });

  test('lets two change places', () => {
    const change = moveInPlan(planOf(SMALL), 'interface-1', '0000:05:00.0', planner);
    expect(change?.partner).toBe('disk vda');
    expect(moves(change)).toEqual([
      'disk vda 0000:05:00.0 0000:03:00.0',
      'interface 52:54:00:00:00:02 (virtio) 0000:03:00.0 0000:05:00.0',
    ]);
    expect(change?.others).toEqual([]);
  });

  test('says what else moves when an address is written alone', () => {
    const change = moveInPlan(planOf(SMALL), 'interface-1', '0000:06:00.0', planner, { alone: true });
    expect(change?.steps.flat()).toHaveLength(1);
    expect(change?.others.length).toBeGreaterThan(3);
  });

  test('is refused for the true reason', () => {
    const change = moveInPlan(planOf(SMALL), 'interface-1', '0000:00:1f.0', planner);
    expect(change?.result.ok).toBe(false);
    expect(change?.result.diagnostics.map(({ code }) => code)).toContain('RP3010');
  });

  test('deletes it, and switches off what libvirt would add again', () => {
    expect(moves(removeFromPlan(planOf(SMALL), 'sound-0', planner))).toEqual(['sound ich6 0000:04:01.0 -']);
    const plain = planOf(domain('<devices/>'));
    const off = removeFromPlan(plain, 'memballoon-0', planner);
    expect(off?.result.ok === true && off.result.plan.domain.document.source).toContain("<memballoon model='none'/>");
    expect(removeFromPlan(plain, 'watchdog-0', planner)).toBeUndefined();
  });

  test('adds one where libvirt has it, complete, and only what the machine can have', () => {
    const plan = planOf(domain('<!-- <devices></devices> --><devices/>', 'pc'));
    const ids = addableDevices(plan, planner).map(({ id }) => id);
    expect(ids).toContain('pci-bridge');
    expect(ids).not.toContain('root-port');
    for (const id of ids) {
      const spec = newDeviceSpec(plan, id);
      const change = spec === undefined ? undefined : addToPlan(plan, spec, planner);
      expect(change?.result.ok, id).toBe(true);
      expect(change?.added, id).not.toBe('');
      const text = change?.result.ok === true ? change.result.plan.domain.document.source : '';
      expect(text, id).toContain('<!-- <devices></devices> --><devices>');
      expect(text, id).not.toMatch(/<controller(?![^>]*index=)/);
    }
  });

  test('takes an address away, and gives a controller another index with all who name it', () => {
    const given = SMALL.replace(
      "<sound model='ich6'/>",
      "<sound model='ich6'><address type='pci' domain='0x0000' bus='0x00' slot='0x07' function='0x0'/></sound>",
    );
    expect(moves(unpinInPlan(planOf(given), 'sound-0', planner))[0]).toContain('sound ich6 0000:00:07.0');
    const plan = planOf(SMALL);
    const renamed = renumberInPlan(plan, 'controller-pci-6', 7, planner);
    expect(renamed?.result.ok).toBe(true);
    const scsi = planOf(
      domain(`<devices>
    <controller type='scsi' index='0' model='virtio-scsi'/>
    <disk type='file'><source file='/a'/><target dev='sda' bus='scsi'/></disk>
  </devices>`),
    );
    const [id = ''] = [...deviceSummaries(scsi)].find(([, { label }]) => label.startsWith('controller scsi')) ?? [];
    const moved = renumberInPlan(scsi, id, 2, planner);
    expect(moved?.result.ok === true && moved.result.plan.domain.document.source).toMatch(
      /<controller type='scsi' index='2'[\s\S]*type='drive' controller='2'|type='drive' controller='2'[\s\S]*index='2'/,
    );
  });
});

describe('what can be drawn', () => {
  test('of a refused document is the rest of it, with who clashes', () => {
    const clash = "<address type='pci' domain='0x0000' bus='0x00' slot='0x05' function='0x0'/>";
    const xml = domain(`<devices>
    <sound model='ich6'>${clash}</sound>
    <watchdog model='i6300esb'>${clash}</watchdog>
  </devices>`);
    const part = drawablePart(xml, planDomain(xml), planner);
    expect(part?.refused.map(({ address }) => address)).toEqual(['0000:00:05.0']);
    expect([...(part?.clashing ?? [])]).toEqual(['sound-0']);
    expect(drawablePart('<domain', planDomain('<domain'), planner)).toBeUndefined();
  });

  test('is one SVG document with nothing from elsewhere', () => {
    const svg = topologySvg(planOf(SMALL), { width: 840 });
    expect(svg).toContain('…00:01');
    expect(svg).toContain('data-device="sound-0"');
    expect(svg).not.toMatch(/href|url\(|<image|<script/);
  });
});
