import { visible } from '@rootport/core';
import type { Io } from '../system/io.ts';
import { type Colours, coloursFor } from '../terminal/colours.ts';
import { formatTable, wrap } from '../terminal/table.ts';
import type { Head } from './results.ts';
import type { Group, Summary } from './summary.ts';

/** Groups beyond are counted, not shown. */
const MOST_GROUPS = 20;

/** What happened to how many guests, for people. */
export function fleetText(summary: Summary, io: Io): string {
  const { head, states, groups, unsure, tail } = summary;
  const colours = coloursFor(io.stdout, io);
  const width = Math.min(io.stdout.columns ?? 80, 100);
  const total = Object.values(states).reduce((sum, count) => sum + count, 0);
  const title = `${counted(total)}${head === undefined ? '' : `, ${questionText(head)}`}`;
  const rows = stateRows(summary);
  const skipped = tail === undefined || tail.skipped === 0 ? '' : `${tail.skipped} documents were passed over.\n`;
  const shown = isInventory(head) ? [kindTable(summary, width)] : groupTexts(groups, width, colours);
  const doubts = unsure.map(([text, count]) => `${wrap(visible(`not sure, ${counted(count)}: ${text}`), width, 2)}\n`);
  const blocks = doubts.length === 0 ? shown : [...shown, doubts.join('')];
  return [`${colours.bold(title)}\n${formatTable(rows, width)}${skipped}`, ...blocks].join('\n');
}

const isInventory = (head: Head | undefined): boolean => head?.question.kind === 'inventory';

/** What was asked, in words. */
export function questionText({ question }: Head): string {
  switch (question.kind) {
    case 'upgrade': {
      const { from, to, regenerate } = question;
      const side = ({ profile, options: { qemu }, kubevirt }: typeof from): string =>
        [
          profile,
          ...(qemu === undefined ? [] : [`QEMU ${qemu}`]),
          ...(kubevirt?.formula === undefined ? [] : [`KubeVirt's ${kubevirt.formula}`]),
        ].join(' with ');
      return `${side(from)} to ${side(to)}${regenerate === undefined ? '' : `, as ${regenerate} writes them again`}`;
    }
    case 'inventory':
      return 'as they are';
    case 'room':
      return `fewer than ${question.free} places free for hotplug`;
  }
}

/** The line for each state that there is. */
export function stateRows({ states, head }: Summary): readonly (readonly string[])[] {
  const names = head?.question.kind === 'room' ? ROOM_STATES : STATES;
  return (['same', 'changed', 'refused', 'unread'] as const)
    .filter((state) => states[state] > 0)
    .map((state) => [`  ${String(states[state]).padStart(8)}`, names[state]]);
}

const STATES = { same: 'as before', changed: 'change', refused: 'refused', unread: 'could not be read' };
const ROOM_STATES = { ...STATES, same: 'have enough', changed: 'have fewer' };

export const counted = (count: number): string => `${count} guest${count === 1 ? '' : 's'}`;

function groupTexts(groups: readonly Group[], width: number, colours: Colours): readonly string[] {
  const told = groups.filter(({ state }) => state !== 'same');
  const texts = told.slice(0, MOST_GROUPS).map((group) => groupText(group, width, colours));
  const rest = told.slice(MOST_GROUPS);
  if (rest.length === 0) return texts;
  const count = rest.reduce((sum, group) => sum + group.count, 0);
  return [...texts, `${rest.length} more groups with ${counted(count)}; -o html and -o json have them all.\n`];
}

function groupText({ severity, count, shape, kinds, example, ids }: Group, width: number, colours: Colours): string {
  const paint = severity === 'breaking' ? colours.red : severity === 'warning' ? colours.yellow : colours.cyan;
  const what = kinds.length === 0 ? (example.why ?? 'nothing is known') : kinds.join(', ');
  const head = `${paint(severity)}: ${counted(count)}${shape === '' ? '' : `, ${shape}`}`;
  const details = (example.details ?? []).map((text) => `  ${wrap(visible(text), width - 2, 4)}`);
  const named = `  such as ${visible(ids[0] ?? '')}${count > 1 && ids[1] !== undefined ? `, ${visible(ids[1])}` : ''}`;
  return `${head}\n  ${wrap(visible(what), width - 2, 4)}\n${[named, ...details].join('\n')}\n`;
}

function kindTable({ kinds }: Summary, width: number): string {
  return formatTable(
    kinds.map(([kind, count]) => [`  ${String(count).padStart(8)}`, visible(kind)]),
    width,
  );
}
