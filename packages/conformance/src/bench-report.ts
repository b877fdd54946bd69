import type { BenchCase } from './bench-cases.ts';
import type { LibvirtTimes } from './bench-libvirt.ts';
import type { OurTimes, PlacingTimes, StartTimes, Timing } from './bench-timing.ts';

/** All that was measured of one document; times in milliseconds. */
export interface BenchRow {
  readonly name: string;
  readonly devices: number;
  readonly bytes: number;
  /** A string says why the document was not planned. */
  readonly ours: OurTimes | string;
  readonly libvirt?: LibvirtTimes;
  readonly steady?: LibvirtTimes;
}

/** A row without its measurements. */
export function rowOf({ name, devices, xml }: BenchCase): Pick<BenchRow, 'name' | 'devices' | 'bytes'> {
  return { name, devices, bytes: new TextEncoder().encode(xml).length };
}

function number(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '-';
  if (value < 10) return value.toFixed(3);
  return value < 1000 ? value.toFixed(1) : value.toFixed(0);
}

function table(widths: readonly number[], rows: readonly (readonly string[])[]): readonly string[] {
  return rows.map((cells) =>
    cells.map((cell, n) => (n === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[n] ?? 0))).join(''),
  );
}

function pair({ median, best }: Timing): readonly [string, string] {
  return [number(median), number(best)];
}

/** Our own times: reading, planning, planning and patching. */
export function ourTable(rows: readonly BenchRow[]): readonly string[] {
  const head = ['ours, ms', 'bytes', 'read', 'plan', 'best', '+ patch', 'best'];
  const body = rows.map(({ name, bytes, ours }) => {
    if (typeof ours === 'string') return [name, `  not planned: ${ours}`];
    const { stages, plan, whole } = ours;
    return [name, String(bytes), number(stages?.read), ...pair(plan), ...pair(whole)];
  });
  return table([14, 9, 9, 11, 10, 11, 10], [head, ...body]);
}

/** Placing devices of a host. */
export function placingText(placing: PlacingTimes | undefined): readonly string[] {
  if (placing === undefined) return ['placing: not timed; it needs a host of 16 devices, as in ../shared/hosts'];
  const [median, best] = pair(placing.times);
  return [`placing ${placing.devices} devices of ${placing.host}: ${median} ms, best ${best} ms`];
}

function sum(times: LibvirtTimes | undefined): number | undefined {
  return times && times.parse + times.format;
}

function ratio(ours: BenchRow['ours'], theirs: number | undefined): string {
  if (typeof ours === 'string' || theirs === undefined) return '-';
  return (ours.whole.best / theirs).toFixed(3);
}

/** libvirt's times beside ours; the ratio is ours / (parse + format), on either host. */
export function libvirtTable(rows: readonly BenchRow[], isLive: boolean): readonly string[] {
  const head = ['best, ms', 'ours', 'define', 'parse', 'place', 'format', 'ratio', 'steady', 'ratio'];
  const ratioOf = (ours: BenchRow['ours'], theirs: number | undefined): string => (isLive ? ratio(ours, theirs) : '-');
  const body = rows.map(({ name, ours, libvirt, steady }) => [
    name,
    typeof ours === 'string' ? '-' : number(ours.whole.best),
    number(libvirt?.define),
    number(libvirt?.parse),
    number(libvirt?.place),
    number(libvirt?.format),
    ratioOf(ours, sum(libvirt)),
    number(sum(steady)),
    ratioOf(ours, sum(steady)),
  ]);
  return [
    ...table([12, 8, 9, 9, 8, 8, 8, 9, 8], [head, ...body]),
    isLive
      ? 'ours: text to patched text. ratio: ours / (parse + format).'
      : 'ours: text to patched text. The times of libvirt are recorded: the same in every run.',
    "steady: parse + format with libvirt's question for the host's processor",
    'answered from memory.',
  ];
}

function perDevice(milliseconds: number | undefined, devices: number): string {
  return number(milliseconds === undefined ? undefined : (milliseconds * 1000) / devices);
}

/** Growth: the whole and placement alone, ours and libvirt's, in all and for each device. */
export function growthTable(rows: readonly BenchRow[]): readonly string[] {
  const head = ['growth', 'ours ms', 'µs/dev', 'place ms', 'µs/dev', 'libvirt', 'µs/dev', 'place ms', 'µs/dev'];
  const body = rows.map(({ name, devices, ours, libvirt }) => {
    const whole = typeof ours === 'string' ? undefined : ours.whole.best;
    const placement = typeof ours === 'string' ? undefined : ours.stages?.placement;
    const times = [whole, placement, sum(libvirt), libvirt?.place];
    return [name.replace('grow-', ''), ...times.flatMap((time) => [number(time), perDevice(time, devices)])];
  });
  return table([13, 9, 8, 9, 8, 9, 8, 9, 8], [head, ...body]);
}

/** The time of a whole command. */
export function startText(start: StartTimes | string): readonly string[] {
  if (typeof start === 'string') return [`start-up: ${start}`];
  const { node, command } = start;
  const own = number(command.median - node.median);
  return [
    `start-up (q35-28), median of 20: ${number(command.median)} ms, of which node ${number(node.median)} ms, ours ${own} ms`,
  ];
}
