import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { deviceLabel, deviceSpan, pciController } from '../domain/index.ts';
import type { Plan } from '../plan/index.ts';
import type { WindowsBudget } from './windows.ts';

/** What the firmware cannot give (RP7021 to RP7023), and whose BARs are not known (RP7024). */
export function windowsFindings(plan: Plan, budget: WindowsBudget): readonly Diagnostic[] {
  const { firmware, ioWindows, below4G, above4G, unknown } = budget;
  const found: Diagnostic[] = [];
  if (ioWindows.needed > ioWindows.fits) {
    const { needed, fits, effect } = ioWindows;
    found.push(createDiagnostic('RP7021', { values: { needed, fits, effect, firmware: firmware.title } }));
  }
  if (below4G.fits !== undefined && below4G.needed > below4G.fits) {
    const values = { needed: sizeText(below4G.needed), fits: sizeText(below4G.fits), firmware: firmware.title };
    found.push(createDiagnostic('RP7022', { values }));
  }
  if (above4G.needed > above4G.fits) {
    const span = deviceSpan(pciController(plan.domain, 0), 'pcihole64');
    const values = {
      needed: sizeText(above4G.needed),
      fits: sizeText(above4G.fits),
      firmware: firmware.title,
      bits: budget.addressBits,
      advice: advice(budget),
    };
    found.push(createDiagnostic('RP7023', { span, values }));
  }
  for (const device of unknown) {
    found.push(createDiagnostic('RP7024', { span: deviceSpan(device), values: { device: deviceLabel(device) } }));
  }
  return found;
}

function advice({ firmware, above4G, addressBits, proposedHole64 }: WindowsBudget): string {
  const shift = addressBits - Math.log2(above4G.fits);
  const bits = Math.ceil(Math.log2(above4G.needed)) + shift;
  const wider = `give the processor ${bits} address bits: <maxphysaddr mode='emulate' bits='${bits}'/>`;
  const mebibytes = 2 ** Math.ceil(Math.log2(above4G.needed)) / 2 ** 20;
  const flag = `QEMU's -fw_cfg name=opt/ovmf/X-PciMmio64Mb,string=${mebibytes}`;
  const choices = [
    ...(proposedHole64 === undefined
      ? []
      : [
          `write <pcihole64 unit='GiB'>${proposedHole64 / 2 ** 30}</pcihole64> at controller pci 0, so that Linux places the BARs`,
        ]),
    ...(firmware.name.startsWith('ovmf') ? [`or give OVMF a larger window with ${flag}`] : []),
    `or ${wider}`,
  ];
  const text = choices.join('; ').replace(/^or /, '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** `32 GiB`: the largest unit that leaves a number of one or more, to two decimals. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${Math.round((bytes / 1024 ** power) * 100) / 100} ${units[power]}`;
}
