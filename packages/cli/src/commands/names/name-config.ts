import type { NamedInterface } from '@rootport/core';
import { Document, isMap, isScalar, Scalar, type YAMLMap } from 'yaml';

/** For whom {@link nameConfig} writes configuration. */
export const NAME_CONFIGS = ['netplan', 'networkd', 'cloud-init', 'udev'] as const;
export type NameConfigFormat = (typeof NAME_CONFIGS)[number];

/** What a format knows an interface without MAC address by. */
export const WITHOUT_MAC = { netplan: 'name', 'cloud-init': 'name', networkd: 'place', udev: 'place' } as const;

/** Configuration that gives each interface its name, in the format's own quoting. */
export function nameConfig(interfaces: readonly NamedInterface[], format: NameConfigFormat): string {
  return WRITERS[format](interfaces);
}

const WRITERS: Readonly<Record<NameConfigFormat, (list: readonly NamedInterface[]) => string>> = {
  netplan: (list) =>
    yamlText(
      ' /etc/netplan/60-names.yaml: names only; addresses are set elsewhere',
      { network: { version: 2, ethernets: ethernets(list, {}) } },
      ['network', 'ethernets'],
      list,
    ),
  'cloud-init': (list) =>
    yamlText(
      ' network-config of cloud-init; replace dhcp4 by what the network wants',
      { version: 2, ethernets: ethernets(list, { dhcp4: true }) },
      ['ethernets'],
      list,
    ),
  networkd: (list) => list.map(linkFile).join('\n'),
  udev: (list) => ['# /etc/udev/rules.d/70-names.rules', ...list.map(udevRule)].map((line) => `${line}\n`).join(''),
};

function ethernets(list: readonly NamedInterface[], more: object): object {
  return Object.fromEntries(
    list.map(({ name, mac }) => [
      name,
      mac === undefined
        ? { match: { name }, ...more }
        : { match: { macaddress: quoted(mac) }, 'set-name': name, ...more },
    ]),
  );
}

/** Always in quotes: YAML 1.1, which cloud-init reads, takes some MAC addresses for numbers. */
function quoted(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

function yamlText(title: string, content: object, path: readonly string[], list: readonly NamedInterface[]): string {
  const document = new Document(content, { version: '1.1' });
  document.commentBefore = title;
  const map: unknown = document.getIn(path);
  if (isMap(map)) label(map, list);
  return document.toString({ directives: false, lineWidth: 0 });
}

function label({ items }: YAMLMap, list: readonly NamedInterface[]): void {
  items.forEach(({ key }, position) => {
    if (isScalar(key)) key.commentBefore = ` ${list[position]?.label ?? ''}`;
  });
}

function linkFile({ name, mac, address, label: subject }: NamedInterface): string {
  const match = mac === undefined ? `Path=pci-${address}` : `MACAddress=${mac}`;
  const title = comment(`/etc/systemd/network/70-${name}.link: ${subject}`);
  return [title, '[Match]', match, '', '[Link]', `Name=${name}`].map((line) => `${line}\n`).join('');
}

// A backslash at the end would join the next line.
const comment = (text: string): string => `# ${text.replace(/\\+$/, '')}`;

function udevRule({ name, mac, address }: NamedInterface): string {
  const match =
    mac === undefined ? udevMatch('KERNELS', address) : `${udevMatch('ATTR{address}', mac)}, ATTR{type}=="1"`;
  return `SUBSYSTEM=="net", ACTION=="add", ${match}, NAME=${udevString(name.replace(/[%$]/g, '$&$&'))}`;
}

/** A match is a pattern: what is special in it stands in brackets. */
const udevMatch = (key: string, value: string): string => `${key}==${udevString(value.replace(/[*?[|]/g, '[$&]'))}`;

/** In quotes; with an `e` before them where something has to be escaped. */
function udevString(value: string): string {
  return /["\\\p{Cc}]/u.test(value) ? `e${JSON.stringify(value)}` : `"${value}"`;
}
