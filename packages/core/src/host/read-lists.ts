import { normalAddress } from './host-address.ts';
import { functionAt, linesOf, malformed, type RawHost, type SmiTopo, skipped, wholeNumber } from './raw-host.ts';
import { readHead } from './read-lspci.ts';

/**
 * Lines `IOMMU Group 15: 5d:00.0 …`, as the loop over /sys/kernel/iommu_groups prints them, or the paths of `find` there
 * (H-IOMMU-LIST).
 */
export function readIommuGroups(text: string): RawHost {
  const host: RawHost = { format: 'iommu-groups', functions: new Map(), diagnostics: [] };
  let group: number | undefined;
  for (const { line, span } of linesOf(text)) {
    const words = line.replace(/^\S*\/iommu_groups\/(\d{1,9})\/devices\//, 'IOMMU Group $1: ');
    const [, number, more = words] = /^\s*IOMMU Group (\d{1,9}):?(.*)$/i.exec(words) ?? [];
    if (number !== undefined) group = Number(number);
    const [, written = '', rest = ''] = /^\s*(\S+)(?: (.*))?$/.exec(more) ?? [];
    const address = normalAddress(written);
    if (address === undefined || group === undefined) {
      if (more.trim() !== '' && host.diagnostics.length < 20)
        host.diagnostics.push(skipped('the line names no group and no PCI address', span));
      continue;
    }
    const one = functionAt(host, address);
    one.iommuGroup = group;
    readHead(one, rest);
  }
  if (host.functions.size === 0) host.diagnostics.push(malformed('it has no line such as "IOMMU Group 15: 5d:00.0 …"'));
  return host;
}

/** `nvidia-smi topo -m`: no addresses, so that it can confirm facts and not give any (H-SMI-TOPO). */
export function readSmiTopo(text: string): RawHost {
  const head = [...linesOf(text)].find(({ line }) => /\bGPU0\b/.test(line));
  const names = cells(head?.line ?? '');
  const relations = { 'GPU-NIC': {} as Record<string, number>, 'GPU-GPU': {} as Record<string, number> };
  const gpus: SmiTopo['gpus'][number][] = [];
  const rows = [...linesOf(text)].flatMap(({ line }) => {
    const [name = '', ...values] = cells(line);
    return line !== head?.line && /^(?:GPU|NIC|mlx|ib)\S*$/i.test(name) ? [{ name, values }] : [];
  });
  const counted = new Set<string>();
  for (const { name, values } of rows) {
    for (const [column, word] of values.entries()) {
      const other = names[column];
      if (other === undefined || word === 'X' || other.includes(' ')) continue;
      const isGpu = [name, other].map((one) => /^GPU\d+$/.test(one));
      const key = [name, other].sort().join(' ');
      if (!isGpu.includes(true) || counted.has(key)) continue;
      counted.add(key);
      const words = relations[isGpu.includes(false) ? 'GPU-NIC' : 'GPU-GPU'];
      words[word] = (words[word] ?? 0) + 1;
    }
    const [, index] = /^GPU(\d{1,4})$/.exec(name) ?? [];
    if (index === undefined) continue;
    const told = (title: string): string | null => {
      const value = values[names.indexOf(title)];
      return value === undefined || value === 'N/A' ? null : value;
    };
    const id = told('GPU NUMA ID');
    gpus.push({
      index: Number(index),
      cpuAffinity: told('CPU Affinity'),
      numaAffinity: told('NUMA Affinity'),
      gpuNumaId: wholeNumber(id ?? undefined) ?? null,
    });
  }
  const host: RawHost = { format: 'nvidia-smi-topo', functions: new Map(), diagnostics: [], topo: { gpus, relations } };
  if (gpus.length === 0) host.diagnostics.push(malformed('it has no row of a GPU'));
  return host;
}

/** Columns stand two or more blanks or a tab apart. */
const cells = (line: string): readonly string[] =>
  line
    // nvidia-smi underlines its head on a terminal.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape of a terminal is meant.
    .replaceAll(/\x1b\[[0-9;]*m/g, '')
    .trim()
    .split(/\s{2,}|\t+/)
    .map((one) => one.trim());
