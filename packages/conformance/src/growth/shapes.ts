// Documents that grow: each is one sort of device, or of fault, written n times.

import { card, letters, times } from '../bench-cases.ts';
import type { Subject } from './calls.ts';
import { hostText } from './hosts.ts';

export interface Shape {
  readonly name: string;
  readonly of: Subject;
  readonly xml: (n: number) => string;
}

interface Machine {
  readonly arch: string;
  readonly machine: string;
}

const PC: Machine = { arch: 'x86_64', machine: 'pc' };
const Q35: Machine = { arch: 'x86_64', machine: 'q35' };
const VIRT: Machine = { arch: 'aarch64', machine: 'virt' };
const PSERIES: Machine = { arch: 'ppc64', machine: 'pseries' };
const S390: Machine = { arch: 's390x', machine: 's390-ccw-virtio' };

function domain({ arch, machine }: Machine, devices: readonly string[]): string {
  return `<domain type='qemu'>
  <name>growth</name>
  <memory unit='KiB'>1048576</memory>
  <vcpu>2</vcpu>
  <os><type arch='${arch}' machine='${machine}'>hvm</type></os>
  <features><acpi/></features>
  <devices>
${devices.map((device) => `    ${device}`).join('\n')}
  </devices>
</domain>
`;
}

function shape(name: string, machine: Machine, devices: (n: number) => readonly string[]): Shape {
  return { name, of: 'guest', xml: (n) => domain(machine, devices(n)) };
}

const hex = (n: number): string => `0x${n.toString(16)}`;

const pciAddress = (bus: number, slot: number, fn = 0, more = ''): string =>
  `<address type='pci' domain='0' bus='${bus}' slot='${slot}' function='${fn}'${more}/>`;

const bridges = (n: number): readonly string[] =>
  times(Math.min(n, 255), (i) => `<controller type='pci' index='${i + 1}' model='pci-bridge'/>`);

const disk = (n: number, bus: string, prefix: string, inner = ''): string =>
  `<disk type='file' device='disk'><source file='/images/d${n}.img'/><target dev='${prefix}${letters(n)}' bus='${bus}'/>${inner}</disk>`;

const scsiHostdev = (n: number, inner = ''): string =>
  `<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host${n}'/><address bus='0' target='0' unit='0'/></source>${inner}</hostdev>`;

const driveAddress = (controller: number, unit: number): string =>
  `<address type='drive' controller='${controller}' bus='0' target='0' unit='${unit}'/>`;

const channel = (n: number, inner = ''): string =>
  `<channel type='pty'><target type='virtio' name='org.growth.${n}'/>${inner}</channel>`;

const pciHostdev = (n: number, inner = ''): string =>
  `<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='${hex((n >> 8) & 255)}' slot='${hex((n >> 3) & 31)}' function='${n & 7}'/></source>${inner}</hostdev>`;

const nic = (n: number, inner: string): string => card(n).replace('</interface>', `${inner}</interface>`);

/** A place for the nth function below declared bridges, bus by bus. */
const ownFunction = (n: number): string =>
  pciAddress(
    1 + (Math.floor(n / 248) % 255),
    1 + (Math.floor(n / 8) % 31),
    n % 8,
    n % 8 === 0 ? " multifunction='on'" : '',
  );

const usbDevice = (inner = ''): string => `<input type='tablet' bus='usb'>${inner}</input>`;

const lsUsb = "<controller type='usb' index='0' model='qemu-xhci' ports='15'/>";

export const SHAPES: readonly Shape[] = [
  shape('nics-pc', PC, (n) => times(n, (i) => card(i))),
  shape('nics-q35', Q35, (n) => times(n, (i) => card(i))),
  shape('nics-bridged', PC, (n) => [...bridges(Math.ceil(n / 30)), ...times(n, (i) => card(i))]),
  shape('nics-virt', VIRT, (n) => times(n, (i) => card(i))),
  shape('nics-pseries', PSERIES, (n) => times(n, (i) => card(i))),
  shape('nics-s390', S390, (n) => times(n, (i) => card(i))),
  shape('disks-virtio', PC, (n) => times(n, (i) => disk(i, 'virtio', 'vd'))),
  shape('disks-scsi', PC, (n) => times(n, (i) => disk(i, 'scsi', 'sd'))),
  shape('disks-scsi-s390', S390, (n) => times(n, (i) => disk(i, 'scsi', 'sd'))),
  shape('disks-one-name', PC, (n) => times(n, () => disk(0, 'virtio', 'vd'))),
  shape('disks-one-place', Q35, (n) => times(n, (i) => disk(i, 'scsi', 'sd', driveAddress(0, 0)))),
  shape('scsi-hostdevs', Q35, (n) => times(n, (i) => scsiHostdev(i))),
  shape('scsi-hostdevs-s390', S390, (n) => times(n, (i) => scsiHostdev(i))),
  shape('scsi-hostdevs-placed', Q35, (n) => times(n, (i) => scsiHostdev(i, driveAddress(Math.floor(i / 7), i % 7)))),
  shape('scsi-hostdevs-high', Q35, (n) => times(n, (i) => scsiHostdev(i, driveAddress(i, 0)))),
  shape('scsi-hostdevs-disks', Q35, (n) =>
    times(n, (i) =>
      i % 2 === 0
        ? disk(i >> 1, 'scsi', 'sd')
        : scsiHostdev(i, driveAddress(Math.ceil(n / 14) + Math.floor(i / 14), (i >> 1) % 7)),
    ),
  ),
  shape('nested-bridges', PC, (n) =>
    times(
      n,
      (i) =>
        `<controller type='pci' index='${i + 1}' model='pci-bridge'>${pciAddress(i, i === 0 ? 5 : 1)}</controller>`,
    ),
  ),
  shape('root-ports', Q35, (n) => times(n, (i) => `<controller type='pci' index='${i + 1}' model='pcie-root-port'/>`)),
  shape('controllers-one-index', PC, (n) => times(n, () => "<controller type='pci' index='1' model='pci-bridge'/>")),
  shape('controllers-unnumbered', PC, (n) => times(n, () => "<controller type='scsi' model='virtio-scsi'/>")),
  shape('controllers-usb-sets', PC, (n) => times(n, (i) => `<controller type='usb' index='${i}' model='ich9-ehci1'/>`)),
  shape('controllers-usb-companions', PC, (n) =>
    times(n, (i) => `<controller type='usb' model='ich9-${['ehci1', 'uhci1', 'uhci2', 'uhci3'][i % 4]}'/>`),
  ),
  shape('controllers-serial', PC, (n) => times(n, (i) => `<controller type='virtio-serial' index='${i}'/>`)),
  shape('expanders', PC, (n) => times(n, (i) => `<controller type='pci' index='${i + 1}' model='pci-expander-bus'/>`)),
  shape('clashes', Q35, (n) => times(n, (i) => nic(i, pciAddress(0, 9)))),
  shape('clashes-in-pairs', PC, (n) => [
    ...bridges(Math.ceil(n / 60)),
    ...times(n, (i) => nic(i, pciAddress(1 + (Math.floor(i / 62) % 255), 1 + ((i >> 1) % 31)))),
  ]),
  shape('functions', PC, (n) => [...bridges(Math.ceil(n / 248)), ...times(n, (i) => nic(i, ownFunction(i)))]),
  shape('functions-s390', S390, (n) => times(n, (i) => pciHostdev(i))),
  shape('zpci-given', S390, (n) =>
    times(n, (i) => pciHostdev(i, `<address type='pci'><zpci uid='${hex(i + 1)}' fid='${hex(i)}'/></address>`)),
  ),
  shape('isolation-groups', PSERIES, (n) => times(n, (i) => pciHostdev(i))),
  shape('isolation-declared', PSERIES, (n) => [
    ...times(Math.min(31, Math.ceil(n / 31)), (i) => `<controller type='pci' index='${i + 1}' model='pci-root'/>`),
    ...times(n, (i) => pciHostdev(i)),
  ]),
  shape('hostdevs-pc', PC, (n) => [...bridges(Math.ceil(n / 30)), ...times(n, (i) => pciHostdev(i))]),
  shape('channels', PC, (n) => times(n, (i) => channel(i))),
  shape('channels-placed', PC, (n) =>
    times(n, (i) => channel(i, `<address type='virtio-serial' controller='${i}' bus='0' port='1'/>`)),
  ),
  shape('serials', PC, (n) => times(n, () => "<serial type='pty'/>")),
  shape('consoles', PC, (n) => times(n, () => "<console type='pty'><target type='virtio'/></console>")),
  shape('usb-devices', Q35, (n) => [lsUsb, ...times(n, () => usbDevice())]),
  shape('usb-controllers', Q35, (n) => [
    ...times(Math.ceil(n / 15), (i) => `<controller type='usb' index='${i}' model='nec-xhci' ports='15'/>`),
    ...times(n, () => usbDevice()),
  ]),
  shape('usb-hubs', Q35, (n) => [lsUsb, ...times(n, () => "<hub type='usb'/>")]),
  shape('usb-hubs-nested', Q35, (n) => [
    lsUsb,
    ...times(n, (i) => `<hub type='usb'><address type='usb' bus='0' port='1${'.1'.repeat(i % 4)}'/></hub>`),
  ]),
  shape('usb-placed', Q35, (n) => [
    lsUsb,
    ...times(n, (i) => usbDevice(`<address type='usb' bus='0' port='${i + 1}'/>`)),
  ]),
  shape('vio', PSERIES, (n) => times(n, (i) => card(i, 'spapr-vlan'))),
  shape('virtio-mmio', VIRT, (n) => times(n, (i) => nic(i, "<address type='virtio-mmio'/>"))),
  shape('smartcards', PC, (n) => times(n, () => "<smartcard mode='host'/>")),
  shape('memory', PC, (n) =>
    times(n, () => "<memory model='dimm'><target><size unit='MiB'>128</size><node>0</node></target></memory>"),
  ),
  shape('sounds', PC, (n) => [...bridges(Math.ceil(n / 30)), ...times(n, () => "<sound model='ich6'/>")]),
  shape('videos', PC, (n) => [...bridges(Math.ceil(n / 30)), ...times(n, () => "<video><model type='qxl'/></video>")]),
  shape('boot-orders', PC, (n) => [
    ...bridges(Math.ceil(n / 30)),
    ...times(n, (i) => nic(i, `<boot order='${i + 1}'/><alias name='ua-${i}'/><target dev='tap${i}'/>`)),
  ]),
  { name: 'host-lspci', of: 'host', xml: (n) => hostText(n, 'lspci') },
  { name: 'host-functions', of: 'host', xml: (n) => hostText(n, 'functions') },
  { name: 'host-roots', of: 'host', xml: (n) => hostText(n, 'roots') },
  { name: 'host-switch', of: 'host', xml: (n) => hostText(n, 'switch') },
  { name: 'host-gpus', of: 'host', xml: (n) => hostText(n, 'gpus') },
  shape('faults', PC, (n) => times(n, () => "<interface type='user'><address type='pci' slot='99'/></interface>")),
];
