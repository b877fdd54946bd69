import type { HostRoot } from './host.ts';
import { hostAddress, normalAddress, rootId } from './host-address.ts';
import { functionAt, MOST_DEPTH, type RawHost } from './raw-host.ts';

/** Takes root complex and bridges from a path of sysfs, `…/pci0000:80/0000:80:01.0/0000:81:00.0` (H-SYSFS). */
export function placeByPath(host: RawHost, roots: Map<string, HostRoot>, address: string, path: string): void {
  const parts = path.split('/');
  const end = parts.findLastIndex((part) => normalAddress(part) === address);
  // The last root in the path: behind VMD there are two.
  const at = parts.slice(0, Math.max(end, 0)).findLastIndex((part) => /^pci[0-9a-f]{4,8}:[0-9a-f]{2}$/i.test(part));
  if (at === -1 || end - at > MOST_DEPTH) return;
  const [domain = '', bus = ''] = (parts[at] ?? '').slice(3).split(':');
  const root = rootId(Number.parseInt(domain, 16), Number.parseInt(bus, 16));
  if (!roots.has(root)) roots.set(root, { id: root, buses: null, node: null });
  const chain = parts.slice(at + 1, end + 1).flatMap((part) => normalAddress(part) ?? []);
  for (const [position, one] of chain.entries()) {
    const known = functionAt(host, one);
    known.root = root;
    known.parent = chain[position - 1] ?? null;
    const child = chain[position + 1];
    if (child === undefined) continue;
    known.isBridge = true;
    known.secondary ??= hostAddress(child)?.bus ?? 0;
  }
  // A root below a device: that device is a VMD.
  const holder = normalAddress(parts[at - 1] ?? '');
  if (holder !== undefined) functionAt(host, address).notOffered = 'behind-vmd';
}
