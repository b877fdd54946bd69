import { readFileSync } from 'node:fs';
import {
  createLock,
  type KubevirtSettings,
  type Plan,
  planDomain,
  printLock,
  readHost,
  simulateKubevirt,
} from '@rootport/core';
import { type DefineSettings, defineDomain } from '../src/define-domain.ts';
import type { Wishes } from '../src/vmi.ts';

const ROOT = new URL('../../../', import.meta.url);
const NODE = readFileSync(new URL('fixtures/guide/node.txt', ROOT), 'utf8');
const VIRTIO = 'virtio-non-transitional';

export const planner = (xml: string) => planDomain(xml, { profile: 'libvirt-9.0', qemu: '7.2' });

export const SETTINGS: DefineSettings = {
  planner,
  nodeFacts: () => {
    const { host } = readHost([{ file: 'node.txt', text: NODE }]);
    if (host === undefined) throw new Error('no host');
    return { ok: true, host };
  },
};

export interface GuestParts {
  /** By name in the VMI; the MAC address of a pod network is another one at each start. */
  readonly nics?: Readonly<Record<string, string>>;
  readonly disks?: readonly string[];
  /** Name in the VMI and address on the host. */
  readonly gpus?: Readonly<Record<string, string>>;
  readonly memory?: number;
}

/** What KubeVirt's converter writes for a VMI (I-KV-DOCUMENT). */
export function converted({ nics = {}, disks = ['root'], gpus = {}, memory = 4 }: GuestParts): string {
  const lines = [
    ...Object.entries(nics).map(
      ([name, mac]) =>
        `<interface type='ethernet'><mac address='${mac}'/><model type='${VIRTIO}'/><alias name='ua-${name}'/></interface>`,
    ),
    "<channel type='unix'><target name='org.qemu.guest_agent.0' type='virtio'/></channel>",
    ...Object.entries(gpus).map(([name, host]) => {
      const [domain, bus, slot] = host.split(/[:.]/);
      return `<hostdev mode='subsystem' type='pci' managed='no'><source><address domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${host.at(-1)}'/></source><alias name='ua-gpu-${name}'/></hostdev>`;
    }),
    "<controller type='usb' index='0' model='none'/>",
    `<controller type='scsi' index='0' model='${VIRTIO}'/>`,
    `<controller type='virtio-serial' index='0' model='${VIRTIO}'/>`,
    "<video><model type='vga' heads='1' vram='16384'/></video>",
    "<graphics type='vnc' port='-1'/>",
    `<memballoon model='${VIRTIO}'/>`,
    ...disks.map(
      (name, at) =>
        `<disk type='file' device='disk' model='${VIRTIO}'><driver name='qemu' type='raw'/><source file='/var/run/${name}'/><target dev='vd${'abcdefghij'[at]}' bus='virtio'/><alias name='ua-${name}'/></disk>`,
    ),
  ];
  const cells =
    Object.keys(gpus).length === 0
      ? ''
      : "<numatune><memnode cellid='0' mode='strict' nodeset='0'/><memnode cellid='1' mode='strict' nodeset='1'/></numatune><cpu><numa><cell id='0' cpus='0-1' memory='2' unit='GiB'/><cell id='1' cpus='2-3' memory='2' unit='GiB'/></numa></cpu>";
  return `<domain type='kvm'>
  <name>vms_web</name>
  <memory unit='b'>${memory * 2 ** 30}</memory>
  <vcpu>4</vcpu>
  ${cells}
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <devices>
${lines.map((line) => `    ${line}\n`).join('')}  </devices>
</domain>
`;
}

/** A start of KubeVirt with rootport in each definition. */
export function start(parts: GuestParts, wishes: Wishes, settings: KubevirtSettings = {}) {
  const calls: { readonly asked: string; readonly answered: string }[] = [];
  const through = (xml: string) => {
    const defined = defineDomain(xml, wishes, SETTINGS);
    if (!defined.ok) return defined;
    calls.push({ asked: xml, answered: defined.xml });
    return planner(defined.xml);
  };
  return { calls, started: simulateKubevirt(converted(parts), through, settings) };
}

/** The plan of a start that has to go well, and what was asked. */
export function started(parts: GuestParts, wishes: Wishes = {}, settings: KubevirtSettings = {}) {
  const { calls, started: result } = start(parts, wishes, settings);
  if (!result.ok) throw new Error(`refused: ${result.diagnostics.map(({ code }) => code).join(' ')}`);
  return { calls, plan: result.plan, counts: result.counts };
}

export const lockOf = (plan: Plan): string => printLock(createLock(plan));

/** Addresses by name in the VMI, and how many PCI controllers there are. */
export function places(plan: Plan): Readonly<Record<string, string>> {
  const rows = Object.values(plan.domain.devices)
    .flat()
    .flatMap(({ element, address }): (readonly [string, string])[] => {
      const alias = element?.children.flatMap((node) =>
        node.kind === 'element' && node.name === 'alias' ? [node] : [],
      )[0];
      const name = alias?.attributes[0]?.value;
      if (name === undefined || address.type !== 'pci' || address.at === undefined) return [];
      const { bus, slot, function: fn } = address.at;
      return [[name.replace('ua-', ''), `${bus.toString(16)}:${slot}.${fn}`]];
    });
  return Object.fromEntries(rows);
}

export const ports = (plan: Plan): number => plan.buses.length;
