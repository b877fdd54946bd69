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

// As the live 7.0, 9.0, 11.3 and 12.9 printed them (W-LIVE, W-VALUES): of a running guest, and of parts written twice.
test.each([
  [
    "<interface type='network'><mac address='52:54:00:00:00:01'/><source network='a' bridge='virbr0'/><target dev='vnet3'/><model type='virtio'/><alias name='net0'/></interface>",
    "<source network='a'/><model type='virtio'/><address",
  ],
  [
    "<interface type='direct'><source dev='eth0' mode='bridge'/><target dev='macvtap0'/><model type='virtio'/></interface>",
    "<source dev='eth0' mode='bridge'/><model type='virtio'/><address",
  ],
  [
    "<interface type='bridge'><source bridge='a'/><target dev='tap0'/><model type='virtio'/><alias name='ua-a'/></interface>",
    "<source bridge='a'/><target dev='tap0'/><model type='virtio'/><alias name='ua-a'/><address",
  ],
  [
    "<graphics type='vnc'><listen type='address' address='127.0.0.1' fromConfig='1'/></graphics>",
    "<listen type='address' address='127.0.0.1'/></graphics>",
  ],
  ["<rng model='virtio'><backend model='random'/><alias name='rng0'/></rng>", '/dev/random</backend><address'],
  ["<video><model type='vga'/><model type='qxl'/></video>", "heads='1' primary='yes'/><address"],
  [
    "<disk type='file' device='cdrom'><source/><target dev='sda' bus='sata'/><target dev='sdb'/></disk>",
    "<driver name='qemu' type='raw'/><target dev='sda' bus='sata'/><readonly/><address",
  ],
  [
    "<tpm model='tpm-tis'><backend type='passthrough' version='2.0'><device path='/dev/tpm0'/></backend></tpm>",
    "<backend type='passthrough'><device path='/dev/tpm0'/></backend>",
  ],
])('%s has none of what libvirt drops', (written, printed) => {
  for (const release of ['7.0', '9.0', '11.3', '12.9']) {
    const result = planDomain(`${head}${written}</devices></domain>`, { profile: `libvirt-${release}` });
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    expect(canonicalXml(result.plan).replaceAll(/\n\s*/g, '')).toContain(printed);
  }
});

// As the live 7.0, 9.0, 11.3 and 12.9 printed them, whatever order the document has (W-ORDER).
test.each([
  [
    "<disk type='file'>",
    "<driver name='qemu' type='qcow2' cache='none' error_policy='stop' rerror_policy='ignore' io='native' ioeventfd='on' event_idx='off' copy_on_read='off' discard='unmap' detect_zeroes='on' queues='4' iommu='on' ats='on' packed='on'/>",
    "<source file='/a'/><target dev='vda' bus='virtio'/></disk>",
  ],
  [
    "<interface type='bridge'><source bridge='a'/><model type='virtio'/>",
    "<driver name='vhost' txmode='iothread' ioeventfd='on' event_idx='off' queues='5' rx_queue_size='256' tx_queue_size='256' iommu='on' ats='on' packed='on'/>",
    '</interface>',
  ],
  [
    "<interface type='network'><source network='a'/><bandwidth>",
    "<inbound average='1' peak='2' floor='4' burst='3'/>",
    '</bandwidth></interface>',
  ],
  [
    "<controller type='scsi' model='virtio-scsi'>",
    "<driver queues='4' cmd_per_lun='5' max_sectors='6' ioeventfd='on' iommu='on' ats='on' packed='on'/>",
    '</controller>',
  ],
  ["<video><model type='virtio'>", "<acceleration accel3d='no' accel2d='no'/>", '</model></video>'],
  [
    "<disk type='network'>",
    "<source protocol='rbd' name='p/i'>",
    "<host name='h' port='1'/></source><target dev='vda' bus='virtio'/></disk>",
  ],
])('attributes of %s stand in the order of libvirt: %s', (before, ordered, after) => {
  const [, name = '', attributes = '', end = ''] = /^<(\S+) (.*?)(\/?>)$/.exec(ordered) ?? [];
  const reversed = `<${name} ${attributes.split(' ').reverse().join(' ')}${end}`;
  for (const release of ['7.0', '9.0', '11.3', '12.9']) {
    const result = planDomain(`${head}${before}${reversed}${after}</devices></domain>`, {
      profile: `libvirt-${release}`,
    });
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    expect(canonicalXml(result.plan)).toContain(ordered);
  }
});

test('virtio sound has two streams since 11.3', () => {
  const of = (release: string): string => {
    const result = planDomain(`${head}<sound model='virtio'/></devices></domain>`, { profile: `libvirt-${release}` });
    return result.ok ? canonicalXml(result.plan) : '';
  };
  expect(of('11.3')).toContain("<sound model='virtio' streams='2'>");
  expect(of('12.9')).toContain("<sound model='virtio' streams='2'>");
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
  const videos = "<video><model type='virtio'/></video><video><model/><model type='qxl' primary='yes'/></video>";
  const result = planDomain(`${head}${videos}</devices></domain>`, { profile: 'libvirt-9.0' });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  expect(result.plan.domain.devices.video.map(({ model, primary }) => [model, primary])).toEqual([
    ['qxl', true],
    ['virtio', false],
  ]);
});
