import { CHANGE_SEVERITIES, type ChangeSeverity } from '@rootport/core';
import { type Answer, groupOf } from './answer.ts';
import { type Head, isHead, isTail, type Line, type Tail } from './results.ts';

/** Guests to which the same happened. */
export interface Group {
  readonly state: Answer['state'];
  readonly severity: ChangeSeverity;
  readonly shape: string;
  readonly kinds: readonly string[];
  count: number;
  /** The first ones by name. */
  readonly ids: string[];
  /** The first one, whole. */
  readonly example: Answer;
}

/** What all answers of a run come to; its size depends on how many groups there are, not on how many guests. */
export interface Summary {
  readonly head: Head | undefined;
  readonly tail: Tail | undefined;
  /** Guests by what became of them. */
  readonly states: Readonly<Record<Answer['state'], number>>;
  readonly severities: Readonly<Record<ChangeSeverity, number>>;
  /** What the guests of a group have in common, the worst first, then the largest. */
  readonly groups: readonly Group[];
  /** How many guests each kind is about, the most first. */
  readonly kinds: readonly (readonly [kind: string, count: number])[];
  /** Doubts, with the number of guests. */
  readonly unsure: readonly (readonly [text: string, count: number])[];
}

const MOST_IDS = 5;
/** Groups beyond have no pictures, so that results stay small whatever the guests are. */
export const MOST_PICTURES = 100;

/** Who says which answers have pictures. */
export interface Gallery {
  /** Whether the next answer is the first of its group and is to have pictures. */
  wantsPictures(answer: Answer): boolean;
  add(answer: Answer): void;
}

/** Adds lines up, in order. */
export function createSummary() {
  const groups = new Map<string, Group>();
  const states = { same: 0, changed: 0, refused: 0, unread: 0 };
  const severities = { none: 0, notice: 0, warning: 0, breaking: 0 };
  const unsure = new Map<string, number>();
  const kinds = new Map<string, number>();
  const count = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
  let head: Head | undefined;
  let tail: Tail | undefined;
  return {
    wantsPictures: (answer: Answer): boolean =>
      answer.state !== 'unread' && !groups.has(groupOf(answer)) && groups.size < MOST_PICTURES,
    add(line: Line): void {
      if (isHead(line)) head = line;
      else if (isTail(line)) tail = line;
      else {
        states[line.state] += 1;
        severities[line.severity] += 1;
        for (const text of line.unsure ?? []) count(unsure, text);
        for (const kind of line.kinds) count(kinds, kind);
        const key = groupOf(line);
        const { state, severity, shape } = line;
        const group = groups.get(key) ?? {
          state,
          severity,
          shape,
          kinds: line.kinds,
          count: 0,
          ids: [],
          example: line,
        };
        groups.set(key, group);
        group.count += 1;
        if (group.ids.length < MOST_IDS) group.ids.push(line.id);
      }
    },
    end(): Summary {
      const rank = ({ severity }: Group): number => CHANGE_SEVERITIES.indexOf(severity);
      const sorted = [...groups.values()].sort(
        (a, b) => rank(b) - rank(a) || b.count - a.count || a.example.n - b.example.n,
      );
      const mostFirst = (map: ReadonlyMap<string, number>) =>
        [...map].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
      return { head, tail, states, severities, groups: sorted, kinds: mostFirst(kinds), unsure: mostFirst(unsure) };
    },
  };
}
