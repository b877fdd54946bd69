import { expect, test } from 'vitest';
import { canonicalXml, planDomain } from '../../src/index.ts';

const head =
  "<domain type='qemu'><memory>262144</memory><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>";

// As the live 9.0 took and printed them: what it does not read of a type is no wrong value either.
test.each([
  ["<controller type='usb' ports='4' vectors='x'/>", "<controller type='usb' index='0' model='piix3-uhci' ports='4'>"],
  [
    "<controller type='virtio-serial' ports='4' vectors='3' maxEventChannels='2'/>",
    "<controller type='virtio-serial' index='0' ports='4' vectors='3'>",
  ],
  [
    "<controller type='scsi' model='virtio-scsi' ports='4' vectors=''/>",
    "<controller type='scsi' index='0' model='virtio-scsi'>",
  ],
  ["<controller type='sata' ports='4'/>", "<controller type='sata' index='0'>"],
  ["<controller type='usb' model='none'><master startport='4'/></controller>", "model='none'/>"],
  [
    "<channel type='qemu-vdagent'><target type='virtio' name='com.redhat.spice.0' port='4600'/></channel>",
    "<target type='virtio' name='com.redhat.spice.0'/>",
  ],
])('%s keeps what libvirt keeps', (written, printed) => {
  const result = planDomain(`${head}${written}</devices></domain>`, { profile: 'libvirt-9.0' });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  expect(canonicalXml(result.plan)).toContain(printed);
});

test('a list of devices in a foreign namespace is none to libvirt, and is dropped', () => {
  const foreign = "<devices xmlns='urn:a'><sound model='ich6'/></devices>";
  for (const devices of [foreign, `${foreign}<devices/>`, `<devices/>${foreign}`]) {
    const result = planDomain(`${head.replace('<devices>', '')}${devices}</domain>`, { profile: 'libvirt-9.0' });
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    const written = canonicalXml(result.plan);
    expect(written).not.toContain('sound');
    expect(written).toContain("<controller type='pci' index='0' model='pcie-root'/>");
  }
});

// As the live 9.0 answers: it asks for the attribute by a path.
test('a display is the primary one where its second model says so first', () => {
  const videos = "<video><model type='vga'/></video><video><model/><model type='qxl' primary='yes'/></video>";
  const result = planDomain(`${head}${videos}</devices></domain>`, { profile: 'libvirt-9.0' });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  expect(result.plan.domain.devices.video.map(({ model, primary }) => [model, primary])).toEqual([
    ['qxl', true],
    ['vga', false],
  ]);
});
