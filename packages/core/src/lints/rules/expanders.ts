import { createDiagnostic, type Diagnostic, type Fix } from '../../diagnostics/index.ts';
import { type Controller, type Domain, deviceLabel, deviceSpan, pciAddressOf } from '../../domain/index.ts';
import { LAST_BUS } from '../../guest/index.ts';
import { appendChildren, child, detectStyle, setAttribute } from '../../xml/index.ts';
import type { LintInput } from '../lint.ts';
import { counted, pciControllers, placedDevices, relatedDevice } from '../look.ts';

/** The bus numbers that a root bus of the guest takes: from its own to that of its last bridge (G-LIM-EXP). */
interface Range {
  readonly controller?: Controller;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

function expandersOf(domain: Domain): readonly Controller[] {
  return pciControllers(domain).filter(({ model }) => model === 'pci-expander-bus' || model === 'pcie-expander-bus');
}

/** RP6011: bus numbers of expanders that collide, or that go beyond the last one. Neither libvirt nor QEMU looks. */
export function expanderNumbers({ domain, plan }: LintInput): readonly Diagnostic[] {
  const expanders = expandersOf(domain);
  if (plan === undefined || expanders.length === 0) return [];
  const rootRange: Range = { name: 'the root bus', from: 0, to: bridgesBelow(domain, 0) };
  const ranges = [rootRange, ...expanders.map((controller) => rangeOf(domain, controller))].sort(
    (a, b) => a.from - b.from,
  );
  const fixes = freeNumbers(domain, expanders, rootRange.to);
  return ranges.flatMap((range, position) => {
    const next = ranges[position + 1];
    const limit = next === undefined ? LAST_BUS : next.from - 1;
    // The root bus is where it is; whoever follows it is too low.
    const subject = range.controller ?? next?.controller;
    if (range.to <= limit || subject === undefined) return [];
    return [
      createDiagnostic('RP6011', {
        span: deviceSpan(subject, 'target', 'busNr'),
        values: {
          device: deviceLabel(subject),
          range: `${range.name} takes the bus numbers ${range.from} to ${range.to}`,
          limit: next === undefined ? `the last is ${LAST_BUS}` : `${next.name} begins at ${next.from}`,
        },
        related: next?.controller === undefined || next.controller === subject ? [] : [relatedDevice(next.controller)],
        fixes,
      }),
    ];
  });
}

function rangeOf(domain: Domain, controller: Controller): Range {
  const from = controller.target.busNr ?? 0;
  return { controller, name: deviceLabel(controller), from, to: from + size(domain, controller) - 1 };
}

// A pci-expander-bus hides a bridge of its own between its root bus and the bus that libvirt means.
function size(domain: Domain, { index, model }: Controller): number {
  return 1 + (model === 'pci-expander-bus' ? 1 : 0) + bridgesBelow(domain, index);
}

// Bridges in a circle are below no root bus.
function bridgesBelow(domain: Domain, bus: number): number {
  return pciControllers(domain)
    .filter(({ address, model }) => pciAddressOf(address)?.bus === bus && model?.includes('expander') !== true)
    .reduce((sum, { index }) => sum + 1 + bridgesBelow(domain, index), 0);
}

/** libvirt takes no greater busNr. */
const GREATEST_NUMBER = 254;

/** Numbers from the last bus downwards, each expander with room for its bridges; the order of the present numbers is kept. */
function freeNumbers(domain: Domain, expanders: readonly Controller[], rootEnd: number): readonly Fix[] {
  let below = LAST_BUS + 1;
  const edits: Fix['edits'][number][] = [];
  for (const controller of [...expanders].sort((a, b) => (b.target.busNr ?? 0) - (a.target.busNr ?? 0))) {
    const { element } = controller;
    if (element === undefined) return [];
    below = Math.min(GREATEST_NUMBER, below - size(domain, controller));
    const value = String(below);
    const target = child(element, 'target');
    const style = detectStyle(domain.document, target ?? element);
    edits.push(
      target === undefined
        ? appendChildren(domain.document, element, [{ name: 'target', attributes: [['busNr', value]] }])
        : setAttribute(target, 'busNr', value, style),
    );
  }
  if (below <= rootEnd) return [];
  return [{ title: 'number the expanders from the top, with room for what is below each', edits, safe: false }];
}

/** RP6012: an expander that is near no NUMA node of a guest that has several. */
export function expanderWithoutNode({ domain }: LintInput): readonly Diagnostic[] {
  if (domain.numaCells.length < 2) return [];
  return expandersOf(domain)
    .filter(({ target, element }) => target.node === undefined && element !== undefined)
    .map((controller) =>
      createDiagnostic('RP6012', {
        span: deviceSpan(controller, 'target'),
        values: { device: deviceLabel(controller), cells: counted(domain.numaCells.length, 'node') },
      }),
    );
}

/** RP6013: a pcie-expander-bus without a port, so that nothing can be behind it. */
export function expanderWithoutPort({ domain, plan }: LintInput): readonly Diagnostic[] {
  if (plan === undefined) return [];
  const used = new Set(placedDevices(domain).map(({ at }) => at.bus));
  return expandersOf(domain)
    .filter(({ model, index }) => model === 'pcie-expander-bus' && !used.has(index))
    .map((controller) =>
      createDiagnostic('RP6013', { span: deviceSpan(controller), values: { device: deviceLabel(controller) } }),
    );
}
