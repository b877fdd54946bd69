import { argumentSpan, type Domain, readQemuArguments } from '../domain/index.ts';
import { argumentDriver, isHarmlessOption, PLACE_PROPERTIES } from '../profiles/index.ts';
import type { Span } from '../text/index.ts';
import { movedDevices } from './moved-devices.ts';
import type { Plan } from './plan.ts';

/** An argument that may have to do with PCI and is not understood. */
export interface UnreadArgument {
  /** `-device foo`, `-readconfig`, `addr of net0, given by override` */
  readonly what: string;
  readonly span: Span;
}

/** What of `<qemu:commandline>` and `<qemu:override>` is not understood, though it may concern PCI (G-ARG-PLACE). Without a plan nothing is known of overrides. */
export function unreadArguments(domain: Domain, plan?: Plan): readonly UnreadArgument[] {
  const understood = plan === undefined ? undefined : movedDevices(plan).understood;
  const { devices, settings, others } = readQemuArguments(domain);
  return [
    ...devices
      .filter(({ driver }) => argumentDriver(driver) === undefined)
      .map((one) => ({ what: `-device ${one.driver}`, span: argumentSpan(one) })),
    ...settings
      .filter((one) => PLACE_PROPERTIES.includes(one.property) && understood?.has(one) !== true)
      .map((one) => ({ what: `${one.property} of ${one.subject}, given by ${one.kind}`, span: argumentSpan(one) })),
    ...others
      .filter(({ option }) => !isHarmlessOption(option))
      .map((one) => ({ what: `-${one.option}`, span: argumentSpan(one) })),
  ];
}
