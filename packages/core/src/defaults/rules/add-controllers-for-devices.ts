import { type Device, deviceLabel } from '../../domain/index.ts';
import { addController, type Completion, controllersByIndex, refuseDevice } from '../completion.ts';
import { addScsiHostControllers } from './add-scsi-host-controllers.ts';

/** I-CTRL: a controller for every device that names one, in the order of its steps. */
export function addControllersForDevices(completion: Completion): void {
  for (const bus of ['scsi', 'fdc', 'ide', 'sata', 'nvme']) addForDisks(completion, bus);
  addForChannels(completion);
  const cards = completion.domain.devices.smartcard.flatMap(({ address }) => {
    return address.type === 'ccid' ? [address.controller] : [];
  });
  addMissing(completion, 'ccid', cards);
  addScsiHostControllers(completion);
}

// No machine has room for more; libvirt would add them all before it finds out.
const MAX_CONTROLLER = 8191;

// Higher ones are negative numbers to libvirt, and for those it adds nothing.
const HIGHEST_INT = 0x7fff_ffff;

function refuseNumber(completion: Completion, device: Device, controller: number): void {
  const values = { device: deviceLabel(device), controller, max: MAX_CONTROLLER };
  refuseDevice(completion, 'RP2068', device, values, 'address', 'controller');
}

// Steps 1 to 4: all numbers up to the highest, unused ones too.
function addForDisks(completion: Completion, bus: string): void {
  let highest = -1;
  for (const disk of completion.domain.devices.disk) {
    if (disk.bus !== bus || disk.address.type !== 'drive') continue;
    const { controller } = disk.address;
    if (controller > HIGHEST_INT && bus !== 'ide') continue;
    if (controller <= MAX_CONTROLLER) highest = Math.max(highest, controller);
    else refuseNumber(completion, disk, controller);
  }
  if (highest < 0) return;
  const known = controllersByIndex(completion.domain, bus);
  for (let index = 0; index <= highest; index += 1) {
    if (!known.has(index)) addController(completion, 'I-CTRL', { type: bus, index });
  }
}

function addForChannels(completion: Completion): void {
  const { channel, console } = completion.domain.devices;
  const numbers = [...channel, ...console]
    .filter(({ targetType }) => targetType === 'virtio')
    .map(({ address }) => (address.type === 'virtio-serial' ? address.controller : 0));
  for (const device of [...channel, ...console]) {
    if (device.address.type === 'virtio-serial' && device.address.controller > HIGHEST_INT)
      refuseNumber(completion, device, device.address.controller);
  }
  addMissing(completion, 'virtio-serial', numbers);
}

function addMissing(completion: Completion, type: string, numbers: readonly number[]): void {
  const known = new Set(controllersByIndex(completion.domain, type).keys());
  for (const index of numbers) {
    if (known.has(index)) continue;
    known.add(index);
    addController(completion, 'I-CTRL', { type, index });
  }
}
