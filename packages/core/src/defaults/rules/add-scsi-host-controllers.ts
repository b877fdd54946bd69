import { type Controller, type HostDevice, hostDevicesOf } from '../../domain/index.ts';
import { addController, type Completion, controllersByIndex } from '../completion.ts';

/** I-ORDER 1: while host devices are read, after each of them; interfaces are read elsewhere. */
export function addScsiHostControllersWhileReading(completion: Completion): void {
  const named = nothingNamed(completion);
  for (const device of hostDevicesOf(completion.domain, 'scsi')) {
    if (device.kind === 'interface') continue;
    nameController(named, device);
    addUpToHighest(completion, named);
  }
}

/** I-SCSIHOST: the SCSI controllers that the host devices name. */
export function addScsiHostControllers(completion: Completion): void {
  const named = nothingNamed(completion);
  for (const device of hostDevicesOf(completion.domain, 'scsi')) nameController(named, device);
  addUpToHighest(completion, named);
}

const MAX_CONTROLLER = 8191;

/** What the host devices so far name. */
interface Named {
  readonly known: ReadonlyMap<number, Controller>;
  highest: number;
  /** Since 4.0: the model of the controller that the highest number so far names. */
  model: string | undefined;
  /** All controllers below exist. */
  next: number;
}

function nothingNamed({ domain }: Completion): Named {
  return { known: controllersByIndex(domain, 'scsi'), highest: -1, model: undefined, next: 0 };
}

function nameController(named: Named, { address }: HostDevice): void {
  const number = address.type === 'drive' ? address.controller : 0;
  if (number <= named.highest) return;
  named.highest = number;
  named.model = named.known.get(number)?.model ?? named.model;
}

// Beyond the limit the disks' rule refuses; here the host devices' numbers are bounded alike.
function addUpToHighest(completion: Completion, named: Named): void {
  const model = completion.facts.profile.switches.scsiHostUnits === 'listOrder' ? undefined : named.model;
  const highest = Math.min(named.highest, MAX_CONTROLLER);
  for (; named.next <= highest; named.next += 1) {
    if (named.known.has(named.next)) continue;
    const facts = { type: 'scsi', index: named.next, ...(model === undefined ? {} : { model }) };
    addController(completion, 'I-SCSIHOST', facts);
  }
}
