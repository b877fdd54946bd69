// The state of an emulated TPM: the live 11.3 told that a place that is written has a path. It is no question of
// questions.json, since the hosts of two oracles have no TPM.
import { expect, test } from 'vitest';
import { planDomain } from '../../src/index.ts';

const guest = (source: string) =>
  `<domain type='qemu'><name>a</name><memory>524288</memory><os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features><devices><tpm model='tpm-tis'><backend type='emulator' version='2.0'>${source}</backend></tpm></devices></domain>`;

test.each([
  ['9.0', "<source type='file'/>", []],
  ['11.3', "<source type='file'/>", ['RP2005']],
  ['11.3', "<source type='file' path='/state'/>", []],
  ['12.9', '', []],
])('libvirt %s, %s', (release, source, codes) => {
  expect(planDomain(guest(source), { profile: `libvirt-${release}` }).diagnostics.map(({ code }) => code)).toEqual(
    codes,
  );
});
