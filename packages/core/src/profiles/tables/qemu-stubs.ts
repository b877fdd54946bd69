/** What a device needs besides itself to start, in a QEMU that nobody has prepared. */
export type QemuBackend = 'block' | 'net' | 'audio' | 'chardev' | 'rng' | 'memory' | 'fsdev' | 'crypto';

export interface BackendRow {
  /** The driver, without the suffix of a virtio model. */
  readonly driver: string;
  readonly backend: QemuBackend;
  /** The property that names the backend. */
  readonly property: string;
}

/** Drivers that want a backend; network cards are those of class interface. */
export const QEMU_BACKENDS: readonly BackendRow[] = [
  { driver: 'virtio-blk-pci', backend: 'block', property: 'drive' },
  { driver: 'virtio-rng-pci', backend: 'rng', property: 'rng' },
  { driver: 'virtio-9p-pci', backend: 'fsdev', property: 'fsdev' },
  { driver: 'pci-serial', backend: 'chardev', property: 'chardev' },
  { driver: 'AC97', backend: 'audio', property: 'audiodev' },
  { driver: 'ES1370', backend: 'audio', property: 'audiodev' },
  { driver: 'virtio-sound-pci', backend: 'audio', property: 'audiodev' },
  { driver: 'ivshmem-plain', backend: 'memory', property: 'memdev' },
  { driver: 'virtio-pmem-pci', backend: 'memory', property: 'memdev' },
  { driver: 'virtio-mem-pci', backend: 'memory', property: 'memdev' },
  { driver: 'acpi-erst', backend: 'memory', property: 'memdev' },
  { driver: 'virtio-crypto-pci', backend: 'crypto', property: 'cryptodev' },
];

/** A stand-in for a device that needs more of the host than a QEMU alone has. */
export interface StandInRow {
  readonly driver: string;
  /** Keeps the suffix of a virtio model if `keepsModel`. */
  readonly by: string;
  readonly keepsModel: boolean;
  readonly why: string;
}

const SERVER = 'it needs a vhost-user server';
const OPENGL = 'it needs a display with OpenGL';
const KERNEL = "it needs the host's kernel";
const DEVICE = "it needs the host's device";

/** Devices that a plain QEMU cannot have, and what takes their place. */
export const QEMU_STAND_INS: readonly StandInRow[] = [
  { driver: 'vfio-pci', by: 'virtio-rng-pci', keepsModel: false, why: DEVICE },
  { driver: 'vfio-pci-nohotplug', by: 'virtio-rng-pci', keepsModel: false, why: DEVICE },
  { driver: 'pci-assign', by: 'virtio-rng-pci', keepsModel: false, why: DEVICE },
  { driver: 'vhost-user-blk-pci', by: 'virtio-blk-pci', keepsModel: true, why: SERVER },
  { driver: 'vhost-user-fs-pci', by: 'virtio-rng-pci', keepsModel: true, why: SERVER },
  { driver: 'vhost-user-vga', by: 'virtio-vga', keepsModel: false, why: SERVER },
  { driver: 'vhost-user-gpu-pci', by: 'virtio-gpu-pci', keepsModel: false, why: SERVER },
  { driver: 'virtio-vga-gl', by: 'virtio-vga', keepsModel: false, why: OPENGL },
  { driver: 'virtio-gpu-gl-pci', by: 'virtio-gpu-pci', keepsModel: false, why: OPENGL },
  { driver: 'vhost-scsi-pci', by: 'virtio-scsi-pci', keepsModel: true, why: KERNEL },
  { driver: 'vhost-vsock-pci', by: 'virtio-rng-pci', keepsModel: true, why: KERNEL },
  { driver: 'virtio-input-host-pci', by: 'virtio-keyboard-pci', keepsModel: false, why: DEVICE },
  { driver: 'ivshmem-doorbell', by: 'ivshmem-plain', keepsModel: false, why: 'it needs an ivshmem server' },
  { driver: 'dc-390', by: 'dc390', keepsModel: false, why: "libvirt's name for it is not QEMU's" },
  { driver: 'ivshmem', by: 'ivshmem-plain', keepsModel: false, why: 'QEMU has it no more' },
];
