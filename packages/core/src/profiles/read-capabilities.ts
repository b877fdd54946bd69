import { checkArguments, isShape, isText } from '../basics/index.ts';
import { attributeValue, child, elements, parseXml, textOf, type XmlElement } from '../xml/index.ts';
import { CAPABILITY_NAMES } from './capabilities.ts';
import { DOMCAPABILITIES } from './tables/domcapabilities.ts';

/** What a document of libvirt tells about an emulator. */
export type EmulatorReport =
  /** libvirt's capability cache: everything that libvirt itself knows. */
  | {
      readonly kind: 'cache';
      readonly arch: string;
      readonly capabilities: readonly string[];
      /** `7.2.22`. */
      readonly qemu?: string;
      /** The libvirt that asked, `9.0.0`. */
      readonly libvirt?: string;
    }
  /** `virsh domcapabilities`: a part; of the names neither in `has` nor in `lacks` it tells nothing. */
  | {
      readonly kind: 'domcapabilities';
      readonly arch: string;
      readonly has: readonly string[];
      readonly lacks: readonly string[];
    };

/** Reads libvirt's capability cache or the output of `virsh domcapabilities`; undefined for anything else. */
export function readEmulatorReport(text: string): EmulatorReport | undefined {
  checkArguments('readEmulatorReport', { text: [text, isText] });
  const { document, diagnostics } = parseXml(text);
  const { root } = document;
  if (root === undefined || diagnostics.some(({ severity }) => severity === 'error')) return undefined;
  const arch = childText(root, 'arch');
  if (arch === undefined) return undefined;
  if (root.name === 'qemuCaps') return readCache(root, arch);
  return root.name === 'domainCapabilities' ? readDomcapabilities(root, arch) : undefined;
}

function readCache(root: XmlElement, arch: string): EmulatorReport {
  const flags = elements(root).filter(({ name }) => name === 'flag');
  const qemu = versionText(childText(root, 'version'));
  const libvirt = versionText(childText(root, 'selfvers'));
  return {
    kind: 'cache',
    arch,
    capabilities: flags.flatMap((flag) => attributeValue(flag, 'name') ?? []),
    ...(qemu === undefined ? {} : { qemu }),
    ...(libvirt === undefined ? {} : { libvirt }),
  };
}

const isReport = isShape('what readEmulatorReport returns', { kind: isText });

/** Names that planning looks at and a report tells nothing about. */
export function untoldCapabilities(report: EmulatorReport): readonly string[] {
  checkArguments('untoldCapabilities', { report: [report, isReport] });
  if (report.kind === 'cache') return [];
  const told = new Set([...report.has, ...report.lacks]);
  return CAPABILITY_NAMES.filter((name) => !told.has(name));
}

function readDomcapabilities(root: XmlElement, arch: string): EmulatorReport {
  const devices = child(root, 'devices');
  const [has, lacks]: [string[], string[]] = [[], []];
  for (const row of DOMCAPABILITIES) {
    const device = devices === undefined ? undefined : child(devices, row.device);
    const list = elements(device ?? root).find(
      (one) => one.name === 'enum' && device !== undefined && attributeValue(one, 'name') === row.enum,
    );
    if (list === undefined) continue;
    const isThere = elements(list).some((value) => textOf(value).trim() === row.value);
    (isThere ? has : lacks).push(row.capability);
  }
  return { kind: 'domcapabilities', arch, has, lacks };
}

function childText(parent: XmlElement, name: string): string | undefined {
  const element = child(parent, name);
  return element === undefined ? undefined : textOf(element).trim();
}

/** libvirt's way to write 7.2.22 as a number: 7002022. */
function versionText(number: string | undefined): string | undefined {
  if (number === undefined || !/^\d{4,10}$/.test(number)) return undefined;
  const value = Number(number);
  return [Math.floor(value / 1_000_000), Math.floor(value / 1000) % 1000, value % 1000].join('.');
}
