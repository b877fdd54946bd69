import { type Console, NO_ADDRESS, type Serial } from '../../domain/index.ts';
import { type Completion, refuseDevice } from '../completion.ts';
import { chooseCharacterTargets } from './complete-devices.ts';

const isSerialLike = (device: Console): boolean => device.targetType === undefined || device.targetType === 'serial';

/** I-CONSOLE: the first console and the first serial device of a fully virtualised guest are one. */
export function pairConsoles(completion: Completion): void {
  const { domain, facts } = completion;
  const { console, serial } = domain.devices;
  const stray = console.slice(1).find((device) => device.targetType === 'serial');
  if (stray !== undefined) refuseDevice(completion, 'RP2028', stray, {});
  const [first] = console;
  if (first !== undefined && isSerialLike(first)) {
    const partner = serial[0] ?? makeSerial(completion, first);
    first.mirrors = partner;
    if (partner.targetPort !== undefined) first.targetPort = partner.targetPort;
    return;
  }
  const partner = serial[0];
  if (partner === undefined || !isMirrored(partner, facts.profile.switches.serialTargetByMachine)) return;
  if (facts.profile.switches.numbersImpliedConsole) {
    console.forEach((device, position) => {
      device.targetPort = position + 1;
    });
  }
  console.unshift({
    kind: 'console',
    impliedBy: 'I-CONSOLE',
    address: NO_ADDRESS,
    sourceType: partner.sourceType,
    sourceKey: partner.sourceKey,
    targetType: 'serial',
    targetPort: partner.targetPort ?? 0,
    mirrors: partner,
  });
}

/** Serial devices for which no console stands. */
const WITHOUT_CONSOLE: readonly (string | undefined)[] = ['pci-serial', 'usb-serial', 'isa-debug'];
/** I-CONSOLE: once all is placed, a console that stands for a serial device has its address, whatever it says itself. */
export function followSerials({ domain }: Completion): void {
  for (const console of domain.devices.console) {
    if (console.mirrors !== undefined) console.address = console.mirrors.address;
  }
}

function isMirrored(serial: Serial, isByMachine: boolean): boolean {
  if (!isByMachine) return serial.targetType === undefined || serial.targetType === 'isa-serial';
  return !WITHOUT_CONSOLE.includes(serial.targetType);
}

// The console becomes serial port 0, with its address and source.
function makeSerial(completion: Completion, console: Console): Serial {
  const serial: Serial = {
    kind: 'serial',
    impliedBy: 'I-CONSOLE',
    ...(console.element === undefined ? {} : { takenFrom: console.element }),
    address: console.address,
    sourceType: console.sourceType,
    sourceKey: console.sourceKey,
    targetPort: 0,
  };
  completion.domain.devices.serial.push(serial);
  chooseCharacterTargets(completion);
  return serial;
}
