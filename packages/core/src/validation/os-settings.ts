import { isArch } from '../basics/index.ts';
import { createDiagnostic } from '../diagnostics/index.ts';
import { type Domain, featureOf, osOf } from '../domain/index.ts';
import { isUuid, type ReleaseRange, rowsInForce, SETTING_DATES, settingAt } from '../profiles/index.ts';
import { attribute, attributeValue, child, elements, textOf, type XmlElement } from '../xml/index.ts';
import type { Check, Checking } from './check.ts';
import { networkFaults } from './network-source.ts';

/** A part of `<os>` that libvirt refuses of some guests. */
interface OsRow extends ReleaseRange {
  /** The element below `<os>`, and below that. */
  readonly path: readonly string[];
  readonly attribute?: string;
  /** `value`: the text of the element, or of the attribute, which is then written. */
  readonly isWrong: (value: string, os: XmlElement, domain: Domain) => boolean;
  readonly reason: string;
}

const { all, allButFirst, lastTwo, last, chosenAlone } = SETTING_DATES;

function row(place: string, isWrong: OsRow['isWrong'], reason: string, dates: ReleaseRange = all): OsRow {
  const [path = '', attribute] = place.split('@');
  return { path: path.split('/'), ...(attribute === undefined ? {} : { attribute }), isWrong, reason, ...dates };
}

/** libvirt chooses the firmware by its kind. */
const kindOf = (os: XmlElement): string => attributeValue(os, 'firmware') ?? '';
const isChosen = (os: XmlElement): boolean => kindOf(os) !== '';

function below(os: XmlElement, name: string, attribute?: string): string | undefined {
  const element = child(os, name);
  if (element === undefined) return undefined;
  return attribute === undefined ? textOf(element) : attributeValue(element, attribute);
}

const isPflash = (os: XmlElement): boolean => below(os, 'loader', 'type') === 'pflash';

function hasSmm({ element }: Domain): boolean {
  const smm = featureOf(element, 'smm');
  return smm !== undefined && (attributeValue(smm, 'state') ?? 'on') === 'on';
}

const NVRAM_TYPES: readonly string[] = ['file', 'block', 'network', 'dir'];

function nvramSource(os: XmlElement): XmlElement | undefined {
  const nvram = child(os, 'nvram');
  return nvram === undefined ? undefined : child(nvram, 'source');
}

function tablesOf(os: XmlElement): readonly XmlElement[] {
  const acpi = child(os, 'acpi');
  return acpi === undefined ? [] : elements(acpi, 'table');
}

/** The number may be written as in C, since older releases read it so; what is none is refused as a value. */
const isOutside = (value: string, least: number, most: number): boolean =>
  Number(value) < least || Number(value) > most;

/** As the live 7.0, 9.0, 11.3 and 12.9 took and refused them. */
const ROWS: readonly OsRow[] = [
  row('loader', (path, os) => path === '' && !isChosen(os), 'it names no file'),
  row(
    'shim',
    (path, os) => path !== '' && child(os, 'loader') !== undefined && child(os, 'kernel') === undefined,
    'it needs a <kernel>',
    lastTwo,
  ),
  row('loader', (path, os) => path !== '' && isChosen(os), 'libvirt chooses the firmware', chosenAlone),
  ...['readonly', 'type'].map((name) =>
    row(`loader@${name}`, (_, os) => isChosen(os), 'libvirt chooses the firmware', chosenAlone),
  ),
  row('loader@secure', (value, os) => value === 'no' && isChosen(os), 'libvirt chooses the firmware', chosenAlone),
  row(
    'loader@secure',
    (value, _, { machine }) => value === 'yes' && machine.family !== 'q35',
    'only q35 has secure boot',
  ),
  row(
    'loader@secure',
    (value, os, domain) => value === 'yes' && domain.machine.family === 'q35' && !isChosen(os) && !hasSmm(domain),
    "secure boot needs <smm state='on'/> in <features>",
  ),
  row(
    'loader@readonly',
    (value, os) => value === 'no' && !isChosen(os) && !isPflash(os),
    'a ROM is not written to',
    last,
  ),
  row('loader@format', (format, os) => format === 'qcow2' && !isChosen(os) && !isPflash(os), 'a ROM is raw', last),
  row(
    'loader@stateless',
    (value, os) => value === 'no' && kindOf(os) === 'bios',
    'this firmware has no variables',
    allButFirst,
  ),
  row(
    'loader@stateless',
    (value, os) => value === 'yes' && (below(os, 'nvram') ?? '') !== '',
    'it has no <nvram>',
    allButFirst,
  ),
  row(
    'loader@stateless',
    (value, os) => value === 'yes' && below(os, 'nvram') !== undefined,
    'it has no <nvram>',
    lastTwo,
  ),
  row('nvram', (_, os) => !isChosen(os) && child(os, 'loader') === undefined, 'it needs a <loader>', allButFirst),
  row('nvram', (path, os) => path !== '' && kindOf(os) === 'bios', 'this firmware has no variables', allButFirst),
  row('nvram', (_, os) => kindOf(os) === 'bios', 'this firmware has no variables', lastTwo),
  row('nvram@template', (_, os) => isChosen(os), 'libvirt chooses the firmware', chosenAlone),
  row('nvram@type', (type) => !NVRAM_TYPES.includes(type), 'it has to be file, block or network', allButFirst),
  row('nvram@type', (type) => type === 'dir', 'it has to be file, block or network', SETTING_DATES.second),
  row(
    'nvram@type',
    (type, os) => {
      const source = nvramSource(os);
      return type === 'dir' && source !== undefined && attributeValue(source, 'dir') !== undefined;
    },
    'it has to be file, block or network',
    lastTwo,
  ),
  row('nvram@type', (_, os) => nvramSource(os) === undefined, 'it needs a <source>', allButFirst),
  row(
    'nvram@type',
    (type, os) => {
      const source = nvramSource(os);
      return type === 'network' && source !== undefined && attributeValue(source, 'protocol') === undefined;
    },
    'its source names no protocol',
    allButFirst,
  ),
  // Beside a loader libvirt's own suite of 11.3 takes it, though the live 9.0, 11.3 and 12.9 do not: that is left to libvirt.
  row(
    'firmware/feature',
    (_, os) => !isChosen(os) && child(os, 'loader') === undefined,
    "it goes with firmware='efi'",
    allButFirst,
  ),
  row('shim', (path, os) => path !== '' && child(os, 'kernel') === undefined, 'it needs a <kernel>', last),
  row(
    'acpi/table',
    (_, os) => tablesOf(os).some((table) => attributeValue(table, 'type') === undefined),
    'it needs a type',
  ),
  row(
    'acpi/table',
    (_, os) => tablesOf(os).filter((table) => attributeValue(table, 'type') === 'slic').length > 1,
    'only one of type slic is possible',
  ),
  row('bios@rebootTimeout', (value) => isOutside(value, -1, 65_535), 'it has to be from -1 to 65535'),
  row(
    'bootmenu@timeout',
    // Without a menu libvirt does not read how long it stays.
    (value, os) => below(os, 'bootmenu', 'enable') === 'yes' && isOutside(value, 0, 65_535),
    'it has to be from 0 to 65535',
  ),
  row('bios@useserial', (value, _, { machine }) => value === 'yes' && !isArch(machine.arch, 'x86'), 'only x86 has it'),
  row(
    'bios@useserial',
    (value, _, { machine, devices }) => value === 'yes' && isArch(machine.arch, 'x86') && devices.serial.length === 0,
    'there is no serial port',
  ),
];

function checkOs(checking: Checking): void {
  const { domain, facts, diagnostics } = checking;
  const os = osOf(domain.element);
  if (os === undefined) return;
  for (const { path, attribute: name, isWrong, reason } of rowsInForce(ROWS, facts.profile.release)) {
    let holder: XmlElement | undefined = os;
    for (const part of path) holder = holder && child(holder, part);
    if (holder === undefined) continue;
    const written = name === undefined ? undefined : attribute(holder, name);
    const value = name === undefined ? textOf(holder) : written?.value;
    if (value === undefined || !isWrong(value, os, domain)) continue;
    const setting = name === undefined ? path.join(' ') : `${path.join(' ')} ${name}`;
    diagnostics.push(
      createDiagnostic('RP2445', { span: written?.span ?? holder.startTag, values: { setting, reason } }),
    );
  }
}

/** The store of firmware's variables on the network. */
function checkNvramSource({ domain, facts, diagnostics }: Checking): void {
  const os = osOf(domain.element);
  const nvram = os && child(os, 'nvram');
  if (os === undefined || nvram === undefined || attributeValue(nvram, 'type') !== 'network') return;
  const source = nvramSource(os);
  for (const { setting, reason } of source === undefined ? [] : networkFaults(source, facts.profile.release)) {
    const values = { setting: `nvram source ${setting}`, reason };
    diagnostics.push(createDiagnostic('RP2445', { span: (source ?? nvram).startTag, values }));
  }
}

/** What each of QEMU's emulators runs, where it is not what its name says alone. */
const EMULATORS: ReadonlyMap<string, readonly string[]> = new Map([
  ['i386', ['i686']],
  ['x86_64', ['i686', 'x86_64']],
  ['arm', ['armv6l', 'armv7l']],
  ['aarch64', ['aarch64', 'armv7l']],
  ['ppc64', ['ppc64', 'ppc64le']],
  ...['alpha', 'ppc', 's390x', 'riscv64'].map((arch): [string, string[]] => [arch, [arch]]),
]);

/** An emulator that is named as that of another architecture. */
function checkEmulator({ domain, diagnostics }: Checking): void {
  const [emulator] = domain.devicesElements.flatMap((devices) => elements(devices, 'emulator'));
  if (emulator === undefined) return;
  const name = /qemu-system-(\w+)$/.exec(textOf(emulator))?.[1] ?? '';
  if (EMULATORS.get(name)?.includes(domain.machine.arch) !== false) return;
  const what = `is of ${domain.machine.arch}, and its emulator is of ${name}`;
  diagnostics.push(createDiagnostic('RP2446', { span: emulator.span, values: { what } }));
}

/** The most processors of machines of x86. */
const MOST_PROCESSORS: readonly (ReleaseRange & {
  readonly isMeant: (domain: Domain) => boolean;
  readonly most: number;
})[] = [
  { isMeant: ({ machine }) => machine.name === 'isapc', most: 1, ...all },
  { isMeant: ({ machine }) => machine.family === 'i440fx', most: 255, ...all },
  { isMeant: (domain) => domain.machine.family === 'q35' && !hasEim(domain), most: 255, ...SETTING_DATES.firstTwo },
  { isMeant: ({ machine }) => machine.family === 'q35', most: 288, ...SETTING_DATES.firstTwo },
];

/** More processors than the old numbers of interrupts reach. */
const hasEim = ({ devices }: Domain): boolean => devices.iommu.some((iommu) => settingAt(iommu, 'driver@eim') === 'on');

function checkProcessors({ domain, facts, diagnostics }: Checking): void {
  const { machine, vcpus, element } = domain;
  for (const { isMeant, most } of rowsInForce(MOST_PROCESSORS, facts.profile.release)) {
    if (vcpus <= most || !isMeant(domain)) continue;
    const what = `has ${vcpus} processors, and machine ${machine.name} has ${most} at most`;
    diagnostics.push(
      createDiagnostic('RP2446', { span: child(element, 'vcpu')?.span ?? element.span, values: { what } }),
    );
  }
}

const ENDINGS = ['destroy', 'restart'];
const CRASH_ENDINGS = [...ENDINGS, 'preserve', 'coredump-destroy', 'coredump-restart'];

/** What becomes of a guest that ends, and the guest's id: texts of elements beside `<os>`. Empty ones are not read. */
const GUEST_TEXTS: readonly (ReleaseRange & {
  readonly name: string;
  readonly isWrong: (text: string, domain: XmlElement) => boolean;
  readonly what: string;
})[] = [
  ...['on_poweroff', 'on_reboot'].flatMap((name) => [
    { name, isWrong: noneOf(...ENDINGS), what: `has ${name} other than destroy or restart`, ...allButFirst },
    {
      name,
      isWrong: noneOf(...ENDINGS, 'preserve', 'rename-restart'),
      what: `has ${name} other than destroy, restart, preserve or rename-restart`,
      ...SETTING_DATES.beforeEndings,
    },
  ]),
  {
    name: 'on_poweroff',
    isWrong: (text, domain) => text === 'restart' && below(domain, 'on_reboot') === 'destroy',
    what: 'restarts at on_poweroff and not at on_reboot',
    ...allButFirst,
  },
  {
    name: 'on_crash',
    isWrong: noneOf(...CRASH_ENDINGS),
    what: `has on_crash other than ${CRASH_ENDINGS.join(', ')}`,
    ...allButFirst,
  },
  {
    name: 'on_crash',
    isWrong: noneOf(...CRASH_ENDINGS, 'rename-restart'),
    what: `has on_crash other than ${CRASH_ENDINGS.join(', ')}, rename-restart`,
    ...SETTING_DATES.beforeEndings,
  },
  {
    name: 'on_lockfailure',
    isWrong: noneOf('poweroff', 'restart', 'pause', 'ignore'),
    what: 'has on_lockfailure other than poweroff, restart, pause or ignore',
    ...all,
  },
  { name: 'uuid', isWrong: (text) => !isUuid(text), what: 'has a uuid that is none', ...all },
];

function noneOf(...words: readonly string[]): (text: string) => boolean {
  return (text) => !words.includes(text);
}

function checkGuestTexts({ domain, facts, diagnostics }: Checking): void {
  for (const { name, isWrong, what } of rowsInForce(GUEST_TEXTS, facts.profile.release)) {
    const holder = child(domain.element, name);
    const text = holder === undefined ? '' : textOf(holder);
    if (holder !== undefined && text !== '' && isWrong(text, domain.element))
      diagnostics.push(createDiagnostic('RP2446', { span: holder.span, values: { what } }));
  }
}

export const OS_CHECKS: readonly Check[] = [
  { when: all, run: checkGuestTexts },
  { when: all, run: checkProcessors },
  { when: all, run: checkOs },
  { when: allButFirst, run: checkNvramSource },
  { when: all, run: checkEmulator },
];
