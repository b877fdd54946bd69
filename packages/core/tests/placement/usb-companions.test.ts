import { expect, test } from 'vitest';
import { planDomain } from '../../src/index.ts';

// The live 9.0 refuses both: a companion gets the whole address of its first member, the ids of zPCI too.
test.each([
  ["uid='0x12'", 'uid', '0x0012'],
  ["fid='0x12'", 'fid', '0x00000012'],
])('A-USB2: a companion of a controller with zPCI %s copies an id that is taken', (written, id, value) => {
  const result = planDomain(
    `<domain type='qemu'><os><type arch='s390x' machine='s390-ccw-virtio'>hvm</type></os><devices>
      <controller type='usb' index='0' model='ich9-ehci1'>
        <address type='pci' domain='0' bus='0' slot='4' function='7'><zpci ${written}/></address>
      </controller>
      <controller type='usb' index='0' model='ich9-uhci1'><master startport='0'/></controller>
    </devices></domain>`,
    { profile: 'libvirt-9.0' },
  );
  expect(result.diagnostics).toMatchObject([{ code: 'RP3024', values: { id, value } }]);
});
