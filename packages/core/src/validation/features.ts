import { isArch } from '../basics/index.ts';
import { createDiagnostic } from '../diagnostics/index.ts';
import { type Domain, featureOf, type Machine, osOf } from '../domain/index.ts';
import { type ReleaseRange, rowsInForceBy, SETTING_DATES } from '../profiles/index.ts';
import { attributeValue, child, elements, type XmlElement } from '../xml/index.ts';
import type { Check, Checking } from './check.ts';

/** A feature of `<features>` that libvirt refuses of some machines. */
interface FeatureRow extends ReleaseRange {
  readonly name: string;
  readonly isWrong: (machine: Machine, feature: XmlElement, domain: Domain) => boolean;
  readonly reason: string;
  /** Of a stored definition that is read back the feature is dropped instead. */
  readonly isOfNew?: true;
}

const isX86 = ({ arch }: Machine): boolean => isArch(arch, 'x86');
const isPseries = ({ family }: Machine): boolean => family === 'pseries';
const isUnknown = (): boolean => true;

function firmwareOf({ element }: Domain): { readonly loader?: string; readonly isEfi: boolean } {
  const os = osOf(element);
  const loader = os === undefined ? undefined : child(os, 'loader');
  const type = loader === undefined ? undefined : (attributeValue(loader, 'type') ?? '');
  const isEfi = os !== undefined && attributeValue(os, 'firmware') === 'efi';
  return { ...(type === undefined ? {} : { loader: type }), isEfi };
}

/** Machines with ACPI tables, besides x86. */
const ACPI_FAMILIES: readonly string[] = ['arm-virt', 'riscv-virt', 'loongarch-virt'];

const needsUefi = ({ arch }: Machine, domain: Domain): boolean => {
  const { loader, isEfi } = firmwareOf(domain);
  return arch === 'aarch64' && !isEfi && loader !== 'pflash';
};

/** As the live 7.0, 9.0, 11.3 and 12.9 took and refused them. */
const ROWS: readonly FeatureRow[] = [
  {
    name: 'acpi',
    isWrong: (machine, _, domain) => needsUefi(machine, domain),
    reason: 'it needs UEFI',
    ...SETTING_DATES.all,
  },
  {
    name: 'acpi',
    isWrong: (machine) => !isX86(machine) && !ACPI_FAMILIES.includes(machine.family),
    reason: 'this machine has none',
    isOfNew: true,
    ...SETTING_DATES.lastTwo,
  },
  {
    name: 'gic',
    isWrong: ({ family }) => family !== 'arm-virt',
    reason: 'only ARM virt machines have it',
    ...SETTING_DATES.all,
  },
  {
    name: 'smm',
    isWrong: ({ family }, feature, { element }) =>
      family !== 'q35' &&
      featureOf(element, 'smm') === feature &&
      (attributeValue(feature, 'state') ?? 'on') === 'on' &&
      child(feature, 'tseg') !== undefined,
    reason: 'only q35 has a TSEG',
    ...SETTING_DATES.all,
  },
  { name: 'ioapic', isWrong: (machine) => !isX86(machine), reason: 'only x86 has it', ...SETTING_DATES.all },
  { name: 'vmport', isWrong: (machine) => !isX86(machine), reason: 'only x86 has it', ...SETTING_DATES.all },
  ...['hpt', 'htm', 'ccf-assist', 'nested-hv'].map(
    (name): FeatureRow => ({
      name,
      isWrong: (machine) => !isPseries(machine),
      reason: 'only pSeries has it',
      ...SETTING_DATES.all,
    }),
  ),
  { name: 'ps2', isWrong: isUnknown, reason: 'this libvirt does not know it', ...SETTING_DATES.firstTwo },
  {
    name: 'ps2',
    isWrong: (machine, feature) => !isX86(machine) || attributeValue(feature, 'state') === undefined,
    reason: 'only x86 has it, with a state',
    ...SETTING_DATES.lastTwo,
  },
  { name: 'ras', isWrong: isUnknown, reason: 'this libvirt does not know it', ...SETTING_DATES.firstTwo },
  {
    name: 'ras',
    isWrong: ({ family }) => family !== 'arm-virt',
    reason: 'only ARM virt machines have it',
    ...SETTING_DATES.lastTwo,
  },
  { name: 'async-teardown', isWrong: isUnknown, reason: 'this libvirt does not know it', ...SETTING_DATES.firstTwo },
];

function checkFeatures({ domain, facts, newlyDefined, diagnostics }: Checking): void {
  const rows = rowsInForceBy(ROWS, facts.profile.release, ({ name }) => name);
  for (const feature of elements(domain.element, 'features').flatMap((one) => elements(one))) {
    for (const { name, isWrong, reason, isOfNew } of rows.get(feature.name) ?? []) {
      if (isOfNew === true && !newlyDefined) continue;
      if (!isWrong(domain.machine, feature, domain)) continue;
      diagnostics.push(createDiagnostic('RP2444', { span: feature.startTag, values: { feature: name, reason } }));
    }
  }
}

/** Firmware by UEFI hands its tables over by ACPI. */
function checkUefi({ domain, diagnostics }: Checking): void {
  const { loader, isEfi } = firmwareOf(domain);
  if (domain.hasAcpi || !isX86(domain.machine) || !(isEfi || loader === 'pflash')) return;
  const values = { feature: 'UEFI', reason: 'it needs <acpi/> in <features>' };
  diagnostics.push(createDiagnostic('RP2444', { span: domain.element.startTag, values }));
}

export const FEATURE_CHECKS: readonly Check[] = [
  { when: SETTING_DATES.all, run: checkFeatures },
  { when: SETTING_DATES.all, run: checkUefi },
];
