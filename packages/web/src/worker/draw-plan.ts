import {
  comparePlans,
  convertMachine,
  type DeviceFace,
  deviceIds,
  deviceSummaries,
  drawablePart,
  faceOf,
  type LayoutOptions,
  layoutSvg,
  type MeasureText,
  nodesOfDevices,
  type Plan,
  type PlanComparison,
  planDomain,
  type RefusedDevice,
  TEXT_STYLES,
  type TextStyle,
  type TreeLayout,
  treeLayout,
} from '@rootport/core';
import { type Current, optionsOf } from './answers.ts';
import type { Drawing, Drawn, PageDevice } from './protocol.ts';

/** More like boxes than this are one. */
const LONG_RUN = 16;

let last: TreeLayout | undefined;

/** The last picture as an SVG document, in the colours of a scheme or of whoever looks at it. */
export const lastSvg = (scheme: 'light' | 'dark' | undefined): string | undefined =>
  last === undefined ? undefined : layoutSvg(last, scheme);

/** Draws a text: its plan, with what was before where that is asked for; of a refused one what can be drawn. */
export function draw(current: Current, drawing: Drawing): Drawn | undefined {
  const { result, request } = current;
  if (result.ok) return drawing.compare === undefined ? drawn(result.plan, drawing) : compared(current, drawing);
  const options = optionsOf(request.settings);
  const part = drawablePart(request.text, result, (xml) => planDomain(xml, options));
  if (part === undefined) return undefined;
  return drawn(part.plan, drawing, { refused: part.refused, clashing: part.clashing }, { isPart: true, isPlan: false });
}

function drawn(
  plan: Plan,
  { width, expanded }: Drawing,
  more: LayoutOptions = {},
  about: { readonly isPart?: boolean; readonly isPlan?: boolean; readonly compared?: string } = {},
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
    picture: { ...picture, isPart: false, isPlan: true, ...about },
    devices: [
      ...devicesOf(plan, layout, faces, about.isPlan !== false || about.isPart === true),
      ...refusedOf(layout, more.refused ?? []),
    ],
  };
}

/** The plan with what was before: what moved, what is new, what is gone. */
function compared({ result, request }: Current, drawing: Drawing): Drawn | undefined {
  if (!result.ok || drawing.compare === undefined) return undefined;
  const { compare } = drawing;
  const options = optionsOf(request.settings);
  const planner = (xml: string) => planDomain(xml, options);
  if (compare.kind === 'q35') {
    const converted = convertMachine(request.text, planner);
    if (!converted.ok) return drawn(result.plan, drawing);
    const about = { isPlan: false, compared: 'as it will be on q35, with the places of now' };
    return drawn(converted.after, drawing, beforeOf(converted.after, converted.comparison), about);
  }
  const before =
    compare.kind === 'original'
      ? planner(compare.text)
      : planDomain(request.text, { ...options, profile: compare.profile });
  if (!before.ok) return drawn(result.plan, drawing);
  const comparison = comparePlans(before.plan, result.plan);
  if (!comparison.differs) return drawn(result.plan, drawing);
  const words = compare.kind === 'original' ? 'as it was opened' : `under ${before.plan.profile}`;
  return drawn(result.plan, drawing, beforeOf(result.plan, comparison), { compared: `with the places ${words}` });
}

function beforeOf(after: Plan, { devices }: PlanComparison): Pick<LayoutOptions, 'before' | 'gone'> {
  const ids = new Map([...deviceSummaries(after)].map(([id, summary]) => [keyOf(summary), id]));
  const moved = devices.filter(({ status }) => status === 'moved');
  return {
    before: new Map(
      moved.flatMap(({ before, after: now }) => {
        const id = ids.get(keyOf(now));
        return id === undefined || before === undefined ? [] : [[id, before.address] as const];
      }),
    ),
    gone: devices.flatMap(({ status, before }) => (status === 'gone' && before !== undefined ? [before] : [])),
  };
}

const keyOf = (one: { readonly label: string; readonly address: string } | undefined): string =>
  `${one?.label}|${one?.address}`;

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
