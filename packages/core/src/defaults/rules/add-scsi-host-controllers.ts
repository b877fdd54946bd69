import type { Hostdev } from '../../domain/index.ts';
import { addController, type Completion, findController } from '../completion.ts';

/** I-ORDER 1: while host devices are read, after each of them. */
export function addScsiHostControllersWhileReading(completion: Completion): void {
  const { hostdev } = completion.domain.devices;
  if (!hostdev.some(isScsi)) return;
  hostdev.forEach((_, position) => {
    addScsiHostControllers(completion, hostdev.slice(0, position + 1));
  });
}

/** I-SCSIHOST: the SCSI controllers that the host devices name. */
export function addScsiHostControllers(
  completion: Completion,
  hostdevs: readonly Hostdev[] = completion.domain.devices.hostdev,
): void {
  const numbers = hostdevs.filter(isScsi).map(({ address }) => (address.type === 'drive' ? address.controller : 0));
  if (numbers.length === 0) return;
  const model =
    completion.facts.profile.switches.scsiHostUnits === 'listOrder' ? undefined : rememberedModel(completion, numbers);
  // Beyond the limit the disks' rule refuses; here the host devices' numbers are bounded alike.
  const highest = Math.min(Math.max(...numbers), MAX_CONTROLLER);
  for (let index = 0; index <= highest; index += 1) {
    if (findController(completion.domain, 'scsi', index) !== undefined) continue;
    addController(completion, 'I-SCSIHOST', { type: 'scsi', index, ...(model === undefined ? {} : { model }) });
  }
}

const MAX_CONTROLLER = 8191;

const isScsi = (device: Hostdev): boolean => device.mode === 'subsystem' && device.type === 'scsi';

// Since 4.0: the model of the controller that the highest number so far names.
function rememberedModel(completion: Completion, numbers: readonly number[]): string | undefined {
  let highest = -1;
  let model: string | undefined;
  for (const number of numbers) {
    if (number <= highest) continue;
    highest = number;
    model = findController(completion.domain, 'scsi', number)?.model ?? model;
  }
  return model;
}
