// The domains that are timed, here and by the oracle's own benchmark; each is a pure function of its numbers.

function byte(n: number): string {
  return (n & 255).toString(16).padStart(2, '0');
}

export function card(n: number, model = 'virtio'): string {
  const mac = `52:54:00:${byte(n >> 16)}:${byte(n >> 8)}:${byte(n)}`;
  return `<interface type='user'><mac address='${mac}'/><model type='${model}'/></interface>`;
}

/** a … z, aa, ab …: the names that disks are given. */
export function letters(n: number): string {
  const last = String.fromCharCode(97 + (n % 26));
  return n < 26 ? last : letters(Math.floor(n / 26) - 1) + last;
}

function disk(n: number): string {
  return `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/images/d${n}.img'/><target dev='vd${letters(n)}' bus='virtio'/></disk>`;
}

export function times(n: number, make: (i: number) => string): readonly string[] {
  return Array.from({ length: n }, (_, i) => make(i));
}

function domain(machine: string, devices: readonly string[]): string {
  return `<domain type='qemu'>
  <name>bench</name>
  <uuid>0b5ad0c5-0000-4000-a000-00000000beef</uuid>
  <memory unit='KiB'>1048576</memory>
  <vcpu>2</vcpu>
  <os><type arch='x86_64' machine='${machine}'>hvm</type></os>
  <features><acpi/><apic/></features>
  <devices>
${devices.map((device) => `    ${device}`).join('\n')}
  </devices>
</domain>
`;
}

/** `n` endpoints, alternately network cards and disks, with so many pci-bridges declared beforehand. */
function spread(machine: string, n: number, bridges = 0): string {
  return domain(machine, [
    "<controller type='usb' index='0' model='none'/>",
    ...times(bridges, (i) => `<controller type='pci' index='${i + 1}' model='pci-bridge'/>`),
    ...times(n, (i) => (i % 2 === 1 ? disk(i >> 1) : card(i >> 1))),
    "<memballoon model='none'/>",
  ]);
}

/** Enough declared bridges that none has to be added; left to itself libvirt stops at 929 endpoints on i440fx. */
function bridgesFor(n: number): number {
  return n <= 28 ? 0 : Math.min(255, Math.ceil(n / 30) + 1);
}

function smallDomain(): string {
  return domain('q35', [
    card(0),
    disk(0),
    "<controller type='scsi' index='0' model='virtio-scsi'/>",
    "<video><model type='vga'/></video>",
    "<memballoon model='virtio'/>",
  ]);
}

function mixedDomain(): string {
  return domain('q35', [
    ...times(8, (i) => card(i)),
    ...times(8, disk),
    card(100, 'e1000e'),
    card(101, 'rtl8139'),
    "<controller type='scsi' index='0' model='virtio-scsi'/>",
    "<controller type='virtio-serial' index='0'/>",
    "<controller type='usb' index='0' model='qemu-xhci'/>",
    "<sound model='ich9'/>",
    "<video><model type='virtio'/></video>",
    "<watchdog model='i6300esb'/>",
    "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
    "<input type='tablet' bus='virtio'/>",
    "<shmem name='s'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>",
    "<memballoon model='virtio'/>",
  ]);
}

/** A document to time. */
export interface BenchCase {
  readonly name: string;
  /** How many devices were asked for. */
  readonly devices: number;
  readonly xml: string;
}

/** The four standing cases. */
export function standingCases(): readonly BenchCase[] {
  return [
    { name: 'q35-5', devices: 5, xml: smallDomain() },
    { name: 'q35-28', devices: 28, xml: mixedDomain() },
    { name: 'pc-200', devices: 200, xml: spread('pc', 200) },
    { name: 'pc-7000', devices: 7000, xml: spread('pc', 7000, bridgesFor(7000)) },
  ];
}

/** The growth series: i440fx with declared bridges, and q35 up to the most that it can hold. */
export function growthCases(): readonly BenchCase[] {
  const bridged = [10, 30, 100, 300, 1000, 2000, 3000, 5000, 7000].map((devices) => {
    return { name: `grow-bridged-${devices}`, devices, xml: spread('pc', devices, bridgesFor(devices)) };
  });
  const q35 = [5, 10, 30, 60, 100, 150, 200, 239].map((devices) => {
    return { name: `grow-q35-${devices}`, devices, xml: spread('q35', devices) };
  });
  return [...bridged, ...q35];
}
