import { announcement, currentText, editor } from '../state/session.ts';
import { Menu } from './menu.tsx';

interface Kind {
  readonly title: string;
  /** The element, for the text that it goes into. */
  readonly xml: (text: string) => string;
}

const KINDS: readonly Kind[] = [
  {
    title: 'Disk, virtio',
    xml: (text) =>
      `<disk type='file' device='disk'>\n  <source file='/var/lib/libvirt/images/new.qcow2'/>\n  <target dev='${freeName(text, 'vd')}' bus='virtio'/>\n</disk>`,
  },
  {
    title: 'Disk, SATA',
    xml: (text) =>
      `<disk type='file' device='disk'>\n  <source file='/var/lib/libvirt/images/new.qcow2'/>\n  <target dev='${freeName(text, 'sd')}' bus='sata'/>\n</disk>`,
  },
  {
    title: 'Network, virtio',
    xml: () => "<interface type='network'>\n  <source network='default'/>\n  <model type='virtio'/>\n</interface>",
  },
  {
    title: 'Network, e1000e',
    xml: () => "<interface type='network'>\n  <source network='default'/>\n  <model type='e1000e'/>\n</interface>",
  },
  {
    title: 'Host PCI device',
    xml: () =>
      "<hostdev mode='subsystem' type='pci' managed='yes'>\n  <source>\n    <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>\n  </source>\n</hostdev>",
  },
  { title: 'Video, virtio', xml: () => "<video>\n  <model type='virtio'/>\n</video>" },
  { title: 'SCSI controller', xml: () => "<controller type='scsi' model='virtio-scsi'/>" },
  { title: 'USB controller', xml: () => "<controller type='usb' model='qemu-xhci'/>" },
  { title: 'PCIe root port', xml: () => "<controller type='pci' model='pcie-root-port'/>" },
  { title: 'PCI bridge', xml: () => "<controller type='pci' model='pci-bridge'/>" },
  {
    title: 'Random numbers',
    xml: () => "<rng model='virtio'>\n  <backend model='random'>/dev/urandom</backend>\n</rng>",
  },
  { title: 'Watchdog', xml: () => "<watchdog model='i6300esb' action='reset'/>" },
];

/** `vda`, `vdb` …: the first that the text does not have. */
function freeName(text: string, prefix: string): string {
  for (let index = 0; ; index += 1) {
    const letter = String.fromCharCode(97 + (index % 26));
    const name = `${prefix}${index < 26 ? '' : String.fromCharCode(96 + Math.floor(index / 26))}${letter}`;
    if (!new RegExp(`dev=["']${name}["']`).test(text)) return name;
  }
}

/** Devices to put into the document. */
export function Palette() {
  const add = ({ title, xml }: Kind): void => {
    const current = editor.peek();
    const done = current?.insertDevice(xml(currentText())) === true;
    if (done) current?.focus();
    announcement.value = done ? `${title}: added as the last device.` : 'There is no </devices> to put it before.';
  };
  return (
    <Menu title="Add device">
      {KINDS.map((kind) => (
        <button key={kind.title} type="button" onClick={() => add(kind)}>
          {kind.title}
        </button>
      ))}
    </Menu>
  );
}
