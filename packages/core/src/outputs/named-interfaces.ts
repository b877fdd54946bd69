import { checkArguments, isGuest, isOneOf } from '../basics/index.ts';
import { createDiagnostic, type Diagnostic } from '../diagnostics/index.ts';
import type { Guest, PredictedInterface } from '../guest/index.ts';

/** An interface with the name that it is to have, and how the guest knows it. */
export interface NamedInterface {
  /** The predicted name; the one of its path where interfaces clash. */
  readonly name: string;
  /** `52:54:00:00:00:01`; absent where the document gives none. */
  readonly mac?: string;
  /** The guest's address. */
  readonly address: string;
  readonly label: string;
}

/** The interfaces that get a name, and what is to be said of the others. */
export interface NamedInterfaces {
  readonly interfaces: readonly NamedInterface[];
  /** Interfaces that cannot be matched by their MAC address (RP7108). */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What configuration for the guest needs to give each interface its predicted name, whatever becomes of its place.
 * Where interfaces clash, each gets the name of its path, which is its own. `instead` is what the configuration matches
 * an interface without MAC address by.
 */
export function namedInterfaces(guest: Guest, instead: 'name' | 'place'): NamedInterfaces {
  checkArguments('namedInterfaces', {
    guest: [guest, isGuest],
    instead: [instead, isOneOf('name', 'place')],
  });
  const { interfaces } = guest;
  return {
    interfaces: interfaces.flatMap(named),
    diagnostics: interfaces
      .filter(({ mac, address }) => mac === undefined && address !== undefined)
      .map(({ device, label }) =>
        createDiagnostic('RP7108', {
          span: device.element?.startTag,
          values: { device: label, instead: `its ${instead}` },
        }),
      ),
  };
}

function named({ name, names, mac, address, label, clashesWith }: PredictedInterface): readonly NamedInterface[] {
  if (name === undefined || address === undefined) return [];
  const own = clashesWith.length > 0 ? (names?.path ?? name) : name;
  return [{ name: own, address, label, ...(mac === undefined ? {} : { mac: mac.toLowerCase() }) }];
}
