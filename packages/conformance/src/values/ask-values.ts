import { CANDIDATES, NUMBERS } from './candidates.ts';
import { domainOf, settingsOf, withSetting } from './settings.ts';
import type { Subject } from './subjects.ts';

/** libvirt's words about a domain; undefined where it takes it. */
export type Ask = (xml: string) => Promise<string | undefined>;

/** What one libvirt makes of a setting. */
export interface SettingAnswer {
  readonly subject: string;
  readonly place: string;
  /** No value is refused: a free text, or not read here. */
  readonly free: boolean;
  /** The device without the attribute is refused. */
  readonly required: boolean;
  /** Values by what happens: taken, unknown (the words of a made-up value), refused for another reason. */
  readonly taken: readonly string[];
  readonly unknown: readonly string[];
  readonly refused: readonly string[];
}

export interface PartAnswer {
  readonly subject: string;
  readonly place: string;
  readonly required: boolean;
}

export interface SubjectAnswer {
  /** Whether the subject as it stands is taken; if not, only values can be told. */
  readonly base: string | undefined;
  readonly settings: readonly SettingAnswer[];
  readonly parts: readonly PartAnswer[];
  readonly messages: Readonly<Record<string, string>>;
}

const MADE_UP = 'zzz';

/** Numbers for which libvirt adds every controller up to them: it takes minutes over a large one. */
const GROWS = /controller@index$|address@controller$/;

/** Asks one libvirt about every setting of a subject. */
export async function askSubject(subject: Subject, ask: Ask): Promise<SubjectAnswer> {
  const { xml } = subject;
  const base = await ask(domainOf(subject));
  const { settings, parts } = settingsOf(subject);
  const messages: Record<string, string> = {};
  const answers = await Promise.all(
    settings.map(async ({ place, start, valueStart, end }): Promise<SettingAnswer> => {
      const set = (value: string) => ask(domainOf(subject, `${xml.slice(0, valueStart)}${value}${xml.slice(end - 1)}`));
      const without = await ask(domainOf(subject, xml.slice(0, start) + xml.slice(end)));
      const required = base === undefined && without !== undefined;
      if (required) messages[`-${place}`] = without;
      const made = await set(MADE_UP);
      const nothing = { subject: subject.name, place, required };
      if (made === base || made === undefined) return { ...nothing, free: true, taken: [], unknown: [], refused: [] };
      messages[place] = made;
      const lists: Record<'taken' | 'unknown' | 'refused', string[]> = { taken: [], unknown: [], refused: [] };
      const written = xml.slice(valueStart, end - 1);
      const values = new Set([
        written,
        ...(CANDIDATES[place.slice(place.lastIndexOf('/') + 1)] ?? []),
        ...NUMBERS.filter((one) => !GROWS.test(place) || !/\d{4}/.test(one)),
      ]);
      const told = await Promise.all([...values].map(async (value) => [value, await set(value)] as const));
      for (const [value, words] of told) {
        if (words === undefined) lists.taken.push(value);
        else if (words === made.replaceAll(MADE_UP, value)) lists.unknown.push(value);
        else lists.refused.push(value);
      }
      return { ...nothing, free: false, ...lists };
    }),
  );
  const partAnswers = await Promise.all(
    parts.map(async ({ place, start, end }) => {
      const without = await ask(domainOf(subject, xml.slice(0, start) + xml.slice(end)));
      const required = base === undefined && without !== undefined;
      if (required) messages[`-${place}`] = without;
      return { subject: subject.name, place, required };
    }),
  );
  return { base, settings: answers, parts: partAnswers, messages };
}

/** Whether a subject that does not write a setting would read it: a made-up value changes libvirt's answer. */
export async function isRead(subject: Subject, place: string, ask: Ask): Promise<boolean> {
  const base = await ask(domainOf(subject));
  const made = await ask(domainOf(subject, withSetting(subject, place, MADE_UP)));
  return made !== base && made?.includes(MADE_UP) === true;
}
