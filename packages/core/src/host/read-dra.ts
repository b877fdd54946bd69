import type { HostRoot } from './host.ts';
import { normalAddress } from './host-address.ts';
import { functionAt, malformed, type RawHost, skipped, wholeNumber } from './raw-host.ts';

const VERSIONS = ['metadata.resource.k8s.io/v1alpha1'];

type Json = { readonly [name: string]: unknown };

/** Attributes that a DRA driver of Kubernetes gives a container, or a ResourceSlice (H-DRA). */
export function readDra(text: string): RawHost {
  const roots = new Map<string, HostRoot>();
  const host: RawHost = { format: 'dra', functions: new Map(), roots, diagnostics: [] };
  const stream = jsonStream(text);
  if (!stream.ok) {
    host.diagnostics.push(malformed('it is not a stream of JSON objects', { start: stream.at, end: stream.at }));
    return host;
  }
  // `kubectl get resourceslices -o json` wraps them in a list.
  const objects = stream.values.filter(isObject).flatMap((one) => [one, ...list(one['items']).filter(isObject)]);
  const slices = objects.filter(({ kind }) => kind === 'ResourceSlice');
  const metadata = objects.find(({ apiVersion }) => VERSIONS.includes(String(apiVersion)));
  const requests = list(metadata?.['requests']).flatMap((one) => list(isObject(one) ? one['devices'] : undefined));
  const devices = slices.flatMap(({ spec }) => list(isObject(spec) ? spec['devices'] : undefined));
  if (metadata === undefined && slices.length === 0) {
    host.diagnostics.push(malformed(`no object has an apiVersion that is known: ${VERSIONS.join(', ')}`));
  }
  for (const device of [...requests, ...devices]) if (isObject(device)) readDevice(host, roots, device);
  return host;
}

function readDevice(host: RawHost, roots: Map<string, HostRoot>, device: Json): void {
  const basic = device['basic'];
  const attributes = device['attributes'] ?? (isObject(basic) ? basic['attributes'] : undefined);
  if (!isObject(attributes)) return;
  const value = (name: string, type: string): unknown => {
    // Drivers write names of their own with their domain before them.
    const own = Object.keys(attributes).find((key) => key.endsWith(`/${name}`));
    const union = attributes[name] ?? attributes[`resource.kubernetes.io/${name}`] ?? attributes[own ?? ''];
    return isObject(union) ? union[type] : undefined;
  };
  const address = normalAddress(String(value('pciBusID', 'string') ?? ''));
  if (address === undefined) {
    host.diagnostics.push(skipped(`device ${String(device['name'])} has no resource.kubernetes.io/pciBusID`));
    return;
  }
  const one = functionAt(host, address);
  const root = String(value('pcieRoot', 'string') ?? '').toLowerCase();
  if (/^pci[0-9a-f]{4,8}:[0-9a-f]{2}$/.test(root)) {
    one.root = root;
    if (!roots.has(root)) roots.set(root, { id: root, buses: null, node: null });
  }
  const written = value('numaNode', 'int');
  const node = typeof written === 'number' ? wholeNumber(`${written}`) : undefined;
  if (node !== undefined) one.node = node;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** JSON values one after the other. A value ends where the brackets outside of strings are even again. */
function jsonStream(
  text: string,
): { readonly ok: true; readonly values: readonly unknown[] } | { readonly ok: false; readonly at: number } {
  const values: unknown[] = [];
  let [depth, start, isString] = [0, -1, false];
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at];
    if (isString) {
      if (one === '\\') at += 1;
      else if (one === '"') isString = false;
    } else if (one === '"') isString = true;
    else if (one === '{' || one === '[') {
      if (depth === 0) start = at;
      depth += 1;
      if (depth > 64) return { ok: false, at };
    } else if (one === '}' || one === ']') {
      depth -= 1;
      if (depth < 0) return { ok: false, at };
      if (depth > 0) continue;
      try {
        values.push(JSON.parse(text.slice(start, at + 1)));
      } catch {
        return { ok: false, at: start };
      }
    } else if (depth === 0 && !/\s/.test(one ?? '')) return { ok: false, at };
  }
  return depth === 0 && values.length > 0 ? { ok: true, values } : { ok: false, at: Math.max(start, 0) };
}
