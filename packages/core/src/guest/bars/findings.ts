import { checkArguments, isListOf, isNumber, isObject, isPlan, isShape, isText } from '../../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { argumentSpan, deviceLabel, deviceSpan, pciController, readQemuArguments } from '../../domain/index.ts';
import type { Plan } from '../../plan/index.ts';
import type { WindowsBudget } from './budget.ts';
import type { WindowsCure } from './cures.ts';

const isBudget = isShape('a budget, as windowsBudget returns it', {
  firmware: isObject,
  ioWindows: isObject,
  below4G: isObject,
  above4G: isObject,
  unknown: isListOf(isObject),
  dependsOnFirmware: isListOf(isText),
  buses: isListOf(isObject),
});

/** What the firmware cannot give (RP7021 to RP7023, RP7460), and what is not known (RP7024, RP7380, RP7381, RP7461). */
export function windowsFindings(plan: Plan, budget: WindowsBudget): readonly Diagnostic[] {
  checkArguments('windowsFindings', {
    plan: [plan, isPlan],
    budget: [budget, isBudget],
  });
  const { firmware, ioWindows, below4G, above4G, unknown } = budget;
  const { dependsOnFirmware: firmwares } = budget;
  const isOpen = firmwares.length > 0;
  const found: Diagnostic[] = [];
  if (ioWindows.needed > ioWindows.fits) {
    const { needed, fits, effect } = ioWindows;
    const code = ioWindows.isRepaired ? 'RP7460' : 'RP7021';
    found.push(createDiagnostic(code, { values: { needed, fits, effect, firmware: firmware.title } }));
  }
  if (below4G.needed > below4G.fits) {
    const values = { needed: sizeText(below4G.needed), fits: sizeText(below4G.fits), firmware: firmware.title };
    found.push(createDiagnostic('RP7022', { values }));
  }
  if (above4G.isShort) {
    const span = deviceSpan(pciController(plan.domain, 0), 'pcihole64');
    const values = {
      needed: sizeText(above4G.needed),
      fits: sizeText(above4G.fits),
      firmware: firmware.title,
      processor: processorText(budget),
    };
    const code = isOpen ? 'RP7463' : budget.dependsOnProcessor ? 'RP7380' : 'RP7023';
    const more = code === 'RP7023' ? { advice: advice(budget) } : {};
    found.push(createDiagnostic(code, { span, values: { ...values, ...more, firmwares: firmwares.join(' or ') } }));
  }
  if (!below4G.isKnown) {
    found.push(
      createDiagnostic('RP7381', {
        values: { firmware: firmware.title, machine: plan.domain.machine.name, needed: sizeText(below4G.needed) },
      }),
    );
  }
  if (!budget.isMeasured) found.push(createDiagnostic('RP7020', { values: { machine: plan.domain.machine.name } }));
  if (budget.isOpen) found.push(createDiagnostic('RP7461', { span: firstArgument(plan) }));
  for (const device of unknown) {
    found.push(createDiagnostic('RP7024', { span: deviceSpan(device), values: { device: deviceLabel(device) } }));
  }
  return found;
}

function firstArgument({ domain }: Plan): ReturnType<typeof argumentSpan> | undefined {
  const { devices, settings, others } = readQemuArguments(domain);
  const [first] = [...devices, ...settings, ...others];
  return first === undefined ? undefined : argumentSpan(first);
}

/** `an Intel processor of 40 address bits` */
function processorText({ processor: { vendor, bits, hasLargePages } }: WindowsBudget): string {
  const pages = bits > 40 && !hasLargePages ? ' and without pages of 1 GiB (pdpe1gb)' : '';
  return `an ${vendor} processor of ${bits} address bits${pages}`;
}

function advice({ cures }: WindowsBudget): string {
  if (cures.length === 0) return 'No setting is known that helps with this firmware: take fewer or smaller BARs.';
  const text = cures.map(cureText).join('; or ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function cureText(cure: WindowsCure): string {
  switch (cure.kind) {
    case 'hole64':
      return `write <pcihole64 unit='GiB'>${cure.size / 2 ** 30}</pcihole64> at controller pci 0, so that Linux places the BARs`;
    case 'fwCfg':
      return `give OVMF a larger window with QEMU's -fw_cfg name=opt/ovmf/X-PciMmio64Mb,string=${cure.size / 2 ** 20}`;
    case 'bits': {
      const pages = cure.needsLargePages ? " and <feature policy='require' name='pdpe1gb'/>" : '';
      return `give the processor ${cure.bits} address bits: <maxphysaddr mode='emulate' bits='${cure.bits}'/>${pages}`;
    }
  }
}

/** `32 GiB`: the largest unit that leaves a number of one or more, to two decimals. */
export function sizeText(bytes: number): string {
  checkArguments('sizeText', { bytes: [bytes, isNumber] });
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Math.round((bytes / 1024 ** power) * 100) / 100} ${units[power]}`;
}
