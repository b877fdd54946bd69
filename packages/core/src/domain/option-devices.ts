/** A device that an option makes besides `-device`: its driver and what is fixed about it. */
type Made = readonly [driver: string, properties?: Readonly<Record<string, string>>];

/** The machine of the document, as far as it decides what an option makes. */
type Board = 'q35' | 'virt' | 'pc';

const NIC: Readonly<Record<Board, string>> = { q35: 'e1000e', virt: 'virtio-net-pci', pc: 'e1000' };

const VGA: Readonly<Record<string, string>> = {
  std: 'VGA',
  cirrus: 'cirrus-vga',
  qxl: 'qxl-vga',
  vmware: 'vmware-svga',
  virtio: 'virtio-vga',
};

const SOUND: Readonly<Record<string, string>> = { hda: 'intel-hda', ac97: 'AC97', es1370: 'ES1370' };

/** The board's USB controllers have places of their own. */
const USB: Readonly<Record<Board, readonly Made[]>> = {
  pc: [['piix3-usb-uhci', { addr: '1.2' }]],
  q35: [
    ['ich9-usb-uhci1', { addr: '1d.0', multifunction: 'on' }],
    ['ich9-usb-uhci2', { addr: '1d.1' }],
    ['ich9-usb-uhci3', { addr: '1d.2' }],
    ['ich9-usb-ehci1', { addr: '1d.7' }],
  ],
  virt: [['qemu-xhci']],
};

/**
 * The PCI devices that an option other than `-device` makes (G-ARG-PLACE); an empty list for one that makes none,
 * undefined where that is not known.
 */
export function optionDevices(option: string, value: string, machine: string): readonly Made[] | undefined {
  const board: Board = machine.includes('q35') ? 'q35' : machine.startsWith('virt') ? 'virt' : 'pc';
  return made(option, value, board);
}

function made(option: string, value: string, board: Board): readonly Made[] | undefined {
  const [first = '', ...others] = value.split(',');
  const given = (name: string): string | undefined =>
    [first, ...others].find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
  switch (option) {
    case 'nic':
      return first === 'none' ? [] : nic(given('model'), given('addr'), board);
    case 'net':
      return first === 'nic' ? nic(given('model'), given('addr'), board) : [];
    case 'drive':
      return given('if') === 'none' ? [] : given('if') === 'virtio' ? [['virtio-blk-pci']] : undefined;
    case 'vga':
      return value === 'none' ? [] : only(VGA[value]);
    case 'soundhw':
      return only(SOUND[value]);
    case 'usb':
      return USB[board];
    default:
      return undefined;
  }
}

const only = (driver: string | undefined): readonly Made[] | undefined =>
  driver === undefined ? undefined : [[driver]];

function nic(model: string | undefined, addr: string | undefined, board: Board): readonly Made[] {
  const driver = model === 'virtio' ? 'virtio-net-pci' : (model ?? NIC[board]);
  return [[driver, addr === undefined ? {} : { addr }]];
}
