import { createDiagnostic, type Diagnostic, type DiagnosticCode, type Fix } from '../../diagnostics/index.ts';
import { type Controller, deviceLabel, deviceSpan } from '../../domain/index.ts';
import { attribute, child } from '../../xml/index.ts';
import type { LintInput } from '../lint.ts';
import { pciControllers, relatedDevice } from '../look.ts';

const PORTS = ['pcie-root-port', 'pcie-switch-downstream-port'];

interface Numbering {
  readonly name: 'chassis' | 'port';
  readonly code: Extract<DiagnosticCode, 'RP6006' | 'RP6007'>;
  /** Equal numbers keep the guest from starting: changing one changes nothing that works. */
  readonly safe: boolean;
  readonly write: (value: number) => string;
}

const CHASSIS: Numbering = { name: 'chassis', code: 'RP6006', safe: true, write: String };
const PORT: Numbering = { name: 'port', code: 'RP6007', safe: false, write: (value) => `0x${value.toString(16)}` };

/** RP6006: two ports of one chassis number, which QEMU refuses (G-LIM-CHASSIS). */
export function duplicateChassis(input: LintInput): readonly Diagnostic[] {
  return duplicates(input, CHASSIS);
}

/** RP6007: two ports of one port number. */
export function duplicatePort(input: LintInput): readonly Diagnostic[] {
  return duplicates(input, PORT);
}

function duplicates({ domain }: LintInput, numbering: Numbering): readonly Diagnostic[] {
  const { name, code } = numbering;
  const ports = pciControllers(domain).filter(({ model }) => PORTS.includes(model ?? ''));
  const holders = new Map<string, Controller>();
  const used = new Set(ports.flatMap(({ target }) => (target[name] === undefined ? [] : [target[name]])));
  return ports.flatMap((port) => {
    const value = port.target[name];
    if (value === undefined) return [];
    // A port number counts within one bus; a chassis number within the whole guest.
    const key = name === 'chassis' ? `${value}` : `${busOf(port)} ${value}`;
    const holder = holders.get(key);
    if (holder === undefined) {
      holders.set(key, port);
      return [];
    }
    const [subject, other] = isWritten(port, name) || !isWritten(holder, name) ? [port, holder] : [holder, port];
    const fix = renumber(subject, numbering, used);
    return [
      createDiagnostic(code, {
        span: deviceSpan(subject, 'target', name),
        values: { device: deviceLabel(subject), other: deviceLabel(other), value: numbering.write(value) },
        related: [relatedNumber(other, name)],
        fixes: fix === undefined ? [] : [fix],
      }),
    ];
  });
}

const busOf = ({ address }: Controller): number => (address.type === 'pci' ? (address.at?.bus ?? 0) : 0);

function writtenNumber({ element }: Controller, name: string) {
  const target = element === undefined ? undefined : child(element, 'target');
  return target === undefined ? undefined : attribute(target, name);
}

const isWritten = (port: Controller, name: string): boolean => writtenNumber(port, name) !== undefined;

function relatedNumber(port: Controller, name: string) {
  const span = deviceSpan(port, 'target', name);
  return span === undefined ? relatedDevice(port) : { message: `${deviceLabel(port)} has it`, span };
}

function renumber(port: Controller, { name, safe, write }: Numbering, used: Set<number>): Fix | undefined {
  const written = writtenNumber(port, name);
  if (written === undefined) return undefined;
  const free = [port.index, ...Array.from({ length: 255 }, (_, n) => n + 1)].find((n) => n > 0 && !used.has(n));
  if (free === undefined) return undefined;
  used.add(free);
  const title = `give ${deviceLabel(port)} the ${name} ${write(free)}`;
  return { title, edits: [{ span: written.valueSpan, newText: write(free) }], safe };
}
