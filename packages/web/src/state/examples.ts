const FILES = import.meta.glob<string>('../../../../fixtures/examples/*.xml', { query: '?raw', import: 'default' });

/** Documents to start from. */
export const EXAMPLES = [
  { file: 'q35-web-server.xml', title: 'q35: a web server' },
  { file: 'i440fx-legacy.xml', title: 'i440fx: an older guest' },
  { file: 'gpu-passthrough.xml', title: 'GPU passthrough, expander buses' },
  { file: 'aarch64-virt.xml', title: 'aarch64: virt' },
  { file: 'many-disks.xml', title: 'Many disks' },
  { file: 'broken.xml', title: 'Broken: wrong root' },
  { file: 'collisions.xml', title: 'Broken: collisions' },
] as const;

/** The text of an example. */
export async function loadExample(file: string): Promise<string> {
  const load = FILES[`../../../../fixtures/examples/${file}`];
  if (load === undefined) throw new Error(`there is no example ${file}`);
  return load();
}
