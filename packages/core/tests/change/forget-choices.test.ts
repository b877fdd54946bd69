import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalXml, forgetChoices, type ProfileName, patchXml, planDomain } from '../../src/index.ts';
import { armVirt, controller, disk, domain, nic, pci, planned, q35 } from '../build.ts';
import { randomDomain, toXml } from '../properties/random-domain.ts';

const NINE: ProfileName = 'libvirt-9.0';
const planner = (profile: ProfileName) => (xml: string) => planDomain(xml, { profile });

/** The answer of 9.0, and what is left of it. */
function forgotten(xml: string) {
  const answer = patchXml(planned(xml, NINE));
  const left = forgetChoices(answer, planner(NINE));
  if (!left.ok) throw new Error(left.diagnostics.map(({ code }) => code).join());
  return { answer, left };
}

/** All tags of an answer, in no order, without layout. */
const tags = (xml: string, profile: ProfileName): readonly string[] =>
  canonicalXml(planned(xml, profile))
    .split(/\s*(?=<)/)
    .map((tag) => tag.trim())
    .sort();

describe('what the libvirt chose is gone', () => {
  test('addresses, controllers and devices that it added', () => {
    const { left } = forgotten(q35({ devices: [nic(), nic('e1000e')] }));
    expect(left.xml).not.toMatch(/<address type='pci'|<controller|<memballoon/);
    expect(left.addresses).toBeGreaterThan(2);
    expect(left.elements).toBeGreaterThan(4);
  });

  test('a controller that an address of a disk asks for; the address is kept', () => {
    const place = "<address type='drive' controller='1' bus='0' target='0' unit='2'/>";
    const asks = `<disk type='file' device='disk'><source file='/a'/><target dev='sda' bus='sata'/>${place}</disk>`;
    const { left } = forgotten(q35({ devices: [asks] }));
    expect(left.xml).toContain(place);
    expect(left.xml).not.toContain("<controller type='sata' index='1'");
  });

  test('a controller that a person wrote stays, and a model that is the default goes', () => {
    const { left } = forgotten(q35({ devices: [controller('scsi'), disk('vda')] }));
    expect(left.xml).toMatch(/<controller type='scsi' index='0'/);
    expect(left.xml).not.toContain('lsilogic');
  });

  test('a model that is not the default stays', () => {
    const { left } = forgotten(q35({ devices: [controller('scsi', { model: 'virtio-scsi' })] }));
    expect(left.xml).toContain("model='virtio-scsi'");
  });
});

describe('on virt, where USB comes with no machine', () => {
  const VHOSTUSER =
    "<interface type='vhostuser'><mac address='52:54:00:00:00:01'/><source type='unix' path='/v' mode='client'/><model type='virtio'/></interface>";
  const OWN = /pcie-root-port|lsilogic/;

  test.each([
    [
      'an interface that is refused without its model',
      [controller('usb', { index: 0 }), VHOSTUSER, disk('sda', 'scsi')],
    ],
    [
      'a USB disk that is refused without its controller',
      [pci(0, 'pcie-root'), controller('usb', { index: 0 }), disk('sda', 'usb'), disk('sdb', 'scsi')],
    ],
  ])('%s: nothing else is kept', (_, devices) => {
    const answer = canonicalXml(planned(armVirt({ devices }), NINE));
    const left = forgetChoices(answer, planner(NINE));
    expect(answer).toMatch(OWN);
    expect(left.ok ? left.xml : left.diagnostics).not.toMatch(OWN);
  });
});

test('an address that only asks for PCI stays, without the place on it', () => {
  const places = ["<address type='virtio-mmio'/>", "<address type='pci'/>"];
  const devices = places.map((place) => nic('virtio', place));
  const { answer, left } = forgotten(armVirt({ devices: [...devices, nic('e1000')] }));
  expect(answer).toMatch(/<address type='pci' domain/);
  expect(left.xml.match(/<address type='(?:pci|virtio-mmio)'[^>]*>/g)).toEqual(places);
  expect(left.xml).not.toContain('pcie-root-port');
});

test('an address of virtio-mmio stays at a device that a person wrote, not at the balloon of the machine', () => {
  const serial = "<controller type='virtio-serial' index='0'><address type='virtio-mmio'/></controller>";
  const riscv = domain({ arch: 'riscv64', machine: 'virt', devices: [nic('e1000'), serial] });
  const { left } = forgotten(riscv);
  expect(left.xml).not.toContain('<memballoon');
  expect(left.xml).toContain("<address type='virtio-mmio'/>");
});

test('a document that is refused says why', () => {
  const left = forgetChoices(q35({ devices: [disk('hda', 'ide')] }), planner(NINE));
  expect(left.ok ? [] : left.diagnostics.map(({ severity }) => severity)).toContain('error');
});

// The places of the original under another release need live libvirts: scripts/regenerate-law.mjs.
test('what is left gives the places of the document again', () => {
  fc.assert(
    fc.property(randomDomain, (random) => {
      const xml = toXml(random);
      if (!planDomain(xml, { profile: NINE }).ok) return;
      const answer = patchXml(planned(xml, NINE));
      const left = forgetChoices(answer, planner(NINE));
      expect(left.ok && tags(left.xml, NINE)).toEqual(tags(answer, NINE));
    }),
    { numRuns: 30, seed: 12 },
  );
});
