import { type Device, deviceLabel } from '../../domain/index.ts';
import { addController, type Completion, findController, refuseDevice } from '../completion.ts';
import { addScsiHostControllers } from './add-scsi-host-controllers.ts';

/** I-CTRL: a controller for every device that names one, in the order of its steps. */
export function addControllersForDevices(completion: Completion): void {
  for (const bus of ['scsi', 'fdc', 'ide', 'sata', 'nvme']) addForDisks(completion, bus);
  addForChannels(completion);
  for (const card of completion.domain.devices.smartcard) {
    if (card.address.type === 'ccid') addMissing(completion, 'ccid', card.address.controller);
  }
  addScsiHostControllers(completion);
}

// No machine has room for more; libvirt would add them all before it finds out.
const MAX_CONTROLLER = 8191;

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
    if (controller <= MAX_CONTROLLER) highest = Math.max(highest, controller);
    else refuseNumber(completion, disk, controller);
  }
  if (highest < 0) return;
  const known = new Set(
    completion.domain.devices.controller.filter(({ type }) => type === bus).map(({ index }) => index),
  );
  for (let index = 0; index <= highest; index += 1) {
    if (!known.has(index)) addController(completion, 'I-CTRL', { type: bus, index });
  }
}

function addForChannels(completion: Completion): void {
  const { channel, console } = completion.domain.devices;
  for (const device of [...channel, ...console]) {
    if (device.targetType !== 'virtio') continue;
    addMissing(completion, 'virtio-serial', device.address.type === 'virtio-serial' ? device.address.controller : 0);
  }
}

function addMissing(completion: Completion, type: string, index: number): void {
  if (findController(completion.domain, type, index) === undefined)
    addController(completion, 'I-CTRL', { type, index });
}
