const FILES = import.meta.glob<string>('../../../../fixtures/examples/*.xml', { query: '?raw', import: 'default' });

/** Documents to start from. */
export const EXAMPLES = [
  {
    file: 'q35-web-server.xml',
    title: 'q35: a web server',
    about: '28 devices on PCI Express: ports, a bridge, one of each.',
  },
  { file: 'i440fx-legacy.xml', title: 'i440fx: an older guest', about: 'Conventional PCI; convert it to q35.' },
  {
    file: 'gpu-passthrough.xml',
    title: 'GPU passthrough, expander buses',
    about: 'Host devices near their NUMA nodes.',
  },
  { file: 'aarch64-virt.xml', title: 'aarch64: virt', about: 'The same rules on another architecture.' },
  { file: 'many-disks.xml', title: 'Many disks', about: 'No room left without bridges.' },
  { file: 'broken.xml', title: 'Broken: wrong root', about: 'libvirt refuses it; see why.' },
  { file: 'collisions.xml', title: 'Broken: collisions', about: 'Two devices in one place; mend it with a click.' },
] as const;

/** The text of an example. */
export async function loadExample(file: string): Promise<string> {
  const load = FILES[`../../../../fixtures/examples/${file}`];
  if (load === undefined) throw new Error(`there is no example ${file}`);
  return load();
}
