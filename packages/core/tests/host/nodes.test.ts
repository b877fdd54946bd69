import { describe, expect, test } from 'vitest';
import { readHost } from '../../src/index.ts';

const GPU = 'sys/devices/pci0000:80/0000:80:01.0';

/** Two nodes of eight CPUs and one device; `files` of the device. */
function read(files: Readonly<Record<string, string>>) {
  const texts: Readonly<Record<string, string>> = {
    'sys/devices/system/node/node0/cpulist': '0-7\n',
    'sys/devices/system/node/node1/cpulist': '8-15\n',
    [`${GPU}/class`]: '0x030200\n',
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`${GPU}/${name}`, `${text}\n`])),
  };
  const tree = new Map<string, { readonly text: string } | { readonly link: string }>(
    Object.entries(texts).map(([path, text]) => [path, { text }]),
  );
  tree.set('sys/bus/pci/devices/0000:80:01.0', { link: '../../../devices/pci0000:80/0000:80:01.0' });
  const { host, files: told } = readHost([{ file: 'sysfs', tree }]);
  return { node: host?.devices[0]?.node, diagnostics: told[0]?.diagnostics ?? [] };
}

describe('the node of a device in sysfs', () => {
  test.each([
    [{ numa_node: '1', local_cpulist: '8-15' }],
    [{ numa_node: '1', local_cpulist: '0-15' }],
    [{ numa_node: '1', local_cpus: '0000ff00' }],
    [{ numa_node: '1', local_cpulist: '' }],
    [{ numa_node: '-1', local_cpulist: '0-7' }],
  ])('%o fits its local CPUs', (files) => {
    expect(read(files)).toEqual({ node: files.numa_node === '1' ? 1 : null, diagnostics: [] });
  });

  test.each([
    ['local_cpulist', '0-7'],
    ['local_cpus', '00000000,000000ff'],
  ])('is doubted where %s is %s', (name, cpus) => {
    const { node, diagnostics } = read({ numa_node: '1', [name]: cpus });
    expect(node).toBe(1);
    expect(diagnostics).toMatchObject([
      { code: 'RP5509', values: { address: '0000:80:01.0', node: 1, cpus: '0-7', nodes: '0' } },
    ]);
  });
});

test.each(['100000000000000000000', '-1', '1e3', '0x1', ''])('a node of hwloc with the number %j is left out', (id) => {
  const text = `<topology version="2.0"><object type="Machine"><object type="NUMANode" os_index="${id}"/>
    <object type="PCIDev" pci_busid="0000:80:01.0" pci_type="0302 [10de:2330] [10de:2330] a1"/></object></topology>`;
  expect(readHost([{ file: 'hwloc.xml', text }]).host?.nodes).toEqual([]);
});

test.each(['100000000000000000000', '-1', '1.5', '"1"'])('a node of DRA with the number %s is left out', (id) => {
  const attributes = `"resource.kubernetes.io/pciBusID": {"string": "0000:18:00.0"}, "numaNode": {"int": ${id}}`;
  const text = `{"kind": "DeviceMetadata", "apiVersion": "metadata.resource.k8s.io/v1alpha1",
    "requests": [{"name": "gpu", "devices": [{"name": "gpu-0", "attributes": {${attributes}}}]}]}`;

  expect(readHost([{ file: 'dra.json', text }]).host?.devices).toMatchObject([{ address: '0000:18:00.0', node: null }]);
});

test.each([
  ['1024', 1024],
  ['-1024', null],
  ['99999999999999999999', null],
])('memory of a node in hwloc, %s bytes, is %j', (memory, read) => {
  const text = `<topology version="2.0"><object type="Machine">
    <object type="NUMANode" os_index="0" local_memory="${memory}"/>
    <object type="PCIDev" pci_busid="0000:80:01.0" pci_type="0302 [10de:2330] [10de:2330] a1"/></object></topology>`;
  expect(readHost([{ file: 'hwloc.xml', text }]).host?.nodes).toMatchObject([{ memory: read }]);
});
