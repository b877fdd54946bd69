// Files about hosts, one or more of each format, and what is made of them: `npm run fuzz -- --hosts`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostInput, readTar } from '@rootport/core';
import { OWN_HOSTS } from '../placed-hosts.ts';
import { oneOf, type Pick } from './mutate.ts';

/** Makes an input out of a text that was changed. */
type Wrap = (text: string) => HostInput;

export interface HostSeed {
  readonly format: string;
  readonly text: string;
  readonly wrap: Wrap;
}

const asText: Wrap = (text) => ({ file: 'host', text });
const asTar: Wrap = (text) => ({ file: 'host.tar', tree: readTar(Buffer.from(text, 'latin1')) });

const own = (name: string): string => readFileSync(join(OWN_HOSTS, name), 'utf8');

const NODEDEV = `<device>
  <name>pci_0000_23_00_0</name>
  <path>/sys/devices/pci0000:20/0000:20:01.0/0000:21:00.0/0000:22:00.0/0000:23:00.0</path>
  <driver><name>vfio-pci</name></driver>
  <capability type='pci'>
    <class>0x030200</class>
    <domain>0</domain><bus>35</bus><slot>0</slot><function>0</function>
    <product id='0x2330'>GPU</product>
    <vendor id='0x10de'>NVIDIA</vendor>
    <capability type='phys_function'><address domain='0x0000' bus='0x23' slot='0x00' function='0x0'/></capability>
    <iommuGroup number='5'><address domain='0x0000' bus='0x23' slot='0x00' function='0x0'/></iommuGroup>
    <numa node='0'/>
    <pci-express><link validity='cap' port='0' speed='32' width='16'/><link validity='sta' speed='2.5' width='16'/></pci-express>
  </capability>
</device>
`;

const DRA = JSON.stringify(
  {
    apiVersion: 'metadata.resource.k8s.io/v1alpha1',
    kind: 'DeviceMetadata',
    requests: [
      {
        name: 'gpu',
        devices: ['23', '24'].map((bus) => ({
          name: `gpu-${bus}`,
          attributes: {
            'resource.kubernetes.io/pciBusID': { string: `0000:${bus}:00.0` },
            'resource.kubernetes.io/pcieRoot': { string: 'pci0000:20' },
            numaNode: { int: 0 },
          },
        })),
      },
    ],
  },
  null,
  1,
);

const SMI = `\tGPU0\tGPU1\tNIC0\tCPU Affinity\tNUMA Affinity\tGPU NUMA ID
GPU0\t X \tNV18\tPIX\t0-15\t0\t\tN/A
GPU1\tNV18\t X \tSYS\t16-31\t1\t\tN/A
NIC0\tPIX\tSYS\t X
`;

/** A tar of a small tree of sysfs. */
function sysfsTar(): string {
  const base = 'tree/sys/devices/pci0000:20/0000:20:01.0/0000:21:00.0';
  const files: readonly (readonly [name: string, content: string, link?: string])[] = [
    ['tree/sys/bus/pci/devices/0000:21:00.0', '', '../../../devices/pci0000:20/0000:20:01.0/0000:21:00.0'],
    ['tree/sys/bus/pci/devices/0000:20:01.0', '', '../../../devices/pci0000:20/0000:20:01.0'],
    [`${base}/class`, '0x030200\n'],
    [`${base}/vendor`, '0x10de\n'],
    [`${base}/device`, '0x2330\n'],
    [`${base}/numa_node`, '0\n'],
    [`${base}/max_link_speed`, '32.0 GT/s PCIe\n'],
    [`${base}/max_link_width`, '16\n'],
    [`${base}/iommu_group`, '', '../../../../kernel/iommu_groups/5'],
    [`${base}/resource`, '0x00000000a0000000 0x00000000a0ffffff 0x0000000000040200\n'.repeat(6)],
    [`${base}/config`, '\x86\x80'.repeat(128)],
    ['tree/sys/devices/system/node/node0/cpulist', '0-7\n'],
    ['tree/sys/devices/system/node/node0/distance', '10\n'],
  ];
  return files.map(([name, content, link]) => member(name, content, link)).join('') + '\0'.repeat(1024);
}

function member(name: string, content: string, link = ''): string {
  const field = (text: string, length: number): string => text.padEnd(length, '\0');
  const size = content.length.toString(8).padStart(11, '0');
  const head = [
    field(name, 100),
    ...['0000644\0', '0000000\0', '0000000\0', `${size}\0`, '00000000000\0', '        '],
    link === '' ? '0' : '2',
    field(link, 100),
    'ustar\x0000',
  ].join('');
  return field(head, 512) + field(content, Math.ceil(content.length / 512) * 512);
}

/** One input of each format, or more. */
export function hostSeeds(): readonly HostSeed[] {
  const text = (format: string, content: string): HostSeed => ({ format, text: content, wrap: asText });
  return [
    text('hwloc', own('two-switches/hwloc.xml')),
    text('lspci', own('two-switches/lspci.txt')),
    text('lspci-tree', own('two-switches/lspci-tree.txt')),
    text('iommu-groups', own('two-switches/iommu-groups.txt')),
    text('nccl', own('two-switches/nccl.xml')),
    text('facts', own('no-switches/facts.json')),
    text('nodedev', NODEDEV),
    text('dra', DRA),
    text('nvidia-smi-topo', SMI),
    { format: 'sysfs', text: sysfsTar(), wrap: asTar },
  ];
}

const ODD = [
  '',
  '0',
  '-1',
  '255',
  '256',
  'ffffffff',
  '99999999999999999999',
  '\0',
  '\u202e',
  '__proto__',
  '{',
  '<',
  '"',
];

type Change = (text: string, pick: Pick, other: string) => string;

const put = (text: string, start: number, end: number, words: string): string =>
  text.slice(0, start) + words + text.slice(end);

/** The start and the end of some line. */
function lineOf(text: string, pick: Pick): readonly [number, number] {
  const start = text.lastIndexOf('\n', pick(text.length + 1)) + 1;
  const end = text.indexOf('\n', start);
  return [start, end === -1 ? text.length : end + 1];
}

const CHANGES: readonly Change[] = [
  (text, pick) => {
    const at = pick(text.length + 1);
    return put(text, at, at + 1, String.fromCharCode(pick(256)));
  },
  (text, pick) => {
    const at = pick(text.length + 1);
    return put(text, at, at + pick(40), '');
  },
  (text, pick) => text.slice(0, pick(text.length + 1)),
  (text, pick) => {
    const [start, end] = lineOf(text, pick);
    return put(text, start, end, '');
  },
  (text, pick) => {
    const [start, end] = lineOf(text, pick);
    return put(text, start, start, text.slice(start, end).repeat(1 + pick(3)));
  },
  (text, pick) => {
    const [start, end] = lineOf(text, pick);
    const [to] = lineOf(text, pick);
    return put(text, to, to, text.slice(start, end));
  },
  (text, pick) => {
    const numbers = [...text.matchAll(/[0-9a-f]+/g)];
    if (numbers.length === 0) return text;
    const { index, 0: found } = oneOf(pick, numbers);
    const other = pick(2) === 0 ? oneOf(pick, ODD) : (numbers[pick(numbers.length)]?.[0] ?? '');
    return put(text, index, index + found.length, other);
  },
  (text, pick, other) => {
    const at = pick(text.length + 1);
    const from = pick(other.length + 1);
    return put(text, at, at + pick(20), other.slice(from, from + pick(200)));
  },
];

/** A changed copy of a text; `other` is what pieces are taken from. */
export function changedText(text: string, pick: Pick, other: string): string {
  let changed = text;
  for (let count = 1 + pick(4); count > 0; count -= 1) changed = oneOf(pick, CHANGES)(changed, pick, other);
  return changed;
}
