import { type Device, deviceLabel, ownerName, pciController } from '../domain/index.ts';
import { argumentPlaces } from '../plan/index.ts';
import { formatPciAddress, isSlotUsed, ownerAt, type PciAddress } from '../topology/index.ts';
import { openTo } from './explain-bus.ts';
import { explainDevice } from './explain-device.ts';
import { acceptWords } from './explain-needs.ts';
import { type Context, countOf, type Explanation, type ExplanationStep, enumerate, step } from './explanation.ts';

/** Who holds an address of an existing bus and why; or what it is free for, or why nobody can have it. */
export function explainAddress(context: Context, address: PciAddress): Explanation {
  const subject = formatPciAddress(address);
  const bus = context.plan.buses[address.bus];
  if (bus === undefined) return { subject, steps: [] };
  const owner = ownerAt(bus, address.slot, address.function) ?? chipsetDevice(context, address);
  if (owner !== undefined && owner.kind !== 'reserved') {
    const { steps, subject: label } = explainDevice(context, owner);
    return { subject, address: subject, steps: [step('holds', `It is held by ${label}.`), ...steps] };
  }
  if (owner !== undefined) {
    return { subject, address: subject, steps: [step('holds', `It is held by ${owner.what}.`, { rule: owner.rule })] };
  }
  return { subject, address: subject, steps: [freeStep(context, address), providerStep(context, address)] };
}

// The IDE and USB functions of the PIIX3 are written and not reserved, so the bus does not know them.
function chipsetDevice({ plan }: Context, address: PciAddress): Device | undefined {
  const text = formatPciAddress(address);
  return [...plan.decisions.values()].find((one) => formatPciAddress(one.address) === text)?.device;
}

function freeStep({ plan }: Context, { bus: index, slot, function: fn }: PciAddress): ExplanationStep {
  const bus = plan.buses[index];
  if (bus === undefined) return step('free', 'There is no such bus.');
  if (slot < bus.firstSlot || slot > bus.lastSlot) {
    const slots =
      bus.firstSlot === bus.lastSlot ? `slot ${bus.firstSlot} only` : `slots ${bus.firstSlot} to ${bus.lastSlot}`;
    return step('free', `Nobody holds it, and nobody can: bus ${index} (${bus.model}) has ${slots}.`, {
      rule: 'T-BUS-1',
    });
  }
  const argument = argumentPlaces(plan).find(({ at }) => at?.bus === index && at.slot === slot && at.function === fn);
  if (argument !== undefined) {
    return step(
      'free',
      `It is taken by an argument, line ${argument.line}: ${argument.argument.driver}. libvirt does not know that.`,
      {
        rule: 'G-ARG-PLACE',
        line: argument.line,
      },
    );
  }
  if (isSlotUsed(bus, slot)) {
    const names = [...new Set(bus.holdings.filter((one) => one.slot === slot).map(({ owner }) => ownerName(owner)))];
    return step(
      'free',
      `The function is free, and the slot is not: it has ${enumerate(names)}. An address written by hand can put a device beside, if function 0 is marked multifunction.`,
      { rule: 'T-OCC-3' },
    );
  }
  return step('free', `It is free, ${openTo(bus)}.`, { rule: 'T-BUS-1' });
}

function providerStep({ plan }: Context, { bus: index }: PciAddress): ExplanationStep {
  const bus = plan.buses[index];
  const provider = pciController(plan.domain, index);
  const name = provider === undefined ? `controller ${index}` : deviceLabel(provider);
  const slots = bus === undefined ? 0 : bus.lastSlot - bus.firstSlot + 1;
  return step('holds', `The bus is that of ${name}: ${countOf(slots, 'slot')} for ${acceptWords(bus?.accepts ?? 0)}.`, {
    rule: 'T-BUS-1',
  });
}
