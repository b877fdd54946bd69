import { isMap, isSeq, type YAMLMap } from 'yaml';
import { failure, type Outcome, success } from '../../outcome.ts';
import { readYaml } from './read-yaml.ts';

/** The domain that KubeVirt's converter writes for a VMI, as far as PCI cares, and what its annotations ask for. */
export interface ConvertedVmi {
  readonly xml: string;
  readonly slotCount?: number;
  readonly rootComplex: boolean;
}

const VIRTIO = 'virtio-non-transitional';
const TRANSITIONAL = 'virtio-transitional';
const ANNOTATION = 'kubevirt.io/';

/** Reads a VirtualMachineInstance, or the template of a VirtualMachine, in YAML or JSON (I-KV-DOCUMENT, I-KV-ANNOTATIONS). */
export function vmiDomain(text: string): Outcome<ConvertedVmi> {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  const document = yaml.value;
  const template = document.getIn(['spec', 'template']);
  const vmi = isMap(template) ? template : document.contents;
  if (!isMap(vmi) || !isMap(vmi.getIn(['spec', 'domain']))) return failure('it has no spec.domain');
  const read = reader(vmi);
  const memory = bytesOf(
    read.text('spec', 'domain', 'memory', 'guest') ?? read.text('spec', 'domain', 'resources', 'requests', 'memory'),
  );
  if (memory === undefined) return failure('spec.domain.memory.guest is not a quantity');
  const count = read.text('metadata', 'annotations', `${ANNOTATION}pci-interface-slot-count`);
  if (count !== undefined && !/^\d{1,4}$/.test(count))
    return failure('the slot count of the annotation is not a number');
  return success({
    xml: domainText(read, memory),
    ...(count === undefined ? {} : { slotCount: Number(count) }),
    rootComplex: read.text('metadata', 'annotations', `${ANNOTATION}placePCIDevicesOnRootComplex`) === 'true',
  });
}

interface Reader {
  readonly text: (...path: readonly string[]) => string | undefined;
  readonly list: (...path: readonly string[]) => readonly Reader[];
  readonly has: (...path: readonly string[]) => boolean;
}

function reader(map: YAMLMap): Reader {
  return {
    text: (...path) => {
      const value: unknown = map.getIn(path);
      return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? `${value}`
        : undefined;
    },
    list: (...path) => {
      const value: unknown = map.getIn(path);
      return isSeq(value) ? value.items.filter(isMap).map(reader) : [];
    },
    has: (...path) => map.hasIn(path),
  };
}

const SUFFIXES: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

function bytesOf(quantity: string | undefined): number | undefined {
  const [, amount, suffix = ''] = /^(\d+(?:\.\d+)?)(k|[MGT]|[KMGT]i)?$/.exec(quantity ?? '') ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * (SUFFIXES[suffix] ?? 1));
}

function domainText(vmi: Reader, memory: number): string {
  const arch = vmi.text('spec', 'architecture') === 'arm64' ? 'aarch64' : 'x86_64';
  const machine = vmi.text('spec', 'domain', 'machine', 'type') ?? (arch === 'aarch64' ? 'virt' : 'q35');
  const transitional = vmi.text('spec', 'domain', 'devices', 'useVirtioTransitional') === 'true';
  const lines = deviceLines(vmi, { arch, virtio: transitional ? TRANSITIONAL : VIRTIO });
  return `<domain type='kvm'>
  <name>${escapeXml(vmi.text('metadata', 'name') ?? 'vmi')}</name>
  <memory unit='b'>${memory}</memory>
  <vcpu>1</vcpu>
  <os><type arch='${arch}' machine='${escapeXml(machine)}'>hvm</type></os>
  <features><acpi/></features>
  <devices>
${lines.map((line) => `    ${line}\n`).join('')}  </devices>
</domain>
`;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
};
const escapeXml = (text: string): string => text.replace(/[&<>'"]/g, (character) => escapes[character] ?? character);

/** The devices in the converter's order. */
function deviceLines(
  vmi: Reader,
  { arch, virtio }: { readonly arch: string; readonly virtio: string },
): readonly string[] {
  const at = (name: string): readonly string[] => ['spec', 'domain', 'devices', name];
  const isOff = (name: string): boolean => vmi.text(...at(name)) === 'false';
  const disks = vmi.list(...at('disks'));
  const busOf = (disk: Reader): string =>
    ['disk', 'cdrom', 'lun'].map((kind) => disk.text(kind, 'bus')).find((bus) => bus !== undefined) ?? 'sata';
  const inputs = vmi.list(...at('inputs'));
  const interfaces = vmi.list(...at('interfaces'));
  const buses = disks.map(busOf);
  const needsUsb =
    arch === 'aarch64' ||
    buses.includes('usb') ||
    vmi.has(...at('clientPassthrough')) ||
    inputs.some((one) => one.text('bus') !== 'virtio');
  const hasScsi = vmi.text(...at('disableHotplug')) !== 'true' || buses.includes('scsi');
  const hostDevices = [
    ...vmi.list(...at('hostDevices')),
    ...vmi.list(...at('gpus')),
    ...interfaces.filter((one) => one.has('sriov')),
  ];
  const network = (one: Reader): string => {
    const model = one.text('model') ?? 'virtio';
    const mac = one.text('macAddress');
    const address = mac === undefined ? '' : `<mac address='${escapeXml(mac)}'/>`;
    return `<interface type='ethernet'>${address}<model type='${escapeXml(model === 'virtio' ? virtio : model)}'/></interface>`;
  };
  return [
    ...interfaces.filter((one) => !one.has('sriov')).map(network),
    "<channel type='unix'><target name='org.qemu.guest_agent.0' type='virtio'/></channel>",
    // Which device of the host it will be is known on the node only.
    ...hostDevices.map(
      (_, n) =>
        `<hostdev mode='subsystem' type='pci' managed='no'><source><address domain='0x0000' bus='0x${(0x80 + n).toString(16)}' slot='0x00' function='0x0'/></source></hostdev>`,
    ),
    `<controller type='usb' index='0' model='${needsUsb ? 'qemu-xhci' : 'none'}'/>`,
    ...(hasScsi ? [`<controller type='scsi' index='0' model='${virtio}'/>`] : []),
    ...(isOff('autoattachSerialConsole') ? [] : [`<controller type='virtio-serial' index='0' model='${virtio}'/>`]),
    ...(isOff('autoattachGraphicsDevice')
      ? []
      : [
          `<video><model type='${arch === 'aarch64' ? 'virtio' : 'vga'}'/></video>`,
          "<graphics type='vnc' port='-1'/>",
        ]),
    `<memballoon model='${isOff('autoattachMemBalloon') ? 'none' : virtio}'/>`,
    ...diskLines(buses, virtio),
    ...inputs.map(
      (one) =>
        `<input type='tablet' bus='${one.text('bus') === 'virtio' ? 'virtio' : 'usb'}'${one.text('bus') === 'virtio' ? ` model='${virtio}'` : ''}/>`,
    ),
    ...(vmi.has(...at('watchdog')) ? ["<watchdog model='i6300esb' action='none'/>"] : []),
    ...(vmi.has(...at('rng')) ? [`<rng model='${virtio}'><backend model='random'>/dev/urandom</backend></rng>`] : []),
    ...(vmi.text(...at('autoattachVSOCK')) === 'true'
      ? ["<vsock model='virtio-non-transitional'><cid auto='yes'/></vsock>"]
      : []),
  ];
}

const PREFIXES: Readonly<Record<string, string>> = { virtio: 'vd', sata: 'sd', scsi: 'sd', usb: 'sd' };

/** Names go on within a prefix, whatever the bus: two disks cannot have one. */
function diskLines(buses: readonly string[], virtio: string): readonly string[] {
  const used = new Map<string, number>();
  return buses.map((bus, n) => {
    const prefix = PREFIXES[bus] ?? 'sd';
    const number = used.get(prefix) ?? 0;
    used.set(prefix, number + 1);
    const model = bus === 'virtio' ? ` model='${virtio}'` : '';
    return `<disk type='file' device='disk'${model}><driver name='qemu' type='raw'/><source file='/disk-${n}'/><target dev='${prefix}${letters(number)}' bus='${escapeXml(bus)}'/></disk>`;
  });
}

const letters = (n: number): string =>
  n < 26 ? String.fromCharCode(97 + n) : letters(Math.floor(n / 26) - 1) + letters(n % 26);
