import { isArch } from '../../basics/index.ts';
import { type Controller, type Input, NO_ADDRESS, pciController } from '../../domain/index.ts';
import { attributeValue } from '../../xml/index.ts';
import { addController, type Completion, findController, offers, refuseDevice } from '../completion.ts';

/** I-ORDER 3: x86 machines have a PS/2 mouse and keyboard. */
export function addPs2Inputs(completion: Completion): void {
  if (!completion.machine.ps2 || !completion.domain.hasPs2) return;
  addInput(completion, 'mouse', 'ps2', 'I-ORDER');
  addInput(completion, 'keyboard', 'ps2', 'I-ORDER');
}

/** I-INPUT: a PowerPC guest with graphics gets a USB keyboard and mouse. */
export function addUsbInputs(completion: Completion): void {
  const { domain, facts } = completion;
  if (!isArch(domain.machine.arch, 'ppc64') || domain.devices.graphics.length === 0) return;
  addInput(completion, 'keyboard', 'usb', 'I-INPUT');
  const hasTablet = domain.devices.input.some(({ type, bus }) => type === 'tablet' && bus === 'usb');
  if (!(facts.profile.switches.usbMouseYieldsToTablet && hasTablet)) addInput(completion, 'mouse', 'usb', 'I-INPUT');
}

function addInput({ domain, facts }: Completion, type: string, bus: string, rule: string): void {
  const inputs = domain.devices.input;
  // I-ORDER: an input that gets its bus by default comes too late to count.
  const byWritten = bus === 'ps2' && facts.profile.switches.ps2InputsByWrittenBus;
  const counts = ({ element }: Input): boolean =>
    !byWritten || element === undefined || attributeValue(element, 'bus') !== undefined;
  if (inputs.some((input) => input.type === type && input.bus === bus && counts(input))) return;
  const input: Input = { kind: 'input', impliedBy: rule, address: NO_ADDRESS, type, bus };
  inputs.push(input);
}

const ICH9_SET: readonly Partial<Controller>[] = [
  { model: 'ich9-ehci1' },
  { model: 'ich9-uhci1', masterStartPort: 0 },
  { model: 'ich9-uhci2', masterStartPort: 2 },
  { model: 'ich9-uhci3', masterStartPort: 4 },
];

/** I-USB: the default USB controller of machines that have one. */
export function addUsbController(completion: Completion): void {
  const { domain, facts, machine } = completion;
  if (!machine.usb || findController(domain, 'usb', 0) !== undefined) return;
  if (domain.machine.family !== 'q35') {
    addController(completion, 'I-USB', { type: 'usb', index: 0 });
    return;
  }
  const choice = facts.profile.switches.q35AutoUsb.find(([capability]) => offers(completion, capability));
  if (choice === undefined) return;
  const [, model] = choice;
  const set = model === 'ich9-ehci1' ? ICH9_SET : [{ model }];
  for (const member of set) addController(completion, 'I-USB', { type: 'usb', index: 0, ...member });
}

/** I-ORDER 5: the SATA controller of the ICH9. */
export function addSataController(completion: Completion): void {
  const { domain } = completion;
  if (domain.machine.family !== 'q35' || findController(domain, 'sata', 0) !== undefined) return;
  addController(completion, 'I-ORDER', { type: 'sata', index: 0 });
}

/** M-ROOT: the root controller; one that is written has to be of the machine's model. */
export function addRootController(completion: Completion): void {
  const { domain, machine } = completion;
  if (machine.root === undefined) return;
  const written = pciController(domain, 0);
  if (written === undefined) {
    addController(completion, 'M-ROOT', { type: 'pci', index: 0, model: machine.root });
  } else if (written.model !== machine.root) {
    const values = {
      index: 0,
      required: machine.root,
      found: written.model ?? '',
      machine: domain.machine.name,
      home: machine.root === 'pci-root' ? 'such as q35' : 'such as pc',
      cure: domain.machine.family === 'q35' ? '; "rootport convert" makes a q35 guest of one of pc' : '',
    };
    refuseDevice(completion, 'RP2009', written, values, 'model');
  }
}

/** C1: the first of the three steps still gave every pcie-root machine a dmi-to-pci-bridge. */
export function addForcedDmiBridge(completion: Completion): void {
  const { domain, facts, machine } = completion;
  if (!facts.profile.switches.forcedDmiBridge || machine.root !== 'pcie-root') return;
  if (pciController(domain, 1) !== undefined) return;
  addController(completion, 'C1', { type: 'pci', index: 1, model: 'dmi-to-pci-bridge' });
}

/** I-ORDER 7: the memory balloon that a guest gets without asking. */
export function addBalloon({ domain, machine }: Completion): void {
  if (!machine.balloon || domain.devices.memballoon.length > 0) return;
  domain.devices.memballoon.push({ kind: 'memballoon', impliedBy: 'I-ORDER', address: NO_ADDRESS, model: 'virtio' });
}

const NATIVE_PANIC = { pseries: 'pseries', s390: 's390' } as const;

/** I-ORDER 9: pSeries and s390 guests have a panic device of their own. */
export function addPanic({ domain }: Completion): void {
  const { arch, family } = domain.machine;
  const native = family === 'pseries' ? NATIVE_PANIC.pseries : isArch(arch, 's390') ? NATIVE_PANIC.s390 : undefined;
  if (native === undefined) return;
  if (domain.devices.panic.some(({ model }) => model === undefined || model === native)) return;
  domain.devices.panic.push({ kind: 'panic', impliedBy: 'I-ORDER', address: NO_ADDRESS });
}

/** V-71: the iTCO watchdog of the ICH9. */
export function addItcoWatchdog({ domain, facts }: Completion): void {
  const { watchdog } = domain.devices;
  if (!facts.profile.switches.itcoWatchdog || domain.machine.family !== 'q35') return;
  if (watchdog.some(({ model }) => model === 'itco')) return;
  // All watchdogs of a guest share one action.
  const first = watchdog[0]?.element;
  const action = (first === undefined ? undefined : attributeValue(first, 'action')) ?? 'reset';
  watchdog.push({ kind: 'watchdog', impliedBy: 'V-71', address: NO_ADDRESS, model: 'itco', action });
}

/** V-72: a guest with more processors than the old interrupt controller can name gets an IOMMU that remaps interrupts. */
export function addIntelIommu(completion: Completion): void {
  const { domain, facts } = completion;
  const isNeeded = domain.machine.family === 'q35' && domain.vcpus > 255 && domain.devices.iommu.length === 0;
  if (!facts.profile.switches.autoIntelIommu || !isNeeded || !offers(completion, 'intel-iommu.eim')) return;
  domain.devices.iommu.push({ kind: 'iommu', impliedBy: 'V-72', address: NO_ADDRESS, model: 'intel' });
}

/**
 * V-70: the audio backend of a guest that names none. The last display server that has a say decides: VNC gives `none`,
 * SPICE itself, SDL no backend at all; a guest with none of these, but with other graphics, gets no backend either.
 */
export function addAudio({ domain, facts }: Completion): void {
  const { audio, graphics } = domain.devices;
  if (!facts.profile.switches.audioElement || audio.length > 0) return;
  const deciding = graphics.findLast(({ type }) => type === 'vnc' || type === 'spice' || type === 'sdl')?.type;
  if (deciding === 'sdl' || (deciding === undefined && graphics.length > 0)) return;
  audio.push({
    kind: 'audio',
    impliedBy: 'V-70',
    address: NO_ADDRESS,
    model: deciding === 'spice' ? 'spice' : 'none',
  });
}
