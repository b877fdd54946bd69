// D-SCSI: machines whose board has an ESP SCSI controller.
import { expect, test } from 'vitest';
import { domain, NO_BALLOON, NO_USB, refusals } from '../build.ts';

// Asked of the live 7.0 and 9.0: where the QEMU of m68k has virtio, that comes before the board's own.
test('a SCSI controller without a model: q800 has one for it before QEMU knows virtio, other m68k machines have none', () => {
  const xml = (machine: string): string =>
    domain({ arch: 'm68k', machine, devices: [NO_USB, NO_BALLOON, "<controller type='scsi' index='0'/>"] });
  expect(refusals(xml('q800'), 'libvirt-7.0')).toEqual([]);
  expect(refusals(xml('q800'), 'libvirt-9.0')).toEqual(['machine-without-pci']);
  expect(refusals(xml('an5206'), 'libvirt-7.0')).not.toEqual([]);
});
