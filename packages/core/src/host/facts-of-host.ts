import { checkArguments, isHost } from '../basics/index.ts';
import type { Host, HostBar } from './host.ts';

/** What planning asks of a host device; unknown facts are absent. */
export interface PlannedFacts {
  readonly present: true;
  readonly pcie?: boolean;
  readonly iommuGroup?: number;
  readonly numaNode?: number;
  readonly bars?: readonly Pick<HostBar, 'kind' | 'size'>[];
}

/** The facts that planning asks for (N-HOST), by address, and the host itself for those who ask for more. */
export function factsOfHost(machine: Host): {
  readonly hostDevices: Readonly<Record<string, PlannedFacts>>;
  readonly machine: Host;
} {
  checkArguments('factsOfHost', { machine: [machine, isHost] });
  const hostDevices = Object.fromEntries(
    machine.devices.map(({ address, pcie, iommuGroup, node, bars }) => [
      address,
      {
        present: true as const,
        ...(pcie === null ? {} : { pcie }),
        ...(iommuGroup === null ? {} : { iommuGroup }),
        ...(node === null ? {} : { numaNode: node }),
        ...(bars === null ? {} : { bars: bars.map(({ kind, size }) => ({ kind, size })) }),
      },
    ]),
  );
  return { hostDevices, machine };
}
