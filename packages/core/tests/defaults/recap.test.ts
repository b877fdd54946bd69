// The worked results of I-RECAP, row by row: base, QEMU with all x86 features.
import { describe, expect, test } from 'vitest';
import type { ProfileName } from '../../src/index.ts';
import { CAPABILITY_NAMES } from '../../src/profiles/index.ts';
import {
  addresses,
  armVirt,
  balloon,
  channel,
  controller,
  controllers,
  type DomainParts,
  disk,
  domain,
  graphics,
  i440fx,
  NO_BALLOON,
  NO_USB,
  nic,
  type Options,
  planned,
  pseries,
  q35,
  refusals,
  s390x,
  scsiHostdev,
  sound,
  video,
} from '../build.ts';

interface Row {
  readonly name: string;
  readonly xml: string;
  /** QEMU lacks these. */
  readonly without?: readonly string[];
  readonly options?: Options;
  readonly profile?: ProfileName;
  readonly controllers?: readonly string[];
  readonly devices?: Readonly<Record<string, string>>;
  readonly refused?: readonly string[];
}

const PS2 = { 'input mouse (ps2)': '-', 'input keyboard (ps2)': '-' };
const isapc = (parts: DomainParts = {}): string => domain({ ...parts, machine: 'isapc' });
const microvm = (parts: DomainParts = {}): string => domain({ ...parts, machine: 'microvm' });
const AC97_AT_2 = i440fx({ devices: [video('vga'), sound('ac97', '00:02.0')] });

const ROWS: readonly Row[] = [
  {
    name: 'i440fx, empty',
    xml: i440fx(),
    controllers: ['usb 0 piix3-uhci 00:01.2', 'pci 0 pci-root -'],
    devices: { ...PS2, 'memballoon virtio': '00:02.0' },
  },
  {
    name: 'i440fx, empty, without device-video-primary: slot 2 is kept free',
    xml: i440fx(),
    without: ['device-video-primary'],
    controllers: ['usb 0 piix3-uhci 00:01.2', 'pci 0 pci-root -'],
    devices: { ...PS2, 'memballoon virtio': '00:03.0' },
  },
  {
    name: 'i440fx, disk hda',
    xml: i440fx({ devices: [disk('hda')] }),
    controllers: ['usb 0 piix3-uhci 00:01.2', 'pci 0 pci-root -', 'ide 0 00:01.1'],
    devices: { ...PS2, 'disk hda': 'drive 0/0/0/0', 'memballoon virtio': '00:02.0' },
  },
  {
    name: 'i440fx, disk sda scsi, virtio channel, SCSI host device',
    xml: i440fx({ devices: [disk('sda', 'scsi'), channel('org.example.0'), scsiHostdev()] }),
    controllers: ['scsi 0 00:02.0', 'usb 0 piix3-uhci 00:01.2', 'pci 0 pci-root -', 'virtio-serial 0 00:03.0'],
    devices: {
      ...PS2,
      'disk sda': 'drive 0/0/0/0',
      'channel org.example.0 (virtio)': 'port 0/1',
      'hostdev bus=0 target=0 unit=0 name=scsi_host0 (scsi)': 'drive 0/0/0/1',
      'memballoon virtio': '00:04.0',
    },
  },
  {
    name: 'i440fx, vga display, ac97 by hand at 00:02.0',
    xml: AC97_AT_2,
    controllers: ['usb 0 piix3-uhci 00:01.2', 'pci 0 pci-root -'],
    devices: { ...PS2, 'sound ac97': '00:02.0', 'video vga': '00:03.0', 'memballoon virtio': '00:04.0' },
  },
  {
    name: 'the same without device-video-primary',
    xml: AC97_AT_2,
    without: ['device-video-primary'],
    refused: ['display-slot-taken'],
  },
  {
    name: 'q35, empty: port 3 open',
    xml: q35(),
    controllers: [
      'usb 0 nec-xhci 01:00.0',
      'sata 0 00:1f.2',
      'pci 0 pcie-root -',
      'pci 1 pcie-root-port 00:01.0',
      'pci 2 pcie-root-port 00:02.0',
      'pci 3 pcie-root-port 00:03.0',
    ],
    devices: { ...PS2, 'memballoon virtio': '02:00.0' },
  },
  {
    name: 'q35, empty, without device-video-primary: slot 1 is kept free',
    xml: q35(),
    without: ['device-video-primary'],
    controllers: [
      'usb 0 nec-xhci 01:00.0',
      'sata 0 00:1f.2',
      'pci 0 pcie-root -',
      'pci 1 pcie-root-port 00:02.0',
      'pci 2 pcie-root-port 00:03.0',
      'pci 3 pcie-root-port 00:04.0',
    ],
    devices: { ...PS2, 'memballoon virtio': '02:00.0' },
  },
  {
    name: 'q35, empty, without nec-usb-xhci: a USB 2 set',
    xml: q35(),
    without: ['nec-usb-xhci'],
    controllers: [
      'usb 0 ich9-ehci1 00:1d.7',
      'usb 0 ich9-uhci1 00:1d.0',
      'usb 0 ich9-uhci2 00:1d.1',
      'usb 0 ich9-uhci3 00:1d.2',
      'sata 0 00:1f.2',
      'pci 0 pcie-root -',
      'pci 1 pcie-root-port 00:01.0',
      'pci 2 pcie-root-port 00:02.0',
    ],
    devices: { ...PS2, 'memballoon virtio': '01:00.0' },
  },
  {
    name: 'q35, disk sda scsi: a controller without model is placed by the virtio rule',
    xml: q35({ devices: [disk('sda', 'scsi')] }),
    controllers: [
      'usb 0 nec-xhci 01:00.0',
      'sata 0 00:1f.2',
      'pci 0 pcie-root -',
      'scsi 0 02:00.0',
      'pci 1 pcie-root-port 00:01.0',
      'pci 2 pcie-root-port 00:02.0',
      'pci 3 pcie-root-port 00:03.0',
      'pci 4 pcie-root-port 00:04.0',
    ],
    devices: { ...PS2, 'disk sda': 'drive 0/0/0/0', 'memballoon virtio': '03:00.0' },
  },
  {
    name: 'q35, disk hda: an IDE controller without address',
    xml: q35({ devices: [disk('hda', 'ide')] }),
    controllers: [
      'usb 0 nec-xhci 01:00.0',
      'sata 0 00:1f.2',
      'pci 0 pcie-root -',
      'ide 0 -',
      'pci 1 pcie-root-port 00:01.0',
      'pci 2 pcie-root-port 00:02.0',
      'pci 3 pcie-root-port 00:03.0',
    ],
    devices: { ...PS2, 'disk hda': 'drive 0/0/0/0', 'memballoon virtio': '02:00.0' },
  },
  {
    name: 'q35, USB controller by hand without model: piix3-uhci, behind a bridge',
    xml: q35({ devices: [controller('usb', { index: 0 })] }),
    controllers: [
      'usb 0 piix3-uhci 02:01.0',
      'sata 0 00:1f.2',
      'pci 0 pcie-root -',
      'pci 1 dmi-to-pci-bridge 00:1e.0',
      'pci 2 pci-bridge 01:00.0',
      'pci 3 pcie-root-port 00:01.0',
      'pci 4 pcie-root-port 00:02.0',
    ],
    devices: { ...PS2, 'memballoon virtio': '03:00.0' },
  },
  {
    name: 'q35, USB none, balloon none, vga display, two ich9 sounds',
    xml: q35({ devices: [NO_USB, NO_BALLOON, video('vga'), sound('ich9'), sound('ich9')] }),
    controllers: [
      'usb 0 none -',
      'sata 0 00:1f.2',
      'pci 0 pcie-root -',
      'pci 1 dmi-to-pci-bridge 00:1e.0',
      'pci 2 pci-bridge 01:00.0',
      'pci 3 pcie-root-port 00:02.0',
    ],
    devices: {
      ...PS2,
      'video vga': '00:01.0',
      'sound ich9': '00:1b.0',
      'sound ich9 #2': '02:01.0',
      'memballoon none': '-',
    },
  },
  {
    name: 'q35, ac97 by hand at 00:1f.2',
    xml: q35({ devices: [sound('ac97', '00:1f.2')] }),
    refused: ['pci-address-in-use'],
  },
  {
    name: 'q35, USB 0 piix3-uhci by hand at 00:01.2',
    xml: q35({ devices: [controller('usb', { index: 0, model: 'piix3-uhci', where: '00:01.2' })] }),
    refused: ['piix3-on-express'],
  },
  { name: 'isapc, empty', xml: isapc(), refused: ['machine-without-pci'] },
  {
    name: 'isapc, balloon none',
    xml: isapc({ devices: [NO_BALLOON] }),
    controllers: [],
    devices: { ...PS2, 'memballoon none': '-' },
  },
  { name: 'microvm, balloon none', xml: microvm({ devices: [NO_BALLOON] }), refused: ['machine-without-pci'] },
  {
    name: 'microvm, balloon none, USB none',
    xml: microvm({ devices: [NO_BALLOON, NO_USB] }),
    controllers: ['usb 0 none -'],
    devices: { ...PS2, 'memballoon none': '-' },
  },
  {
    name: 'ARM virt aarch64, virtio disk',
    xml: armVirt({ devices: [disk('vda')] }),
    controllers: ['pci 0 pcie-root -'],
    devices: { 'disk vda': 'virtio-mmio' },
  },
  {
    name: 'versatilepb armv7l, one interface',
    xml: domain({ arch: 'armv7l', machine: 'versatilepb', devices: ["<interface type='user'/>"] }),
    refused: ['machine-without-pci'],
  },
  {
    name: 'pSeries, disk sda scsi, vnc',
    xml: pseries({ devices: [disk('sda', 'scsi'), graphics()] }),
    controllers: ['usb 0 pci-ohci 00:01.0', 'pci 0 pci-root -', 'scsi 0 reg 0x2000'],
    devices: {
      'disk sda': 'drive 0/0/0/0',
      'graphics vnc': '-',
      'video vga': '00:03.0',
      'input keyboard (usb)': 'usb 0/1',
      'input mouse (usb)': 'usb 0/2',
      'memballoon virtio': '00:02.0',
      'panic pseries': '-',
    },
  },
  {
    name: 's390x ccw, virtio console',
    xml: s390x({ devices: ["<console type='pty'><target type='virtio'/></console>"] }),
    controllers: ['virtio-serial 0 ccw fe.0.0000'],
    devices: { 'console 0 (virtio)': '-', 'memballoon virtio': 'ccw fe.0.0001', 'panic s390': '-' },
  },
];

describe('I-RECAP', () => {
  test.each(ROWS)('$name', ({ xml, without, refused, controllers: expected, devices, profile = 'libvirt-2.5' }) => {
    const options =
      without === undefined ? {} : { capabilities: CAPABILITY_NAMES.filter((name) => !without.includes(name)) };
    if (refused !== undefined) {
      expect(refusals(xml, profile, options)).toEqual(refused);
      return;
    }
    const plan = planned(xml, profile, options);
    expect(controllers(plan)).toEqual(expected);
    expect(addresses(plan)).toEqual(devices);
  });
});

describe('I-OPT: what switches off an implicit device', () => {
  test('a balloon of model none has no address and is not replaced', () => {
    const plan = planned(q35({ devices: [balloon('none'), NO_USB] }), 'libvirt-2.5');
    expect(controllers(plan)).toEqual(['usb 0 none -', 'sata 0 00:1f.2', 'pci 0 pcie-root -']);
  });

  test('any display suppresses the one that graphics bring', () => {
    const withGraphics = planned(i440fx({ devices: [graphics()] }), 'libvirt-2.5');
    expect(addresses(withGraphics)).toMatchObject({ 'video cirrus': '00:02.0' });
    const own = planned(i440fx({ devices: [graphics(), video('qxl')] }), 'libvirt-2.5');
    expect(Object.keys(addresses(own)).filter((label) => label.startsWith('video'))).toEqual(['video qxl']);
  });

  test('a display of model none counts as none since 4.6: the slot is an ordinary one', () => {
    const devices = [NO_USB, NO_BALLOON, graphics(), video('none'), nic('e1000')];
    expect(addresses(planned(i440fx({ devices }), 'libvirt-9.0'))).toMatchObject({
      'video none': '-',
      'interface (e1000)': '00:02.0',
    });
  });
});
