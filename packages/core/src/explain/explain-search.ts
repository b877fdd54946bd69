import { ownerName, rootModel } from '../domain/index.ts';
import type { BusRefusal, Decision, SetBus } from '../placement/index.ts';
import { type Connection, MARK } from '../topology/index.ts';
import { acceptWords, needWords } from './explain-needs.ts';
import { busNames, type Context, type ExplanationStep, enumerate, step } from './explanation.ts';

/** The buses that were passed over before a place was found, in the order tried, like ones together. */
export function explainRefusals(context: Context, decision: Decision, needs: Connection): readonly ExplanationStep[] {
  const refused = decision.refused.slice(0, decision.refusedCount);
  return passedOver(context.plan.buses, refused, needs, rootModel(context.plan.domain) === 'pcie-root');
}

/** The same for buses of a plan that did not come about. */
export function passedOver(
  buses: readonly SetBus[],
  refused: readonly BusRefusal[],
  needs: Connection,
  isExpress: boolean,
): readonly ExplanationStep[] {
  const groups: { readonly reason: BusRefusal['reason']; readonly buses: SetBus[] }[] = [];
  for (const { bus: index, reason } of refused) {
    const bus = buses[index];
    if (bus === undefined) continue;
    const group = groups.at(-1);
    const isLike = group?.reason === reason && group.buses.at(-1)?.model === bus.model;
    if (group !== undefined && isLike) group.buses.push(bus);
    else groups.push({ reason, buses: [bus] });
  }
  return groups.map((group) => refusalStep(group.reason, group.buses, needs, isExpress));
}

function refusalStep(
  reason: BusRefusal['reason'],
  buses: readonly SetBus[],
  needs: Connection,
  isExpress: boolean,
): ExplanationStep {
  const [first] = buses;
  const model = first?.model ?? '';
  const names = `${capital(busNames(buses.map(({ index }) => index)))} (${model})`;
  const say = (text: string, rule: string): ExplanationStep =>
    step('passed-over', `${names}: passed over; ${text}.`, { rule });
  const accepted = acceptWords(first?.accepts ?? 0);
  switch (reason) {
    case 'no-auto':
      return say('only an address written by hand puts a device there', 'T-FIT-2');
    case 'no-hotplug':
      return say('no device can be plugged in there while the guest runs', 'T-FIT-2');
    case 'kind':
      return say(
        `${buses.length === 1 ? 'it takes' : 'they take'} ${accepted}, and not ${needWords(needs) ?? 'this'}`,
        'T-FIT-2',
      );
    case 'integrated':
      return say('only bus 0 will do', 'V-21');
    case 'other-group':
      return say('it is of another isolation group', 'T-OCC-5');
    case 'full':
      return say(isExpress ? takenBy(buses) : 'every slot is taken', 'T-OCC-4');
  }
}

const MOST_HOLDERS = 3;

/** Who holds the slots of ports; buses with more slots are only full. */
function takenBy(buses: readonly SetBus[]): string {
  if (buses.some(({ firstSlot, lastSlot }) => firstSlot !== lastSlot)) return 'every slot is taken';
  const holders = buses.map(({ holdings }) => {
    const owner = holdings[0]?.owner;
    return owner === undefined ? 'nobody' : ownerName(owner);
  });
  return `taken by ${enumerate(holders, MOST_HOLDERS)}`;
}

/** Whether a device may be plugged into a bus while the guest runs. */
export const isHotpluggable = ({ accepts }: SetBus): boolean => (accepts & MARK.HOT) !== 0;

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
