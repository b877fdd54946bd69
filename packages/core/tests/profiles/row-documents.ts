import type { PlanOptions } from '../../src/index.ts';
import {
  armVirt,
  BARE,
  channel,
  controller,
  disk,
  domain,
  filesystem,
  graphics,
  hostdev,
  i440fx,
  input,
  many,
  nic,
  pci,
  pseries,
  q35,
  rng,
  s390x,
  shmem,
  sound,
  video,
  vsock,
} from '../build.ts';

export interface RowDocument {
  readonly xml: string;
  readonly options?: Omit<PlanOptions, 'profile'>;
}

const doc = (xml: string, options?: RowDocument['options']): RowDocument =>
  options === undefined ? { xml } : { xml, options };

const target = (attributes: string): string => `<target ${attributes}/>`;
const group = (iommuGroup: number) => ({ present: true, pcie: true, iommuGroup });
const zpci = (content: string): string => `<address type='pci'><zpci ${content}/></address>`;
const cpus = (count: number, ...devices: readonly string[]): string =>
  q35({ before: [`<vcpu>${count}</vcpu>`], devices });

/** Documents for rows that neither a golden case nor the case of a code reaches, by the row they show. */
export const ROW_DOCUMENTS: Readonly<Record<string, RowDocument>> = {
  consoleBlocksNoPort: doc(
    q35({
      devices: [
        "<console type='pty'><target type='virtio'/><address type='virtio-serial' controller='0' bus='0' port='0'/></console>",
        channel('a'),
      ],
    }),
  ),
  disksSortedBeforeBus: doc(
    i440fx({
      devices: [
        ...BARE,
        "<disk><source file='/b'/><target dev='vdb' bus='virtio'/></disk>",
        "<disk><source file='/a'/><target dev='vda'/></disk>",
      ],
    }),
  ),
  videoTypeOf: doc(i440fx({ devices: [...BARE, "<video><model heads='1'/><model type='none'/></video>"] })),
  serialPortsAfterGiven: doc(
    i440fx({ devices: [...BARE, "<serial type='pty'/>", "<serial type='pty'><target port='0'/></serial>"] }),
  ),
  growNeedsPciBridge: doc(i440fx({ devices: [...BARE, pci(1, 'pci-bridge')] }), { capabilities: [] }),
  isolationGroups: doc(pseries({ devices: [...BARE, hostdev('01:00.0'), hostdev('02:00.0')] }), {
    host: { hostDevices: { '0000:01:00.0': group(1), '0000:02:00.0': group(2) } },
  }),
  zpciIdsIndependent: doc(s390x({ devices: [hostdev('01:00.0', zpci("fid='0x5'")), hostdev('02:00.0')] })),
  zpciForGrown: doc(s390x({ devices: [hostdev('01:00.0', '01:01.0')] })),
  splitAutoHot: doc(
    q35({ devices: [controller('pci', { index: 1, model: 'pcie-root-port', content: target("hotplug='off'") })] }),
  ),
  displaySlotForced: doc(i440fx({ devices: [...BARE, nic('rtl8139')] }), { capabilities: [] }),
  expanderOnArmVirt: doc(armVirt({ devices: [pci(1, 'pcie-expander-bus')] })),
  rootHotplugAttribute: doc(
    i440fx({ devices: [controller('pci', { index: 0, model: 'pci-root', content: target("hotplug='off'") })] }),
  ),
  nicModels: doc(q35({ devices: [nic('VIRTIO'), nic('pcnet'), nic('igb'), nic('e1000e'), nic('rtl8139')] })),
  emptyNicModels: doc(q35({ devices: [nic('')] })),
  lastParts: doc(q35({ devices: ["<interface type='user'><model type='virtio'/><model type='e1000'/></interface>"] })),
  minusOneTargets: doc(
    q35({ devices: [controller('pci', { index: 1, model: 'pcie-root-port', content: "<target chassis='-1'/>" })] }),
  ),
  hostdevPool: doc(q35({ devices: ["<interface type='network'><source network='pool'/></interface>"] }), {
    host: { hostdevNetworks: ['pool'] },
  }),
  ignoresUnassigned: doc(q35({ devices: [hostdev('01:00.0', "<address type='unassigned'/>")] })),
  placesMdev: doc(
    q35({
      devices: [
        "<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address uuid='53764d0e-85a0-42b4-af5c-2046b460b1dc'/></source></hostdev>",
      ],
    }),
  ),
  boardNicsOffPci: doc(q35({ devices: [nic('lan9118')] })),
  usbNetIsUsb: doc(q35({ devices: [nic('usb-net')] })),
  armv6lIsArm: doc(domain({ arch: 'armv6l', machine: 'versatilepb', devices: [...BARE, "<interface type='user'/>"] })),
  primesInputsAndVideos: doc(s390x({ devices: [input('tablet', 'virtio')] })),
  primesVirtioModels: doc(s390x({ devices: [nic('virtio-non-transitional')] })),
  primesVsock: doc(s390x({ devices: [vsock()] })),
  ccwFeature: doc(s390x({ devices: [nic('virtio')] }), { capabilities: ['zpci'] }),
  s390ConsoleVirtio: doc(s390x({ devices: ["<console type='pty'/>"] })),
  ramfb: doc(i440fx({ devices: [...BARE, video('ramfb'), nic('rtl8139')] })),
  defaultVideoByFeature: doc(i440fx({ devices: [...BARE, graphics()] }), {
    capabilities: ['VGA', 'device-video-primary'],
  }),
  virtioVideoOnVirt: doc(armVirt({ devices: [graphics()] })),
  virtioVideoOnS390: doc(s390x({ devices: [graphics()] })),
  vmpvscsi: doc(i440fx({ devices: [controller('scsi', { model: 'vmpvscsi' })] })),
  primesSound: doc(s390x({ devices: [sound('virtio')] })),
  soundVirtio: doc(q35({ devices: [sound('virtio'), sound('ac97')] })),
  characterPortsWrap: doc(q35({ devices: ["<serial type='pty'><target port='-5'/></serial>"] })),
  virtioMemCcw: doc(
    s390x({
      before: [
        "<maxMemory slots='4' unit='GiB'>8</maxMemory>",
        "<cpu><numa><cell id='0' cpus='0' memory='1' unit='GiB'/></numa></cpu>",
      ],
      devices: [
        "<memory model='virtio-mem'><target><size unit='MiB'>512</size><node>0</node><block unit='MiB'>2</block></target></memory>",
      ],
    }),
  ),
  usbHubs: doc(i440fx({ devices: many(20, () => input('tablet', 'usb')) })),
  ps2InputsByWrittenBus: doc(i440fx({ devices: ["<input type='mouse'/>"] })),
  usbMouseYieldsToTablet: doc(pseries({ devices: [graphics(), input('tablet', 'usb')] })),
  scsiBuiltIn: doc(domain({ arch: 'm68k', machine: 'q800', devices: [...BARE, disk('sda', 'scsi')] }), {
    capabilities: ['lsi'],
  }),
  vdpaVirtio: doc(q35({ devices: ["<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>"] })),
  vhostuserVirtio: doc(
    q35({
      devices: ["<interface type='vhostuser'><source type='unix' path='/run/v' mode='client'/></interface>"],
    }),
  ),
  armVirtPanicPvpanic: doc(armVirt({ devices: ['<panic/>'] })),
  iscsiUnit: doc(
    i440fx({
      devices: [
        "<hostdev mode='subsystem' type='scsi'><source protocol='iscsi' name='iqn.1992-01.com.example'><host name='a' port='3260'/></source></hostdev>",
      ],
    }),
  ),
  numaCellForHotplug: doc(
    q35({
      before: ["<maxMemory slots='4' unit='GiB'>8</maxMemory>"],
      devices: [
        controller('pci', { index: 1, model: 'pcie-expander-bus', content: '<target><node>0</node></target>' }),
      ],
    }),
  ),
  wideDomains: doc(
    q35({
      devices: [
        "<hostdev mode='subsystem' type='pci'><source><address domain='0x10000' bus='1' slot='0' function='0'/></source></hostdev>",
      ],
    }),
  ),
  autoIntelIommu: doc(cpus(300)),
  tpmSpapr: doc(pseries({ devices: ["<tpm><backend type='emulator' version='2.0'/></tpm>"] })),
  usbNeedsController: doc(armVirt({ devices: [input('tablet', 'usb')] }), { newlyDefined: true }),
  mountDrivers: doc(
    q35({
      devices: [
        filesystem('a', '00:05.0')
          .replace("<filesystem type='mount'", "<filesystem type='file'")
          .replace('<source', "<driver type='loop'/><source"),
      ],
    }),
  ),
  transitional: doc(
    q35({
      devices: [
        ...['virtio-transitional', 'virtio-non-transitional'].flatMap((model) => [
          controller('scsi', { model }),
          nic(model),
        ]),
        filesystem('a').replace('<filesystem', "<filesystem model='virtio-transitional'"),
        rng().replace("'virtio'", "'virtio-transitional'"),
        vsock().replace("'virtio'", "'virtio-transitional'"),
      ],
    }),
  ),
  oldNonTransitionalNic: doc(q35({ devices: [nic('virtio-non-transitional')] })),
  ccid: doc(q35({ devices: ["<smartcard mode='host'/>"] })),
  nvme: doc(q35({ devices: [disk('nvme0n1', 'nvme').replace('</disk>', '<serial>a</serial></disk>')] })),
  primesCryptoMmio: doc(
    armVirt({
      devices: [
        ...BARE,
        rng().replace('</rng>', "<address type='virtio-mmio'/></rng>"),
        "<crypto model='virtio' type='qemu'><backend model='builtin' queues='1'/></crypto>",
      ],
    }),
  ),
  numbersImpliedConsole: doc(
    q35({
      devices: [...BARE, "<serial type='pty'/>", "<console type='pty'><target type='virtio'/></console>"],
    }),
  ),
  scsiOldChips: doc(q35({ devices: ['am53c974', 'dc390'].map((model) => controller('scsi', { model })) })),
  soundTransitional: doc(q35({ devices: [sound('virtio-transitional')] })),
  usbHostdev: doc(
    q35({
      devices: [
        "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0xbeef'/></source></hostdev>",
      ],
    }),
  ),
  vhostScsi: doc(
    q35({
      devices: [
        "<hostdev mode='subsystem' type='scsi_host'><source protocol='vhost' wwpn='naa.5123456789abcde0'/></hostdev>",
      ],
    }),
  ),
  vhostScsiTransitional: doc(
    q35({
      devices: [
        "<hostdev mode='subsystem' type='scsi_host' model='virtio-transitional'><source protocol='vhost' wwpn='naa.5123456789abcde0'/></hostdev>",
      ],
    }),
  ),
  bochs: doc(q35({ devices: [video('bochs')] })),
  shmem: doc(q35({ devices: [shmem('a')] })),
  pciSerial: doc(q35({ devices: ["<serial type='pty'><target type='pci-serial'/></serial>"] })),
  amdIommu: doc(q35({ devices: ["<iommu model='amd'/>"] })),
  pstore: doc(q35({ devices: ["<pstore backend='acpi-erst'><path>/p</path><size unit='KiB'>8</size></pstore>"] })),
};
