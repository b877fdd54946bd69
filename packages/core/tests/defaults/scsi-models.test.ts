// D-SCSI: machines whose board has an ESP SCSI controller.
import { expect, test } from 'vitest';
import { domain, refusals } from '../build.ts';

test('a SCSI controller without a model: q800 has one for it, other m68k machines have none', () => {
  const xml = (machine: string): string =>
    domain({ arch: 'm68k', machine, devices: ["<controller type='scsi' index='0'/>"] });
  expect(refusals(xml('q800'), 'libvirt-latest')).toEqual([]);
  expect(refusals(xml('an5206'), 'libvirt-latest')).not.toEqual([]);
});
