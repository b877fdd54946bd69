import { areOptions, checkArguments, isText } from '../../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { PROXMOX_BRIDGES, PROXMOX_PORTS, PROXMOX_SLOTS, type ProxmoxSlot } from '../../profiles/index.ts';
import { isOn, type ProxmoxSetting, partsOf, readProxmoxConfig } from './read-config.ts';

/** A guest of Proxmox VE as a libvirt domain with the same PCI addresses, or why it cannot be one. */
export type ProxmoxConversion =
  | {
      readonly ok: true;
      readonly xml: string;
      /** `net0` and the MAC address it has in the domain, in the order of their numbers. */
      readonly interfaces: readonly { readonly key: string; readonly mac: string }[];
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** What the configuration leaves open. */
export interface ProxmoxOptions {
  /** The domain's name where the configuration has none. */
  readonly name?: string;
}

/** Settings of no device with a PCI address, which a domain for planning can do without. */
const WITHOUT_PCI =
  /^(acpi|affinity|autostart|balloon|bios|boot|bootdisk|cdrom|cicustom|cipassword|citype|ciupgrade|ciuser|cores|cpu|cpulimit|cpuunits|description|digest|efidisk|freeze|hookscript|hotplug|hugepages|ipconfig|keephugepages|keyboard|kvm|localtime|lock|machine|memory|meta|migrate_downtime|migrate_speed|name|nameserver|numa|onboot|ostype|parallel|parent|protection|reboot|scsihw|searchdomain|serial|shares|smbios|sockets|spice_enhancements|sshkeys|startdate|startup|tablet|tags|tdf|template|tpmstate|unused|vcpus|vmgenid|vmstate|vmstatestorage)$/;

/** How many there may be of each kind, and libvirt's words for models. */
const COUNTS: Readonly<Record<string, number>> = {
  net: 32,
  hostpci: 16,
  virtio: 16,
  scsi: 31,
  sata: 6,
  ide: 4,
  usb: 14,
};
const SCSI_MODELS: Readonly<Record<string, string>> = {
  lsi: 'lsilogic',
  lsi53c810: 'lsilogic',
  megasas: 'lsisas1078',
  pvscsi: 'vmpvscsi',
  'virtio-scsi-pci': 'virtio-scsi',
  'virtio-scsi-single': 'virtio-scsi',
};
const VIDEO_MODELS: Readonly<Record<string, string>> = {
  std: 'vga',
  cirrus: 'cirrus',
  vmware: 'vmvga',
  qxl: 'qxl',
  virtio: 'virtio',
  'virtio-gl': 'virtio',
};
const NIC_MODELS =
  /^(virtio|e1000e?|e1000-82540em|e1000-82544gc|e1000-82545em|i82551|i82557b|i82559er|ne2k_isa|ne2k_pci|pcnet|rtl8139|vmxnet3)$/;

/**
 * The domain of a configuration of /etc/pve/qemu-server (I-PVE): controllers, addresses and what decides about names of
 * interfaces. Files, storage and processors are only as real as planning needs them.
 */
export function convertProxmox(text: string, options: ProxmoxOptions = {}): ProxmoxConversion {
  checkArguments('convertProxmox', {
    text: [text, isText],
    options: [options, areOptions<ProxmoxOptions>({ name: isText })],
  });
  const { settings, diagnostics } = readProxmoxConfig(text);
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const writer = new Guest(settings, options.name ?? 'proxmox');
  const xml = writer.write();
  const told = writer.diagnostics;
  if (told.some(({ severity }) => severity === 'error')) return { ok: false, diagnostics: told };
  return { ok: true, xml, interfaces: writer.interfaces, diagnostics: told };
}

/** One conversion: what is read, and the devices written so far. */
class Guest {
  readonly diagnostics: Diagnostic[] = [];
  readonly interfaces: { readonly key: string; readonly mac: string }[] = [];
  readonly #settings: readonly ProxmoxSetting[];
  readonly #fallback: string;
  readonly #machine: string;
  readonly #isQ35: boolean;
  readonly #scsihw: string;
  /** The numbers of the ports beyond the four that are always there. */
  readonly #ports: readonly number[];
  readonly #lines: string[] = [];
  /** The bridges beyond those that are always there, by the bus that they make. */
  readonly #needed = new Set<number>();

  constructor(settings: readonly ProxmoxSetting[], fallback: string) {
    this.#settings = settings;
    this.#fallback = fallback;
    const machine = partsOf(this.#value('machine') ?? 'pc', 'type').get('type') ?? 'pc';
    this.#machine = machine.replace(/\+pve\d+$/, '');
    this.#isQ35 = /q35/.test(machine);
    this.#scsihw = this.#value('scsihw') ?? 'lsi';
    this.#ports = settings
      .filter(({ kind, value }) => kind === 'hostpci' && this.#isQ35 && isOn(partsOf(value, 'host').get('pcie')))
      .flatMap(({ number = 0 }) => (number < 4 ? [] : [number]))
      .sort((a, b) => a - b);
    if (!/^(pc|q35|pc-(i440fx|q35)-\d+\.\d+)$/.test(this.#machine))
      this.#refuse('machine', `'${machine}' is not an i440fx or q35 machine`);
    if (!['x86_64', undefined].includes(this.#value('arch'))) this.#refuse('arch', 'only x86_64 has the known places');
    if (SCSI_MODELS[this.#scsihw] === undefined) this.#refuse('scsihw', `'${this.#scsihw}' is not a known controller`);
  }

  write(): string {
    for (const { kind, number, key } of this.#settings) {
      const count = COUNTS[kind];
      if (count !== undefined && number === undefined) this.#refuse(key, 'it has no number');
      else if (count !== undefined && number !== undefined && number >= count)
        this.#refuse(key, `numbers end at ${count - 1}`);
      else if (count === undefined && !WITHOUT_PCI.test(kind) && !(kind in DEVICES) && !['arch', 'vga'].includes(kind))
        this.#tell('RP5562', key, { setting: key });
    }
    if (this.diagnostics.some(({ severity }) => severity === 'error')) return '';
    for (const [kind, add] of Object.entries(DEVICES)) {
      for (const setting of this.#settings
        .filter((one) => one.kind === kind)
        .sort((a, b) => (a.number ?? 0) - (b.number ?? 0))) {
        add.call(this, setting);
      }
    }
    this.#addUsual();
    return this.#document();
  }

  scsi({ number = 0, value }: ProxmoxSetting): void {
    const single = this.#scsihw === 'virtio-scsi-single';
    const isLsi = this.#scsihw.startsWith('lsi');
    const controller = single ? number : isLsi ? Math.floor(number / 7) : 0;
    const unit = single ? 0 : isLsi ? number % 7 : number;
    const at = single ? this.#at('virtioscsi', number) : this.#at('scsihw', controller);
    this.#once(`<controller type='scsi' index='${controller}' model='${SCSI_MODELS[this.#scsihw]}'>${at}</controller>`);
    this.#disk(
      value,
      'sd',
      number,
      'scsi',
      `<address type='drive' controller='${controller}' bus='0' target='0' unit='${unit}'/>`,
    );
  }

  sata({ number = 0, value }: ProxmoxSetting): void {
    // q35 has a controller of its own at 00:1f.2, which libvirt counts first.
    const index = this.#isQ35 ? 1 : 0;
    this.#once(`<controller type='sata' index='${index}'>${this.#at('ahci', 0)}</controller>`);
    this.#disk(
      value,
      'sd',
      40 + number,
      'sata',
      `<address type='drive' controller='${index}' bus='0' target='0' unit='${number}'/>`,
    );
  }

  ide({ number = 0, value }: ProxmoxSetting): void {
    if (this.#isQ35)
      this.#disk(
        value,
        'sd',
        50 + number,
        'sata',
        `<address type='drive' controller='0' bus='0' target='0' unit='${number}'/>`,
      );
    else
      this.#disk(
        value,
        'hd',
        number,
        'ide',
        `<address type='drive' controller='0' bus='${number >> 1}' target='0' unit='${number & 1}'/>`,
      );
  }

  virtio({ number = 0, value }: ProxmoxSetting): void {
    this.#disk(value, 'vd', number, 'virtio', this.#at('virtio', number));
  }

  net({ number = 0, key, value }: ProxmoxSetting): void {
    const parts = partsOf(value, 'model');
    const [model = 'virtio', given] = [...parts].find(([name]) => NIC_MODELS.test(name)) ?? [
      parts.get('model'),
      parts.get('macaddr'),
    ];
    const mac = given ?? `bc:24:11:00:00:${number.toString(16).padStart(2, '0')}`;
    if (!NIC_MODELS.test(model)) this.#refuse(key, `'${model}' is not a model of a network card`);
    else if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(mac)) this.#refuse(key, `'${mac}' is not a MAC address`);
    else {
      this.interfaces.push({ key, mac: mac.toLowerCase() });
      const bridge = parts.get('bridge');
      const source = bridge === undefined ? '' : `<source bridge='${escapeXml(bridge)}'/>`;
      this.#add(
        `<interface type='${bridge === undefined ? 'user' : 'bridge'}'><mac address='${mac.toLowerCase()}'/>${source}<model type='${model}'/>${this.#at('net', number)}</interface>`,
      );
    }
  }

  hostpci({ number = 0, key, value }: ProxmoxSetting): void {
    const parts = partsOf(value, 'host');
    const hosts = (parts.get('host') ?? '').split(';').filter((host) => host !== '');
    const isExpress = this.#isQ35 && isOn(parts.get('pcie'));
    if (isExpress && number >= 4) this.#tell('RP6560', key, { device: key });
    if (hosts.length === 0) {
      this.#tell('RP5563', key, { device: key });
      hosts.push(`0000:ff:${number.toString(16).padStart(2, '0')}.0`);
    }
    const addresses = hosts.map((host) =>
      /^(?:([0-9a-f]{4}):)?([0-9a-f]{2}):([01][0-9a-f])(?:\.([0-7]))?$/i.exec(host),
    );
    if (addresses.length > 8 || addresses.includes(null)) {
      this.#refuse(key, `'${parts.get('host')}' is not the address of a host device such as 0000:01:00.0`);
      return;
    }
    // Without a function, Proxmox passes all that the host has; the places of the others follow from the first.
    if (addresses.some((one) => one?.[4] === undefined)) this.#tell('RP5563', key, { device: key });
    addresses.forEach((one, place) => {
      const [, domain = '0', bus, slot, fn = '0'] = one ?? [];
      const source = `<source><address domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${fn}'/></source>`;
      const shared = { function: place, multifunction: addresses.length > 1 && place === 0 };
      const at = isExpress ? this.#atPort(number, shared) : this.#at('hostpci', number, shared);
      this.#add(`<hostdev mode='subsystem' type='pci' managed='yes'>${source}${at}</hostdev>`);
    });
  }

  usb({ value }: ProxmoxSetting): void {
    if (isOn(partsOf(value, 'host').get('usb3')))
      this.#once(`<controller type='usb' index='9' model='qemu-xhci'>${this.#at('xhci', 0)}</controller>`);
    else if (!this.#isQ35) this.#usb2(8, { bus: 0, slot: this.#row('ehci', 0).slot });
  }

  agent({ value }: ProxmoxSetting): void {
    const parts = partsOf(value, 'enabled');
    if (!isOn(parts.get('enabled')) || parts.get('type') === 'isa') return;
    this.#add(`<controller type='virtio-serial' index='0'>${this.#at('agent', 0)}</controller>`);
    this.#add(
      `<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/><address type='virtio-serial' controller='0' bus='0' port='1'/></channel>`,
    );
  }

  rng(): void {
    this.#add(`<rng model='virtio'><backend model='random'>/dev/urandom</backend>${this.#at('rng', 0)}</rng>`);
  }

  audio({ value }: ProxmoxSetting): void {
    const device = partsOf(value, 'device').get('device') ?? 'ich9-intel-hda';
    const model = device === 'AC97' ? 'ac97' : device === 'intel-hda' ? 'ich6' : 'ich9';
    this.#add(`<sound model='${model}'>${this.#at('audio', 0)}</sound>`);
  }

  watchdog({ value }: ProxmoxSetting): void {
    if ((partsOf(value, 'model').get('model') ?? 'i6300esb') === 'i6300esb')
      this.#add(`<watchdog model='i6300esb'>${this.#at('watchdog', 0)}</watchdog>`);
  }

  ivshmem({ value }: ProxmoxSetting): void {
    const size = Number(partsOf(value, 'size').get('size') ?? '4');
    if (!Number.isInteger(size) || size < 1 || size > 2 ** 20) {
      this.#refuse('ivshmem', 'the size is not a number of MiB');
      return;
    }
    const at = this.#isQ35 ? address(0, 20, 0) : this.#at('ivshmem', 0);
    this.#add(`<shmem name='ivshmem'><model type='ivshmem-plain'/><size unit='M'>${size}</size>${at}</shmem>`);
  }

  /** What every guest has, unless it is switched off. */
  #addUsual(): void {
    const vga = partsOf(this.#value('vga') ?? 'std', 'type').get('type') ?? 'std';
    const [, kind = vga, count] = /^(qxl)([2-4])$/.exec(vga) ?? [];
    const isGpu = this.#settings.some((one) => one.kind === 'hostpci' && isOn(partsOf(one.value, 'host').get('x-vga')));
    if (isGpu || vga === 'none' || vga.startsWith('serial')) this.#add(`<video><model type='none'/></video>`);
    else if (VIDEO_MODELS[kind] === undefined) this.#refuse('vga', `'${vga}' is not a known display`);
    else {
      const at = this.#isQ35 ? address(0, 1, 0) : this.#at('vga', 0);
      this.#add(`<video><model type='${VIDEO_MODELS[kind]}'/>${at}</video>`);
      for (let number = 1; number < Number(count ?? 1); number += 1)
        this.#add(`<video><model type='qxl'/>${this.#at('vga', number)}</video>`);
      if (kind === 'qxl') this.#add(`<controller type='virtio-serial' index='1'>${this.#at('spice', 0)}</controller>`);
    }
    const hasBalloon = Number(this.#value('balloon') ?? 1) !== 0;
    this.#add(
      hasBalloon ? `<memballoon model='virtio'>${this.#at('balloon', 0)}</memballoon>` : `<memballoon model='none'/>`,
    );
    if (this.#isQ35) {
      this.#usb2(0, { bus: 0, slot: 0x1d });
      this.#usb2(1, { bus: 0, slot: 0x1a });
      this.#add(`<sound model='ich9'>${address(0, 0x1b, 0)}</sound>`);
    } else this.#add(`<controller type='usb' index='0' model='piix3-uhci'>${address(0, 1, 2)}</controller>`);
    if ((this.#value('tablet') ?? '1') !== '0') this.#add(`<input type='tablet' bus='usb'/>`);
  }

  #usb2(index: number, { bus, slot }: ProxmoxSlot): void {
    this.#once(`<controller type='usb' index='${index}' model='ich9-ehci1'>${address(bus, slot, 7)}</controller>`);
    for (const number of [0, 1, 2]) {
      const at = address(bus, slot, number, number === 0);
      this.#once(
        `<controller type='usb' index='${index}' model='ich9-uhci${number + 1}'><master startport='${2 * number}'/>${at}</controller>`,
      );
    }
  }

  #disk(value: string, prefix: string, number: number, bus: string, at: string): void {
    const parts = partsOf(value, 'file');
    const isCdrom = parts.get('media') === 'cdrom';
    const source = isCdrom ? '' : `<source file='/${escapeXml(parts.get('file') ?? 'none')}'/>`;
    const device = isCdrom && bus !== 'virtio' ? 'cdrom' : 'disk';
    this.#add(
      `<disk type='file' device='${device}'>${source}<target dev='${prefix}${letters(number)}' bus='${bus}'/>${at}</disk>`,
    );
  }

  #document(): string {
    const [, shown = this.#fallback] = /^([\w.-]+)$/.exec(this.#value('name') ?? '') ?? [];
    const memory = this.#number('memory', partsOf(this.#value('memory') ?? '512', 'current').get('current'));
    const vcpus =
      this.#number('cores', this.#value('cores') ?? '1') * this.#number('sockets', this.#value('sockets') ?? '1');
    const hasAcpi = (this.#value('acpi') ?? '1') !== '0';
    const pinned = this.#keepsBridgeHotplugOff();
    return `${[
      `<domain type='kvm'${pinned ? " xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'" : ''}>`,
      `  <name>${escapeXml(shown)}</name>`,
      `  <memory unit='MiB'>${memory}</memory>`,
      `  <vcpu>${vcpus}</vcpu>`,
      `  <os${this.#value('bios') === 'ovmf' ? " firmware='efi'" : ''}>`,
      `    <type arch='x86_64' machine='${this.#machine}'>hvm</type>`,
      '  </os>',
      `  <features>${hasAcpi ? '<acpi/>' : ''}<apic/></features>`,
      '  <devices>',
      ...[...this.#buses(), ...this.#lines].map((line) => `    ${line}`),
      '  </devices>',
      ...(pinned
        ? [
            '  <qemu:commandline>',
            `    <qemu:arg value='-global'/>`,
            `    <qemu:arg value='ICH9-LPC.acpi-pci-hotplug-with-bridge-support=off'/>`,
            '  </qemu:commandline>',
          ]
        : []),
      '</domain>',
    ].join('\n')}\n`;
  }

  /** Old Linux guests on q35 keep the names of their interfaces so. */
  #keepsBridgeHotplugOff(): boolean {
    const created = /creation-qemu=(\d+)\.(\d+)/.exec(this.#value('meta') ?? '');
    const isOld = created === null || Number(created[1]) * 1000 + Number(created[2]) < 6001;
    return this.#machine === 'q35' && this.#value('ostype') === 'l26' && isOld;
  }

  #buses(): readonly string[] {
    const bridge = (bus: number) => {
      const { bus: parent, slot } = PROXMOX_BRIDGES[bus] ?? { bus: 0, slot: 0 };
      return pci(
        this.#index(bus),
        'pci-bridge',
        `<target chassisNr='${bus + (this.#isQ35 ? 1 : 0)}'/>${address(this.#index(parent), slot, 0)}`,
      );
    };
    if (!this.#isQ35) {
      const third = this.#scsihw === 'virtio-scsi-single' || this.#needed.has(3) ? [bridge(3)] : [];
      return [pci(0, 'pci-root', ''), bridge(1), bridge(2), ...third, ...(this.#needed.has(4) ? [bridge(4)] : [])];
    }
    const port = (number: number, index: number) => {
      const place = PROXMOX_PORTS[number] ?? { slot: 0, function: 0 };
      const target = `<target chassis='${number + 1}' port='${number + 1}'/>`;
      return pci(index, 'pcie-root-port', `${target}${address(0, place.slot, place.function, place.function === 0)}`);
    };
    const behind = (number: number) =>
      pci(6 + number, 'pci-bridge', `<target chassisNr='${number + 1}'/>${address(5, number + 1, 0)}`);
    const more = this.#ports.map((number) => port(number, this.#portIndex(number)));
    return [
      pci(0, 'pcie-root', ''),
      ...[0, 1, 2, 3].map((number) => port(number, number + 1)),
      pci(5, 'dmi-to-pci-bridge', address(0, 0x1e, 0)),
      ...[0, 1, 2, 3].map(behind),
      ...(this.#needed.has(4) ? [bridge(4)] : []),
      ...more,
    ];
  }

  /** libvirt's index of the controller that makes a bus of Proxmox. Indexes have no gaps: libvirt would fill them. */
  #index(bus: number): number {
    // Only controllers that never go with the bridge 3 are behind the bridge 4.
    if (bus === 4) return this.#isQ35 ? 10 + this.#ports.length : 3;
    return this.#isQ35 ? 6 + bus : bus;
  }

  #portIndex(number: number): number {
    return number < 4 ? number + 1 : 10 + this.#ports.indexOf(number);
  }

  #at(device: string, number: number, shared = { function: 0, multifunction: false }): string {
    const { bus, slot } = this.#row(device, number);
    if (bus > 2) this.#needed.add(bus);
    return address(this.#index(bus), slot, shared.function, shared.multifunction);
  }

  #atPort(number: number, shared: { readonly function: number; readonly multifunction: boolean }): string {
    return address(this.#portIndex(number), 0, shared.function, shared.multifunction);
  }

  #row(device: string, number: number): ProxmoxSlot {
    const found = PROXMOX_SLOTS.find(
      (row) => row.device === device && number >= row.first && number < row.first + row.count,
    );
    if (found === undefined) throw new Error(`no place for ${device}${number}`);
    return { bus: found.bus, slot: found.slot + number - found.first };
  }

  #value(key: string): string | undefined {
    return this.#settings.find((one) => one.key === key)?.value;
  }

  #number(key: string, text: string | undefined): number {
    if (/^[1-9]\d{0,8}$/.test(text ?? '')) return Number(text);
    this.#refuse(key, `'${text}' is not a number`);
    return 1;
  }

  #add(line: string): void {
    this.#lines.push(line);
  }

  #once(line: string): void {
    if (!this.#lines.includes(line)) this.#lines.push(line);
  }

  #refuse(key: string, problem: string): void {
    this.#tell('RP5561', key, { setting: key, problem });
  }

  #tell(code: 'RP5561' | 'RP5562' | 'RP5563' | 'RP6560', key: string, values: Readonly<Record<string, string>>): void {
    const span = this.#settings.find((one) => one.key === key)?.span;
    this.diagnostics.push(createDiagnostic(code, { span, values }));
  }
}

/** The devices of each kind of setting; controllers of disks before those that come with cards. */
const DEVICES: Readonly<Record<string, (this: Guest, setting: ProxmoxSetting) => void>> = {
  scsi: Guest.prototype.scsi,
  sata: Guest.prototype.sata,
  ide: Guest.prototype.ide,
  virtio: Guest.prototype.virtio,
  net: Guest.prototype.net,
  hostpci: Guest.prototype.hostpci,
  usb: Guest.prototype.usb,
  agent: Guest.prototype.agent,
  rng: Guest.prototype.rng,
  audio: Guest.prototype.audio,
  watchdog: Guest.prototype.watchdog,
  ivshmem: Guest.prototype.ivshmem,
};

const pci = (index: number, model: string, content: string): string =>
  content === ''
    ? `<controller type='pci' index='${index}' model='${model}'/>`
    : `<controller type='pci' index='${index}' model='${model}'>${content}</controller>`;

function address(bus: number, slot: number, fn: number, multifunction = false): string {
  const hex = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;
  return `<address type='pci' domain='0x0000' bus='${hex(bus)}' slot='${hex(slot)}' function='0x${fn}'${multifunction ? " multifunction='on'" : ''}/>`;
}

/** 0 is a, 25 z, 26 aa. */
function letters(number: number): string {
  const last = String.fromCharCode(97 + (number % 26));
  return number < 26 ? last : `${letters(Math.floor(number / 26) - 1)}${last}`;
}

/** Text for an element or an attribute; what XML cannot hold is a question mark. */
function escapeXml(text: string): string {
  return text.replace(/[^\t\x20-\uD7FF\uE000-\uFFFD]/g, '?').replace(/[&<>'"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
