import {
  type Device,
  type DeviceAddress,
  deviceLabel,
  EMPTY_PCI_ADDRESS,
  eachAddressedDevice,
  rootModel,
} from '../../domain/index.ts';
import { VIRTIO_NAMES } from '../../profiles/index.ts';
import { type Completion, offers, refuseDevice } from '../completion.ts';

/** Virtio devices of machines whose virtio transport is not PCI by itself (X-CCW, X-S390, X-MMIO). */
export function assignVirtioTransport(completion: Completion): void {
  assignCcw(completion);
  assignMmio(completion);
}

/** X-PRIME: gives an address type to the virtio devices that have none. */
function prime(completion: Completion, address: DeviceAddress): void {
  const { switches } = completion.facts.profile;
  const isCcw = address.type === 'ccw';
  const nicModels = switches.primesVirtioModels ? VIRTIO_NAMES : ['virtio'];
  const isPrimed = (device: Device): boolean => {
    switch (device.kind) {
      case 'disk':
        return device.bus === 'virtio';
      case 'interface':
        return device.type !== 'hostdev' && nicModels.includes(device.model ?? '');
      case 'video':
        return switches.primesInputsAndVideos && device.model === 'virtio';
      case 'input':
        return switches.primesInputsAndVideos && device.bus === 'virtio';
      case 'controller':
        return device.type === 'virtio-serial' || device.type === 'scsi';
      case 'hostdev':
        return device.type === 'scsi_host' && switches.vhostScsi !== 'none';
      case 'memballoon':
        return device.model?.startsWith('virtio') === true;
      case 'rng':
        return true;
      case 'filesystem':
        return isCcw;
      case 'vsock':
        return isCcw && switches.primesVsock;
      case 'crypto':
        return device.model === 'virtio' && (isCcw || switches.primesCryptoMmio);
      case 'sound':
        return device.model === 'virtio' && switches.primesSound && (isCcw || address.type === 'virtio-mmio');
      case 'memory':
        return isCcw ? device.model === 'virtio-mem' && switches.virtioMemCcw : device.model.startsWith('virtio-');
      default:
        return false;
    }
  };
  eachAddressedDevice(completion.domain, (device) => {
    if (device.address.type === 'none' && isPrimed(device)) device.address = address;
  });
}

// X-CCW, X-S390.
function assignCcw(completion: Completion): void {
  const { domain, facts } = completion;
  const { ccwFeature } = facts.profile.switches;
  if (domain.machine.family === 's390-ccw' && (ccwFeature === '' || offers(completion, ccwFeature))) {
    for (const device of domain.devices.hostdev) {
      const isCcwMdev = device.type === 'mdev' && device.model === 'vfio-ccw';
      if (isCcwMdev && device.address.type === 'none' && offers(completion, 'vfio-ccw'))
        device.address = { type: 'ccw' };
    }
    prime(completion, { type: 'ccw' });
    numberCcw(completion);
  } else if (['s390', 's390x'].includes(domain.machine.arch) && offers(completion, 'virtio-s390')) {
    prime(completion, { type: 'virtio-s390' });
  }
}

const CCW_CSSID = 0xfe;

function numberCcw(completion: Completion): void {
  const taken = new Set<string>();
  const key = (at: { readonly cssid: number; readonly ssid: number; readonly devno: number }): string =>
    `${at.cssid}.${at.ssid}.${at.devno}`;
  eachAddressedDevice(completion.domain, (device) => {
    if (device.address.type !== 'ccw' || device.address.at === undefined) return;
    const name = key(device.address.at);
    if (taken.has(name))
      refuseDevice(
        completion,
        'RP2027',
        device,
        { device: deviceLabel(device), devno: ccwText(device.address.at) },
        'address',
      );
    taken.add(name);
  });
  let devno = 0;
  eachAddressedDevice(completion.domain, (device) => {
    if (device.address.type !== 'ccw' || device.address.at !== undefined) return;
    while (taken.has(key({ cssid: CCW_CSSID, ssid: 0, devno }))) devno += 1;
    device.address = { type: 'ccw', at: { cssid: CCW_CSSID, ssid: 0, devno } };
    devno += 1;
  });
}

function ccwText({
  cssid,
  ssid,
  devno,
}: {
  readonly cssid: number;
  readonly ssid: number;
  readonly devno: number;
}): string {
  return `${cssid.toString(16)}.${ssid.toString(16)}.${devno.toString(16).padStart(4, '0')}`;
}

/** X-MMIO. */
function assignMmio(completion: Completion): void {
  const { family } = completion.domain.machine;
  if (family !== 'arm-virt' && family !== 'vexpress' && family !== 'riscv-virt') return;
  if (prefersPci(completion)) prime(completion, EMPTY_PCI_ADDRESS);
  else if (offers(completion, 'virtio-mmio')) prime(completion, { type: 'virtio-mmio' });
}

function prefersPci(completion: Completion): boolean {
  const { domain, facts } = completion;
  const { switches } = facts.profile;
  const rule = domain.machine.family === 'riscv-virt' ? switches.riscvVirtTransport : switches.virtTransport;
  if (rule === 'mmio' || rootModel(domain) !== 'pcie-root' || hasMmioDevice(completion)) return false;
  return rule === 'pciIfRoot' || offers(completion, 'pcie-root-port') || offers(completion, 'ioh3420');
}

function hasMmioDevice(completion: Completion): boolean {
  let hasOne = false;
  eachAddressedDevice(completion.domain, ({ address }) => {
    if (address.type === 'virtio-mmio') hasOne = true;
  });
  return hasOne;
}
