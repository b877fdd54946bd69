import {
  type DeviceFace,
  deviceIds,
  deviceSummaries,
  faceOf,
  type MeasureText,
  nodesOfDevices,
  type Plan,
  type RefusedDevice,
  TEXT_STYLES,
  type TextStyle,
  type TreeLayout,
  treeLayout,
} from '@rootport/core';
import type { Current } from './answers.ts';
import type { DrawnTogether } from './drawn-together.ts';
import type { Drawing, Drawn, PageDevice } from './protocol.ts';

/** More like boxes than this are one. */
const LONG_RUN = 16;

let last: TreeLayout | undefined;

/** The last picture that was drawn. */
export const lastLayout = (): TreeLayout | undefined => last;

/** Draws a text: its plan, with what was before where that is asked for; of a refused one what can be drawn. */
export async function draw(current: Current, drawing: Drawing): Promise<Drawn | undefined> {
  const { result } = current;
  if (result.ok && drawing.compare === undefined) return drawn(result.plan, drawing, {});
  const { drawableOf, comparedOf } = await import('./drawn-together.ts');
  const together = result.ok ? comparedOf(current, drawing.compare) : drawableOf(current);
  return together && drawn(together.plan, drawing, together);
}

function drawn(
  plan: Plan,
  { width, expanded }: Drawing,
  { more = {}, isPart = false, isPlan = true, compared }: Omit<DrawnTogether, 'plan'>,
): Drawn {
  const options = {
    width,
    expanded: new Set(expanded),
    collapse: LONG_RUN,
    ...(measure === undefined ? {} : { measure }),
  };
  const layout = treeLayout(plan, { ...options, ...more });
  last = layout;
  const { faces, ...picture } = layout;
  return {
    picture: { ...picture, isPart, isPlan, ...(compared === undefined ? {} : { compared }) },
    devices: [...devicesOf(plan, layout, faces, isPlan || isPart), ...refusedOf(layout, more.refused ?? [])],
  };
}

function devicesOf(
  plan: Plan,
  { nodes }: TreeLayout,
  faces: ReadonlyMap<string, DeviceFace>,
  hasPlaces: boolean,
): readonly PageDevice[] {
  const boxes = nodesOfDevices(plan, nodes);
  const summaries = deviceSummaries(plan);
  return [...deviceIds(plan)].map(([device, id]): PageDevice => {
    const source = plan.decisions.get(device)?.source;
    const { label = '', address = '' } = summaries.get(id) ?? {};
    const { name, known, group, words } = faces.get(id) ?? faceOf(device, {});
    const node = boxes.get(id);
    return {
      id,
      label,
      name,
      known,
      group,
      address,
      isPci: device.address.type === 'pci',
      isGiven: source === undefined || source === 'document' || source === 'moved',
      words: `${words} ${address}`,
      ...(device.element === undefined || !hasPlaces ? {} : { span: device.element.span }),
      ...(node === undefined ? {} : { node }),
    };
  });
}

function refusedOf({ nodes }: TreeLayout, refused: readonly RefusedDevice[]): readonly PageDevice[] {
  return refused.map(({ id, device, address = '' }) => {
    const face = faceOf(device, {});
    const node = nodes.find(({ links }) => links.device === id)?.id;
    return {
      id,
      label: face.name,
      name: face.name,
      known: face.known,
      group: face.group,
      address,
      isPci: false,
      isGiven: true,
      words: face.words,
      ...(device.element === undefined ? {} : { span: device.element.span }),
      ...(node === undefined ? {} : { node }),
    };
  });
}

const FONTS = {
  sans: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif',
  mono: 'ui-monospace, SFMono-Regular, Menlo, "Liberation Mono", monospace',
};
const MOST_KEPT = 20_000;

function createMeasure(): MeasureText | undefined {
  const context = typeof OffscreenCanvas === 'undefined' ? null : new OffscreenCanvas(1, 1).getContext('2d');
  if (context === null) return undefined;
  const kept = new Map<string, number>();
  let current: TextStyle | undefined;
  return (text, style) => {
    const key = `${style} ${text}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (current !== style) {
      const { size, weight, isMono } = TEXT_STYLES[style];
      context.font = `${weight} ${size}px ${isMono ? FONTS.mono : FONTS.sans}`;
      current = style;
    }
    const { width } = context.measureText(text);
    if (kept.size > MOST_KEPT) kept.clear();
    kept.set(key, width);
    return width;
  };
}

/** A text's width as the page's own fonts have it; the estimate of the library where a worker cannot measure. */
const measure: MeasureText | undefined = createMeasure();
