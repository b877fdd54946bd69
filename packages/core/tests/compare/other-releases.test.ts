import { expect, test } from 'vitest';
import { signature } from '../../src/compare/index.ts';
import { otherAnswer, type ProfileName, planDomain } from '../../src/index.ts';
import { oldestWithin, profileSpan } from '../../src/profiles/index.ts';
import { armVirt, controller, disk, i440fx, input, many, nic, planned, pseries, q35, s390x } from '../build.ts';

const NEWEST = 'libvirt-latest';
const SPAN = profileSpan(oldestWithin(4), NEWEST) ?? [];
const usb = controller('usb', { model: 'qemu-xhci' });

/** Documents that changes of the last years concern, and some that none does. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  plain: q35({ devices: [nic(), disk('vda')] }),
  'plain pc': i440fx({ devices: [nic(), disk('vda')] }),
  'one of eight SCSI disks': q35({
    devices: [
      controller('scsi', { index: 0, model: 'virtio-scsi' }),
      ...many(8, (n) => disk(`sd${'abcdefgh'[n]}`, 'scsi')),
    ],
  }),
  'USB ports': q35({ devices: [usb, input('tablet', 'usb'), disk('sda', 'usb'), "<hub type='usb'/>"] }),
  'an old machine': q35({ devices: [nic()] }).replace("machine='q35'", "machine='pc-q35-11.0'"),
  crypto: armVirt({ devices: ["<crypto model='virtio' type='qemu'><backend model='builtin'/></crypto>"] }),
  'an IOMMU': q35({ before: ['<features><acpi/></features>'], devices: ["<iommu model='virtio'/>"] }),
  igb: q35({ devices: [nic('igb')] }),
  'a written bridge': q35({ devices: [controller('pci', { index: 1, model: 'pcie-to-pci-bridge' })] }),
  'two watchdogs': q35({ devices: ["<watchdog model='itco'/>", "<watchdog model='i6300esb'/>"] }),
  pseries: pseries({ devices: [nic(), disk('sda', 'scsi')] }),
  s390x: s390x({ devices: [nic(), disk('vda')] }),
};

// Every release is asked here, and only those before a change that concerns the document there.
test.each(Object.entries(DOCUMENTS))('%s: the newest release that answers otherwise', (_, xml) => {
  const plan = planned(xml, NEWEST);
  const isOther = (profile: ProfileName): boolean => {
    const answer = planDomain(xml, { profile });
    return !answer.ok || signature(answer.plan) !== signature(plan);
  };
  let asked = 0;
  const other = otherAnswer(xml, NEWEST, plan, (text, profile) => {
    asked += 1;
    return planDomain(text, { profile });
  });
  expect(other?.profile).toBe(SPAN.slice(0, -1).findLast(isOther));
  expect(asked).toBeLessThan(SPAN.length);
});

test('a document that nothing concerns is asked of two others', () => {
  const xml = DOCUMENTS['plain'] ?? '';
  let asked = 0;
  const other = otherAnswer(xml, NEWEST, planned(xml, NEWEST), (text, profile) => {
    asked += 1;
    return planDomain(text, { profile });
  });
  expect(other).toBeUndefined();
  expect(asked).toBe(2);
});
