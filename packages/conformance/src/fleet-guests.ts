import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** A whole number below a limit, from a row that the seed decides. */
export function dice(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A guest as clouds have them, of 12 to 44 devices. */
function guest(n: number, roll: (limit: number) => number): string {
  const isQ35 = roll(4) > 0;
  const hex = n.toString(16).padStart(6, '0');
  const mac = `52:54:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`;
  const disks = Array.from({ length: 2 + roll(20) }, (_, at) => {
    return `    <disk type='file' device='disk'>\n      <driver name='qemu' type='qcow2'/>\n      <source file='/var/${n}-${at}'/>\n      <target dev='vd${String.fromCharCode(97 + at)}' bus='virtio'/>\n    </disk>\n`;
  });
  const cards = Array.from({ length: 1 + roll(8) }, (_, at) => {
    const model = roll(3) > 0 ? 'virtio' : isQ35 ? 'e1000e' : 'e1000';
    return `    <interface type='bridge'>\n      <mac address='${mac}:0${at}'/>\n      <source bridge='br0'/>\n      <model type='${model}'/>\n    </interface>\n`;
  });
  const others = [
    `    <controller type='usb' index='0' model='${isQ35 ? 'qemu-xhci' : 'piix3-uhci'}'/>\n`,
    "    <controller type='scsi' index='0' model='virtio-scsi'/>\n    <controller type='virtio-serial' index='0'/>\n",
    "    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>\n    <console type='pty'/>\n",
    `    <input type='tablet' bus='usb'/>\n    <graphics type='vnc'/>\n    <video><model type='${roll(2) ? 'virtio' : 'vga'}'/></video>\n`,
    "    <memballoon model='virtio'/>\n    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>\n",
    roll(3) > 0 ? '' : "    <sound model='ich9'/>\n",
  ];
  return `<domain type='kvm'>\n  <name>g${n}</name>\n  <memory unit='GiB'>${1 + roll(8)}</memory>\n  <vcpu>2</vcpu>\n  <os><type arch='x86_64' machine='${isQ35 ? 'pc-q35-6.2' : 'pc-i440fx-6.2'}'>hvm</type></os>\n  <features><acpi/></features>\n  <devices>\n${[...disks, ...cards, ...others].join('')}  </devices>\n</domain>\n`;
}

/** Writes random guests as NDJSON. */
export async function writeGuests(path: string, { count, seed }: { count: number; seed: number }): Promise<void> {
  const roll = dice(seed);
  const out = createWriteStream(path);
  for (let n = 0; n < count; n += 1) {
    if (!out.write(`${JSON.stringify({ id: `g${n}`, xml: guest(n, roll) })}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
