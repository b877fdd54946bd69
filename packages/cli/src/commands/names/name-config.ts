import type { NamedInterface } from '@rootport/core';
import { Document, isMap, isScalar, isSeq, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';

/** For whom {@link nameConfig} writes configuration. */
export const NAME_CONFIGS = [
  'netplan',
  'networkd',
  'networkmanager',
  'cloud-init',
  'cloud-init-v1',
  'ignition',
  'udev',
] as const;
export type NameConfigFormat = (typeof NAME_CONFIGS)[number];

/** What a format knows an interface without MAC address by. */
export const WITHOUT_MAC: Readonly<Record<NameConfigFormat, 'name' | 'place'>> = {
  netplan: 'name',
  networkd: 'place',
  networkmanager: 'name',
  'cloud-init': 'name',
  'cloud-init-v1': 'name',
  ignition: 'place',
  udev: 'place',
};

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
  'cloud-init-v1': (list) =>
    yamlText(
      ' network-config of cloud-init, version 1; replace dhcp by what the network wants',
      { version: 1, config: list.map(physical) },
      ['config'],
      list,
    ),
  networkd: (list) =>
    list.map((one) => [comment(`${linkPath(one)}: ${one.label}`), linkFile(one)].join('\n')).join('\n'),
  networkmanager: (list) => list.map(keyfile).join('\n'),
  ignition: (list) => `${JSON.stringify(ignition(list), null, 2)}\n`,
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
  if (isSeq(map)) labelItems(map, list);
  return document.toString({ directives: false, lineWidth: 0 });
}

function label({ items }: YAMLMap, list: readonly NamedInterface[]): void {
  items.forEach(({ key }, position) => {
    if (isScalar(key)) key.commentBefore = ` ${list[position]?.label ?? ''}`;
  });
}

function physical({ name, mac }: NamedInterface): object {
  const own = mac === undefined ? {} : { mac_address: quoted(mac) };
  return { type: 'physical', name, ...own, subnets: [{ type: 'dhcp' }] };
}

const linkPath = ({ name }: NamedInterface): string => `/etc/systemd/network/70-${name}.link`;

function linkFile({ name, mac, address }: NamedInterface): string {
  const match = mac !== undefined ? `MACAddress=${mac}` : `Path=${address.startsWith('0.') ? 'ccw' : 'pci'}-${address}`;
  return ['[Match]', match, '', '[Link]', `Name=${name}`].map((line) => `${line}\n`).join('');
}

// NetworkManager gives no names: a profile that knows its interface by MAC address holds under any.
function keyfile({ name, mac, label: subject }: NamedInterface): string {
  const title = comment(`/etc/NetworkManager/system-connections/${name}.nmconnection: ${subject}`);
  const match =
    mac === undefined ? [`interface-name=${name}`, '', '[ethernet]'] : ['', '[ethernet]', `mac-address=${mac}`];
  const methods = ['ipv4', 'ipv6'].flatMap((version) => ['', `[${version}]`, 'method=auto']);
  return [title, '[connection]', `id=${name}`, 'type=ethernet', ...match, ...methods]
    .map((line) => `${line}\n`)
    .join('');
}

/** The .link files of systemd, as Ignition (Fedora CoreOS, Flatcar) writes them at the first boot. */
function ignition(list: readonly NamedInterface[]): object {
  const files = list.map((one) => ({
    path: linkPath(one),
    mode: 0o644,
    contents: { source: `data:,${encodeURIComponent(linkFile(one))}` },
  }));
  return { ignition: { version: '3.4.0' }, storage: { files } };
}

function labelItems({ items }: YAMLSeq, list: readonly NamedInterface[]): void {
  items.forEach((item, position) => {
    if (isMap(item)) item.commentBefore = ` ${list[position]?.label ?? ''}`;
  });
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
