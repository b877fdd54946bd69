import { type Extension, RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, GutterMarker, gutter } from '@codemirror/view';
import type { PageDevice } from '../worker/protocol.ts';

/** A device's element in the text as it is now. */
export interface DeviceRange {
  readonly device: PageDevice;
  readonly from: number;
  readonly to: number;
}

export const setDevices = StateEffect.define<readonly PageDevice[]>();
export const setLit = StateEffect.define<{
  readonly hovered?: string | undefined;
  readonly selected?: string | undefined;
}>();

/** Where the devices of the last plan are; moves with the text until the next one. */
export const deviceRanges = StateField.define<readonly DeviceRange[]>({
  create: () => [],
  update(ranges, transaction) {
    for (const effect of transaction.effects) if (effect.is(setDevices)) return rangesOf(effect.value);
    if (!transaction.docChanged) return ranges;
    const { changes } = transaction;
    return ranges.map(({ device, from, to }) => ({
      device,
      from: changes.mapPos(from, 1),
      to: changes.mapPos(to, -1),
    }));
  },
});

const rangesOf = (devices: readonly PageDevice[]): readonly DeviceRange[] =>
  devices.flatMap((device) =>
    device.span === undefined ? [] : [{ device, from: device.span.start, to: device.span.end }],
  );

/** The device whose element is at an offset. */
export function deviceAt(ranges: readonly DeviceRange[], offset: number): PageDevice | undefined {
  return ranges.find(({ from, to }) => from <= offset && offset <= to)?.device;
}

const lit = StateField.define<{ readonly hovered?: string | undefined; readonly selected?: string | undefined }>({
  create: () => ({}),
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setLit)) return effect.value;
    return value;
  },
});

/** More lines than any screen shows of an element. */
const MOST_LINES = 300;

const litLines = EditorView.decorations.compute([lit, deviceRanges, 'doc'], (state): DecorationSet => {
  const { hovered, selected } = state.field(lit);
  const ranges = state.field(deviceRanges);
  const lines = [
    ...marks(
      ranges.find(({ device }) => device.id === selected),
      'chosen',
    ),
    ...marks(
      ranges.find(({ device }) => device.id === hovered),
      'lit',
    ),
  ];
  return RangeSet.of(lines, true);

  function marks(range: DeviceRange | undefined, className: string) {
    if (range === undefined || range.to > state.doc.length || range.from > range.to) return [];
    const first = state.doc.lineAt(range.from).number;
    const last = Math.min(state.doc.lineAt(range.to).number, first + MOST_LINES);
    const decoration = Decoration.line({ class: `device-line ${className}` });
    return Array.from({ length: last - first + 1 }, (_, index) => decoration.range(state.doc.line(first + index).from));
  }
});

type Addressed = Pick<PageDevice, 'label' | 'address'>;

class AddressMarker extends GutterMarker {
  readonly devices: readonly Addressed[];
  constructor(devices: readonly Addressed[]) {
    super();
    this.devices = devices;
  }
  private get text(): string {
    return this.devices.map(({ address }) => address.replace(/^0000:/, '')).join(' ');
  }
  override eq(other: GutterMarker): boolean {
    return other instanceof AddressMarker && other.text === this.text;
  }
  override toDOM(): Node {
    const mark = document.createElement('span');
    mark.className = 'address-mark';
    mark.textContent = this.devices.length > 1 ? `${this.text.slice(0, 7)}…` : this.text;
    mark.title = this.devices.map(({ label, address }) => `${label}: libvirt gives it ${address}`).join('\n');
    return mark;
  }
}

/** Beside each line where an element begins that gets an address: which. */
const addressGutter = gutter({
  class: 'address-gutter',
  markers(view) {
    const { doc } = view.state;
    const lines = new Map<number, PageDevice[]>();
    for (const { device, from } of view.state.field(deviceRanges)) {
      if (!device.isPci || device.isGiven || from > doc.length) continue;
      const line = doc.lineAt(from).from;
      lines.set(line, [...(lines.get(line) ?? []), device]);
    }
    return RangeSet.of(
      [...lines].map(([line, devices]) => new AddressMarker(devices).range(line)),
      true,
    );
  },
  initialSpacer: () => new AddressMarker([{ label: '', address: '00:00.0' }]),
});

/** Devices in the text: their lines light up, and the margin shows what address each gets. */
export const deviceMarks: Extension = [deviceRanges, lit, litLines, addressGutter];
