import type { Signs, ValueRecording } from './record-values.ts';

/** A row of the core's table of values, as a recording tells it. */
export interface RecordedRow {
  readonly place: string;
  /** Sorts of the device that read the setting; absent: all of them. */
  readonly sorts?: readonly string[];
  /** Any value goes up to this libvirt, which does not read the setting yet. */
  readonly after?: string;
  readonly number?: 'int' | 'uint' | 'ulong';
  /** A number may be written as in C: 0x1f, 017; a text dates that as the words are dated: `!9.0`, `7.0-9.0`. */
  readonly anyBase?: true | string;
  /**
   * Words, separated by blanks, `''` for an empty value. `a:9.0-11.3` is unknown to 9.0 and known to 11.3;
   * `a:!9.0` is unknown from 9.0 on.
   */
  readonly words?: string;
}

const isNumber = (value: string): boolean => /^\s*[-+]?(?:0x)?\d+x?\s*$/.test(value);
const release = (version: string): string => version.replace(/\.0$/, '');

/** Rows that the recording asks for. */
export function valueRows({ libvirt, settings }: ValueRecording): readonly RecordedRow[] {
  return Object.entries(settings)
    .flatMap(([place, { groups }]) =>
      groups.flatMap(({ sorts, values }) => {
        const row = rowOf(values, libvirt);
        if (row === undefined) return [];
        return [{ place, ...(sorts.length === 0 ? {} : { sorts }), ...row }];
      }),
    )
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0));
}

function rowOf(signs: Signs, libvirt: readonly string[]): Omit<RecordedRow, 'place'> | undefined {
  const first = libvirt.findIndex((_, position) =>
    Object.values(signs).some((text) => '+-'.includes(text[position] ?? '.')),
  );
  const known = Object.entries(signs).filter(([, text]) => text.includes('+'));
  if (first < 0 || known.length === 0) return undefined;
  const has = (value: string): boolean => known.some(([one]) => one === value);
  const words = known
    .filter(([value]) => !isNumber(value))
    .map(([value, text]) => `${value || "''"}${dated(text, first, libvirt)}`)
    .sort()
    .join(' ');
  const isCounted = has('1') && has('2');
  return {
    ...(first > 0 ? { after: release(libvirt[first - 1] ?? '') } : {}),
    ...(isCounted ? { number: has('4294967296') ? 'ulong' : has('2147483648') ? 'uint' : 'int' } : {}),
    ...(isCounted && has('0x1') ? { anyBase: dated(signs['0x1'] ?? '', first, libvirt).slice(1) || true } : {}),
    ...(words === '' ? {} : { words }),
  };
}

function dated(text: string, first: number, libvirt: readonly string[]): string {
  const start = text.indexOf('+');
  const end = text.indexOf('-', start);
  const before = text.lastIndexOf('-', start);
  const came = before >= first ? `:${release(libvirt[before] ?? '')}-${release(libvirt[start] ?? '')}` : '';
  return end < 0 ? came : `${came}:!${release(libvirt[end] ?? '')}`;
}
