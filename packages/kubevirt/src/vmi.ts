import { PLACE_POLICIES, type PlacePolicy } from '@rootport/core';

/** The prefix of every annotation that is read here. */
const PREFIX = 'rootport/';

/** The annotations of a VMI, and so of `spec.template.metadata` of a VM. */
export const ANNOTATIONS = {
  lock: `${PREFIX}lock`,
  reserve: `${PREFIX}reserve`,
  place: `${PREFIX}place`,
} as const;

/** What the annotations of a VMI ask for. */
export interface Wishes {
  /** The text of a lock. */
  readonly lock?: string;
  /** Places that are to be free for hotplug. */
  readonly reserve?: number;
  readonly place?: PlacePolicy;
}

/** A VMI, as far as it matters here. */
export interface Vmi {
  /** Namespace and name, for the log. */
  readonly name: string;
  readonly wishes: Wishes;
  /** Whether this is the target of a migration that has not ended. */
  readonly isArriving: boolean;
}

/** A VMI; or what is wrong: with the whole (`vmi`) or with the value of an annotation. */
export type VmiReading =
  | { readonly ok: true; readonly vmi: Vmi }
  | { readonly ok: false; readonly annotation?: string; readonly problem: string };

/** The most that Kubernetes lets all annotations of an object have, in bytes. */
const MOST_ANNOTATION = 262_144;
const MOST_RESERVED = 255;

/** Reads the JSON of a VirtualMachineInstance. */
export function readVmi(text: string): VmiReading {
  const vmi = parse(text);
  if (vmi === undefined) return { ok: false, problem: 'the VMI is not a JSON object' };
  const metadata = objectAt(vmi, 'metadata');
  const annotations = objectAt(metadata, 'annotations');
  const value = (key: keyof typeof ANNOTATIONS): unknown =>
    Object.hasOwn(annotations, ANNOTATIONS[key]) ? annotations[ANNOTATIONS[key]] : undefined;
  const wrong = (key: keyof typeof ANNOTATIONS, problem: string): VmiReading => {
    return { ok: false, annotation: ANNOTATIONS[key], problem };
  };
  const [lock, reserve, place] = [value('lock'), value('reserve'), value('place')];
  if (lock !== undefined && typeof lock !== 'string') return wrong('lock', 'it is not a text');
  if (lock !== undefined && lock.length > MOST_ANNOTATION) {
    return wrong('lock', `it has more than ${MOST_ANNOTATION} characters`);
  }
  const count = typeof reserve === 'string' && /^\d{1,3}$/.test(reserve) ? Number(reserve) : undefined;
  if (reserve !== undefined && (count === undefined || count > MOST_RESERVED)) {
    return wrong('reserve', `it is not a number from 0 to ${MOST_RESERVED}`);
  }
  const policy = PLACE_POLICIES.find((one) => one === place);
  if (place !== undefined && policy === undefined) return wrong('place', `it is none of ${PLACE_POLICIES.join(', ')}`);
  const migration = objectAt(objectAt(vmi, 'status'), 'migrationState');
  return {
    ok: true,
    vmi: {
      name: [metadata['namespace'], metadata['name']].filter((part) => typeof part === 'string').join('/'),
      wishes: {
        ...(lock === undefined ? {} : { lock }),
        ...(count === undefined ? {} : { reserve: count }),
        ...(policy === undefined ? {} : { place: policy }),
      },
      isArriving: Object.keys(migration).length > 0 && migration['completed'] !== true && migration['failed'] !== true,
    },
  };
}

type Json = Readonly<Record<string, unknown>>;

function parse(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function objectAt(json: Json, name: string): Json {
  const value = Object.hasOwn(json, name) ? json[name] : undefined;
  return isObject(value) ? value : {};
}
