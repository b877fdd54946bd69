/** One property of a QEMU option; numbers are those of the plan. */
export type QemuProperty = readonly [name: string, value: string | number | boolean];

/**
 * The value of a QEMU option, `first,key=value`: the only place that writes one. Names are ours; a comma in a value is
 * doubled, as QEMU asks. The first property goes without its name only where its value cannot be taken for one.
 */
export function optionText([first, ...others]: readonly QemuProperty[]): string {
  if (first === undefined) return '';
  const head = /^[\w.+-]+$/.test(`${first[1]}`) ? `${first[1]}` : pair(first);
  return [head, ...others.map(pair)].join(',');
}

function pair([name, value]: QemuProperty): string {
  if (typeof value === 'boolean') return `${name}=${value ? 'on' : 'off'}`;
  const text = name === 'port' && typeof value === 'number' ? `0x${value.toString(16)}` : `${value}`;
  return `${name}=${text.replaceAll(',', ',,')}`;
}

/** An option and its value. */
export const option = (name: string, ...properties: readonly QemuProperty[]): readonly string[] => [
  name,
  optionText(properties),
];
