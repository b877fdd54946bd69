import {
  comparePlans,
  convertMachine,
  deviceSummaries,
  drawablePart,
  type LayoutOptions,
  type Plan,
  type PlanComparison,
  planDomain,
} from '@rootport/core';
import { type Current, optionsOf } from './answers.ts';
import type { Comparing } from './protocol.ts';

/** A plan with what is drawn besides it. */
export interface DrawnTogether {
  readonly plan: Plan;
  readonly more?: LayoutOptions;
  readonly isPart?: boolean;
  readonly isPlan?: boolean;
  readonly compared?: string;
}

/** What can be drawn of a refused text, and what is at fault in it. */
export function drawableOf({ request, result }: Current): DrawnTogether | undefined {
  const options = optionsOf(request.settings);
  const part = drawablePart(request.text, result, (xml) => planDomain(xml, options));
  if (part === undefined) return undefined;
  const { plan, refused, clashing } = part;
  return { plan, more: { refused, clashing }, isPart: true, isPlan: false };
}

/** The plan with what was before: what moved, what is new, what is gone. */
export function comparedOf({ result, request }: Current, compare: Comparing | undefined): DrawnTogether | undefined {
  if (!result.ok || compare === undefined) return undefined;
  const { plan } = result;
  const options = optionsOf(request.settings);
  const planner = (xml: string) => planDomain(xml, options);
  if (compare.kind === 'q35') {
    const converted = convertMachine(request.text, planner);
    if (!converted.ok) return { plan };
    const { after, comparison } = converted;
    const compared = 'as it will be on q35, with the places of now';
    return { plan: after, more: beforeOf(after, comparison), isPlan: false, compared };
  }
  const isOriginal = compare.kind === 'original';
  const before = isOriginal
    ? planner(compare.text)
    : planDomain(request.text, { ...options, profile: compare.profile });
  if (!before.ok) return { plan };
  const comparison = comparePlans(before.plan, plan);
  if (!comparison.differs) return { plan };
  const words = isOriginal ? 'as it was opened' : `under ${before.plan.profile}`;
  return { plan, more: beforeOf(plan, comparison), compared: `with the places ${words}` };
}

function beforeOf(after: Plan, { devices }: PlanComparison): LayoutOptions {
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
