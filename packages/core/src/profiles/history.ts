import { checkArguments, isText } from '../basics/index.ts';
import type { Device, DeviceKind } from '../domain/index.ts';
import { both, type Concern, having, quoting, writing } from './concerns.ts';
import { isSince, type Release, type ReleaseRange } from './releases.ts';
import { AVAILABILITY } from './tables/availability.ts';
import { CONNECTIONS } from './tables/connections.ts';
import { PCI_CONTROLLERS } from './tables/controllers.ts';
import { ELEMENTS } from './tables/elements.ts';
import { PLUG_DATES, type PlugDateRow } from './tables/plug-dates.ts';
import { REFUSALS, type RefusalRow } from './tables/refusals.ts';
import { RELEASES } from './tables/releases.ts';
import { SWITCH_TEXTS, type SwitchText } from './tables/switch-texts.ts';
import { SWITCHES, type SwitchValue } from './tables/switches.ts';
import { VALUES } from './tables/values.ts';

/** One thing that changed with a release. */
export interface ReleaseChange {
  readonly release: Release;
  /** The change is known only to come after this release and by `release`. */
  readonly after?: Release;
  /** `release` is the oldest one that was seen to have it; which one began is not known. */
  readonly isSeen?: true;
  readonly about: string;
  readonly effect: SwitchText['effect'];
  readonly rule: string;
}

/** A change with the documents that it can concern; absent: all of them. */
export interface ConcernedChange extends ReleaseChange {
  readonly concerns?: Concern;
}

type Row = ReleaseRange & { readonly rule: string; readonly isSeen?: true };

const dated = ({ since, after }: ReleaseRange): Pick<ReleaseChange, 'release' | 'after'> | undefined =>
  since === undefined ? undefined : { release: since, ...(after === undefined ? {} : { after }) };

function change(row: Row, about: string, effect: SwitchText['effect'], concerns?: Concern): readonly ConcernedChange[] {
  const when = dated(row);
  const seen = row.isSeen === true ? { isSeen: row.isSeen } : {};
  const only = concerns === undefined ? {} : { concerns };
  return when === undefined ? [] : [{ ...when, ...seen, about, effect, rule: row.rule, ...only }];
}

/** What a later release alone refuses concerns no document that it accepts. */
const none: Concern = () => false;

/** A refusal that began and, perhaps, ended. */
function ends(row: Row, about: string, concerns?: Concern): readonly ConcernedChange[] {
  const { until, rule } = row;
  const began = change(row, `refused: ${about}`, 'accepts', none);
  if (until === undefined) return began;
  const only = concerns === undefined ? {} : { concerns };
  return [...began, { release: until, about: `no longer refused: ${about}`, effect: 'accepts', rule, ...only }];
}

function switchChanges(): readonly ConcernedChange[] {
  return Object.entries(SWITCHES).flatMap(([name, { rule, values }]) => {
    const { about, effect, concerns } = SWITCH_TEXTS[name as keyof typeof SWITCHES];
    const history: readonly SwitchValue<unknown>[] = values;
    return history.flatMap((value) => change({ ...value, rule }, about, effect, concerns));
  });
}

const modelsOf = (models: readonly string[]): string => models.filter((model) => model !== '*').join(', ');

let all: readonly ConcernedChange[] | undefined;

/** Everything that changed, oldest first. */
export function releaseChanges(): readonly ReleaseChange[] {
  return concernedChanges();
}

/** The same, with the documents that each can concern. */
export function concernedChanges(): readonly ConcernedChange[] {
  if (all !== undefined) return all;
  const position = new Map<Release, number>(RELEASES.map(({ release }, at) => [release, at]));
  const changes = [
    ...switchChanges(),
    ...CONNECTIONS.flatMap((row) =>
      change(
        row,
        `${row.device} ${modelsOf(row.models)}`.trimEnd().concat(`: ${NEEDS[row.need]}`),
        'moves',
        connected(row),
      ),
    ),
    ...PCI_CONTROLLERS.flatMap((row) =>
      change(row, `PCI controller ${row.model}`, 'accepts', ofModel('controller', [row.model])),
    ),
    ...ELEMENTS.flatMap((row) => change(row, `<${row.name}> is known`, 'accepts', having(row.name))),
    ...VALUES.flatMap((row) => change(row, `${row.place}: ${row.values.join(', ')}`, 'accepts', valued(row))),
    ...Object.values<RefusalRow>(REFUSALS).flatMap((row) => ends(row, row.about, row.concerns)),
    ...Object.values<PlugDateRow>(PLUG_DATES).flatMap((row) => change(row, row.about, 'accepts', none)),
    ...AVAILABILITY.flatMap((row) =>
      ends(
        row,
        `${[row.kinds.join(', '), ...(row.models ?? [])].join(' ')} (${row.reason})`,
        writing(row.kinds, row.models),
      ),
    ),
  ];
  all = changes.sort((a, b) => (position.get(a.release) ?? 0) - (position.get(b.release) ?? 0));
  return all;
}

/** A key is a class, `interface`, or one of its types, buses or families of models, `controller scsi`. */
function connected({ device, models }: (typeof CONNECTIONS)[number]): Concern {
  const [kind = '', sort] = device.split(' ');
  const named = ofModel(kind as DeviceKind, models.includes('*') ? undefined : models);
  return sort === undefined
    ? named
    : both(
        named,
        having(kind as DeviceKind, (one) => sortsOf(one).includes(sort)),
      );
}

const sortsOf = (device: Device): readonly string[] =>
  (['type', 'bus', 'model'] as const).flatMap((field) => {
    const value: unknown = field in device ? device[field as keyof Device] : undefined;
    return typeof value === 'string' ? [value, value.split('-')[0] ?? ''] : [];
  });

/** The class is the beginning of the place: `interface/backend@type`. */
const valued = ({ place, values }: (typeof VALUES)[number]): Concern =>
  both(having((/^\w+/.exec(place)?.[0] ?? '') as DeviceKind), quoting(values));

const ofModel = (kind: DeviceKind, models: readonly string[] | undefined): Concern =>
  having(kind, (device) => models?.includes(('model' in device ? device.model : undefined) ?? '') ?? true);

const NEEDS: Readonly<Record<(typeof CONNECTIONS)[number]['need'], string>> = {
  conventional: 'conventional PCI',
  express: 'PCI Express',
  virtio: 'as virtio devices are',
  none: 'not on PCI',
  host: 'as the host device is',
};

/** Changes that a release may have already, though they are counted from a later one on: their date is not known exactly. */
export function doubtfulChanges(release: Release): readonly ReleaseChange[] {
  checkArguments('doubtfulChanges', { release: [release, isText] });
  return releaseChanges().filter(
    ({ after, release: since }) => after !== undefined && !isSince(after, release) && !isSince(release, since),
  );
}

/** What changed after one release, up to and with another one. */
export function changesBetween(older: Release, newer: Release): readonly ReleaseChange[] {
  checkArguments('changesBetween', { older: [older, isText], newer: [newer, isText] });
  return releaseChanges().filter(({ release }) => !isSince(older, release) && isSince(newer, release));
}
