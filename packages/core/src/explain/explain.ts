import { checkArguments, isListOf, isObject, isOneOf, isPlan, isShape, orNothing } from '../basics/index.ts';
import { ownerName } from '../domain/index.ts';
import type { FailedSearch } from '../placement/index.ts';
import type { Plan, Subject } from '../plan/index.ts';
import { type HostFacts, isHostFacts } from '../profiles/index.ts';
import { explainAddress } from './explain-address.ts';
import { explainDevice } from './explain-device.ts';
import { needWords } from './explain-needs.ts';
import { explainModel, explainWholePlan } from './explain-plan.ts';
import { passedOver } from './explain-search.ts';
import { createContext, type Explanation, type ExplanationStep, step } from './explanation.ts';

export {
  EXPLANATION_FORMAT_VERSION,
  type Explanation,
  type ExplanationStep,
  type ExplanationTopic,
} from './explanation.ts';

const isSubject = isShape('a subject, as findSubject returns it in "subject"', {
  type: isOneOf('device', 'address', 'model'),
});
const isSearch = isShape('a search, as planDomain returns them in "failedSearches"', {
  owner: isObject,
  refused: isListOf(isObject),
  buses: isListOf(isObject),
});

/**
 * The chain of rules behind a device, an address or the controllers of a model; without a subject the whole plan. With
 * facts of the host it says where a passed device is there.
 */
export function explainPlan(plan: Plan, subject?: Subject, host?: HostFacts): Explanation {
  checkArguments('explainPlan', {
    plan: [plan, isPlan],
    subject: [subject, orNothing(isSubject)],
    host: [host, orNothing(isHostFacts)],
  });
  const context = createContext(plan, host);
  if (subject === undefined) return explainWholePlan(context);
  switch (subject.type) {
    case 'device':
      return explainDevice(context, subject.device);
    case 'address':
      return explainAddress(context, subject.address);
    case 'model':
      return explainModel(context, subject.model, subject.controllers);
  }
}

/** What was tried for each device that found no place. */
export function explainRefusal(searches: readonly FailedSearch[]): readonly Explanation[] {
  checkArguments('explainRefusal', { searches: [searches, isListOf(isSearch)] });
  return searches.map(({ owner, needs, refused, buses }) => {
    const words = needWords(needs);
    return {
      subject: ownerName(owner),
      steps: [
        ...(words === undefined ? [] : [step('needs', `It is ${words}.`)]),
        ...passedOver(buses, refused, needs, buses[0]?.model === 'pcie-root'),
        noRoom(buses.length),
      ],
    };
  });
}

function noRoom(count: number): ExplanationStep {
  const text = `No bus of the ${count} has room, and libvirt has no controller to add that would take it.`;
  return step('passed-over', text, { rule: 'T-GROW-5' });
}
