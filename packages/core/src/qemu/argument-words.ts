import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import { type ArgumentDevice, argumentSpan, readQemuArguments } from '../domain/index.ts';
import { type Plan, unreadArguments } from '../plan/index.ts';
import { argumentDriver, getProfile, qemuBackend, qemuStandIn, takesJsonDevices } from '../profiles/index.ts';
import { type BackendWords, backendWords } from './backend-words.ts';
import type { QemuProperty } from './qemu-option.ts';
import { optionText } from './qemu-option.ts';

/** The devices of `<qemu:commandline>` for a plain QEMU: before or behind libvirt's, as QEMU makes them (G-ARG-PLACE). */
export interface ArgumentWords {
  readonly before: readonly string[];
  readonly behind: readonly string[];
  /** RP7203 for each device that is left out, RP6204 for what else is not understood. */
  readonly notes: readonly Diagnostic[];
}

/** What decides about the place; everything else that is written, files above all, is left out. */
const KEPT = ['id', 'bus', 'addr', 'multifunction', 'chassis', 'chassis_nr', 'slot', 'port', 'bus_nr', 'hotplug'];

/** Makes anew what decides about places of the document's own `-device`; nothing else of them reaches QEMU. */
export function argumentWords(plan: Plan): ArgumentWords {
  const isLibvirtJson = takesJsonDevices(getProfile(plan.profile));
  const before: string[] = [];
  const behind: string[] = [];
  const notes: Diagnostic[] = [];
  readQemuArguments(plan.domain).devices.forEach((device, position) => {
    const words = deviceWords(device, `argument${position}`);
    if (words === undefined) {
      const values = { driver: device.driver };
      notes.push(createDiagnostic('RP7203', { span: argumentSpan(device), values }));
    } else (isLibvirtJson && !device.isJson ? before : behind).push(...words);
  });
  for (const { what, span } of unreadArguments(plan.domain, plan)) {
    if (!what.startsWith('-device ')) notes.push(createDiagnostic('RP6204', { span, values: { what } }));
  }
  return { before, behind, notes };
}

function deviceWords({ driver, properties }: ArgumentDevice, name: string): readonly string[] | undefined {
  if (argumentDriver(driver)?.on !== 'pci' || !/^[\w.-]+$/.test(driver)) return undefined;
  const full = VIRTIO_SHORT.test(driver) ? `${driver}-pci` : driver;
  const { driver: by } = qemuStandIn(full);
  const kept = [...properties].filter(([key, value]) => KEPT.includes(key) && /^[\w.-]+$/.test(value));
  const { words, properties: needed }: BackendWords = backendWords(qemuBackend(by)?.backend, by, name);
  const all: readonly QemuProperty[] = [['driver', by], ...kept, ...needed];
  return [...words, '-device', optionText(all)];
}

/** Names that QEMU has for the PCI form where the machine has PCI. */
const VIRTIO_SHORT = /^(?:virtio|vhost)-(?!vga)(?!.*-pci)(?!.*(?:device|ccw)$)[a-z0-9-]+$/;
