import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import type { Guest, PredictedInterface } from '../guest/index.ts';

/** What configuration {@link nameConfig} writes: for whom. */
export const NAME_CONFIGS = ['netplan', 'networkd', 'cloud-init', 'udev'] as const;
export type NameConfigFormat = (typeof NAME_CONFIGS)[number];

export interface NameConfig {
  readonly text: string;
  /** Interfaces that cannot be matched by their MAC address (RP7108). */
  readonly diagnostics: readonly Diagnostic[];
}

/** An interface with the name that it is to have, and how the guest knows it. */
interface Matched {
  readonly name: string;
  readonly mac?: string;
  /** The guest's address. */
  readonly address: string;
  readonly label: string;
}

/**
 * Configuration for the guest that gives each interface its predicted name, whatever becomes of its place: matched by MAC
 * address. Where interfaces clash, each gets the name of its path, which is its own.
 */
export function nameConfig({ interfaces }: Guest, format: NameConfigFormat): NameConfig {
  const matched = interfaces.flatMap((one) => matchedAs(one));
  return {
    text: WRITERS[format](matched),
    diagnostics: interfaces
      .filter(({ mac, address }) => mac === undefined && address !== undefined)
      .map(({ device, label }) =>
        createDiagnostic('RP7108', {
          span: device.element?.startTag,
          values: {
            device: label,
            instead: format === 'netplan' || format === 'cloud-init' ? 'its name' : 'its place',
          },
        }),
      ),
  };
}

function matchedAs({ name, names, mac, address, label, clashesWith }: PredictedInterface): readonly Matched[] {
  if (name === undefined || address === undefined) return [];
  const own = clashesWith.length > 0 ? (names?.path ?? name) : name;
  return [{ name: own, address, label, ...(mac === undefined ? {} : { mac: mac.toLowerCase() }) }];
}

const WRITERS: Readonly<Record<NameConfigFormat, (list: readonly Matched[]) => string>> = {
  netplan: (list) =>
    [
      '# /etc/netplan/60-names.yaml: names only; addresses are set elsewhere',
      'network:',
      '  version: 2',
      '  ethernets:',
      ...ethernets(list, '    ', []),
    ]
      .map(line)
      .join(''),
  'cloud-init': (list) =>
    [
      '# network-config of cloud-init; replace dhcp4 by what the network wants',
      'version: 2',
      'ethernets:',
      ...ethernets(list, '  ', ['dhcp4: true']),
    ]
      .map(line)
      .join(''),
  networkd: (list) => list.map(linkFile).join('\n'),
  udev: (list) => ['# /etc/udev/rules.d/70-names.rules', ...list.map(udevRule)].map(line).join(''),
};

const line = (text: string): string => `${text}\n`;

function ethernets(list: readonly Matched[], indent: string, more: readonly string[]): readonly string[] {
  if (list.length === 0) return [`${indent}{}`];
  return list.flatMap(({ name, mac, label }) => {
    const match = mac === undefined ? [`name: ${name}`] : [`macaddress: "${mac}"`];
    const rename = mac === undefined ? [] : [`set-name: ${name}`];
    return [
      `${indent}# ${label}`,
      `${indent}${name}:`,
      `${indent}  match:`,
      ...match.map((one) => `${indent}    ${one}`),
      ...[...rename, ...more].map((one) => `${indent}  ${one}`),
    ];
  });
}

function linkFile({ name, mac, address, label }: Matched): string {
  const match = mac === undefined ? `Path=pci-${address}` : `MACAddress=${mac}`;
  return [`# /etc/systemd/network/70-${name}.link: ${label}`, '[Match]', match, '', '[Link]', `Name=${name}`]
    .map(line)
    .join('');
}

function udevRule({ name, mac, address }: Matched): string {
  const match = mac === undefined ? `KERNELS=="${address}"` : `ATTR{address}=="${mac}", ATTR{type}=="1"`;
  return `SUBSYSTEM=="net", ACTION=="add", ${match}, NAME="${name}"`;
}
