/** A whole number below `limit`, from a row that the seed decides. */
export type Dice = (limit: number) => number;

export function dice(seed: number): Dice {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A VM, as far as its devices matter. Names are those in the VMI, which become aliases. */
export interface VmParts {
  readonly name: string;
  /** In GiB. */
  readonly memory: number;
  readonly nics: readonly { readonly name: string; readonly mac: string }[];
  readonly disks: readonly string[];
  /** By address on the host. */
  readonly gpus: readonly { readonly name: string; readonly host: string }[];
  /** Whatever else it has, as XML. */
  readonly others: readonly string[];
}

const VIRTIO = 'virtio-non-transitional';
const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
const mac = (roll: Dice): string => `52:54:${[roll(256), roll(256), roll(256), roll(256)].map(hex).join(':')}`;
const letter = (position: number): string => String.fromCharCode(97 + position);
const row = <Item>(count: number, make: (position: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, position) => make(position));

/** A random VM; `gpus` are taken in order of what the node has. */
export function randomVm(n: number, roll: Dice, gpus: readonly string[] = []): VmParts {
  const maybe = (text: string): readonly string[] => (roll(2) === 0 ? [text] : []);
  return {
    name: `kubevirt-${n}`,
    memory: [1, 2, 3, 8][roll(4)] ?? 1,
    nics: row(roll(7), (at) => ({ name: `net-${at}`, mac: mac(roll) })),
    disks: row(1 + roll(10), (at) => `disk-${at}`),
    gpus: gpus.map((host, at) => ({ name: `gpu-${at}`, host })),
    others: [
      `<controller type='usb' index='0' model='${['none', 'qemu-xhci'][roll(2)]}'/>`,
      ...maybe(`<controller type='scsi' index='0' model='${VIRTIO}'/>`),
      `<controller type='virtio-serial' index='0' model='${VIRTIO}'/>`,
      "<video><model type='vga' heads='1' vram='16384'/></video>",
      "<graphics type='vnc' port='-1'/>",
      `<memballoon model='${['none', VIRTIO][roll(2)]}'/>`,
      ...maybe("<input type='tablet' bus='virtio'/>"),
      ...maybe("<watchdog model='i6300esb' action='none'/>"),
      ...maybe(`<rng model='${VIRTIO}'><backend model='random'>/dev/urandom</backend></rng>`),
    ],
  };
}

/** The same VM some time later: new MAC addresses, as pod networks give them, and devices that came and went. */
export function changedVm(vm: VmParts, roll: Dice): VmParts {
  const without = <Item>(list: readonly Item[]): readonly Item[] => {
    const gone = roll(3) === 0 ? roll(Math.max(1, list.length)) : -1;
    return list.filter((_, position) => position !== gone);
  };
  const among = <Item>(list: readonly Item[], item: Item): readonly Item[] => {
    const at = roll(list.length + 1);
    return roll(2) === 0 ? list : [...list.slice(0, at), item, ...list.slice(at)];
  };
  const nics = vm.nics.map(({ name }) => ({ name, mac: mac(roll) }));
  const disks = without(vm.disks);
  return {
    ...vm,
    nics: among(without(nics), { name: 'net-new', mac: mac(roll) }),
    disks: among(disks.length === 0 ? vm.disks : disks, 'disk-new'),
  };
}

const CELLS = `<numatune><memnode cellid='0' mode='strict' nodeset='0'/><memnode cellid='1' mode='strict' nodeset='1'/></numatune>
  <cpu><numa><cell id='0' cpus='0' memory='1' unit='GiB'/><cell id='1' cpus='1' memory='1' unit='GiB'/></numa></cpu>`;

/** What KubeVirt's converter writes for a VM (I-KV-DOCUMENT); the type is `qemu`, for hosts without KVM. */
export function convertedVm({ name, memory, nics, disks, gpus, others }: VmParts): string {
  const lines = [
    ...nics.map(
      (nic) =>
        `<interface type='ethernet'><mac address='${nic.mac}'/><model type='${VIRTIO}'/><alias name='ua-${nic.name}'/></interface>`,
    ),
    "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>",
    ...gpus.map((gpu) => {
      const [domain, bus, slot, fn] = gpu.host.split(/[:.]/);
      return `<hostdev mode='subsystem' type='pci' managed='no'><source><address domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${fn}'/></source><alias name='ua-${gpu.name}'/></hostdev>`;
    }),
    ...others,
    ...disks.map(
      (disk, at) =>
        `<disk type='file' device='disk' model='${VIRTIO}'><driver name='qemu' type='raw'/><source file='/var/${name}-${disk}'/><target dev='vd${letter(at)}' bus='virtio'/><alias name='ua-${disk}'/></disk>`,
    ),
  ];
  return `<domain type='qemu'>
  <name>${name}</name>
  <memory unit='b'>${(gpus.length > 0 ? 2 : memory) * 2 ** 30}</memory>
  <vcpu>${gpus.length > 0 ? 2 : 1}</vcpu>
  ${gpus.length > 0 ? CELLS : ''}
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <devices>
${lines.map((line) => `    ${line}\n`).join('')}  </devices>
</domain>
`;
}
