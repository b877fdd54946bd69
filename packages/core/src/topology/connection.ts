/**
 * A connection is a set of kinds (what sort of plug) and marks (T-KIND-1), as bits. A device's set says what it needs,
 * a bus's set what it accepts.
 */
export type Connection = number;

/** Connection kinds, in the order in which a refusal names them (T-FIT-2). */
export const KIND = {
  PCI: 1 << 0,
  PCIE: 1 << 1,
  ROOTPORT: 1 << 2,
  UPSTREAM: 1 << 3,
  DOWNSTREAM: 1 << 4,
  DMIBRIDGE: 1 << 5,
  P2PBRIDGE: 1 << 6,
  PXB: 1 << 7,
  PXBE: 1 << 8,
  BRIDGE: 1 << 9,
} as const;

/** Connection marks. `INTEGRATED` devices have to sit on bus 0 (V-21). */
export const MARK = {
  AUTO: 1 << 16,
  HOT: 1 << 17,
  SHARE: 1 << 18,
  INTEGRATED: 1 << 19,
} as const;

export type KindName = keyof typeof KIND;

const KIND_NAMES: readonly KindName[] = [
  'PCI',
  'PCIE',
  'ROOTPORT',
  'UPSTREAM',
  'DOWNSTREAM',
  'DMIBRIDGE',
  'P2PBRIDGE',
  'PXB',
  'PXBE',
  'BRIDGE',
];

export const ENDPOINT_KINDS: Connection = KIND.PCI | KIND.PCIE;
export const ALL_KINDS: Connection = (1 << KIND_NAMES.length) - 1;

/** The first kind of the set in reporting order; undefined for a set without kinds. */
export function firstKind(connection: Connection): KindName | undefined {
  return KIND_NAMES.find((name) => (connection & KIND[name]) !== 0);
}

/** Who chose an address: the document, or the planner. */
export type Origin = 'user' | 'auto';

/** How strictly marks are judged; both values come from the profile. */
export interface FitRules {
  /** 6.3+: `AUTO` and `HOT` are two marks; before, one mark played both parts. */
  readonly splitAutoHot: boolean;
  /** For which sort of device bus 0 opens itself to `INTEGRATED` devices (V-21, V-22). */
  readonly integrated: 'none' | 'pcie' | 'both';
}

export type Misfit = 'no-auto' | 'no-hotplug' | 'kind' | 'integrated';

/** Why a device does not fit a bus, in the order of T-FIT-2; undefined when it fits (T-FIT-1, T-FIT-2). */
export function misfit(
  accepts: Connection,
  needs: Connection,
  origin: Origin,
  busIndex: number,
  rules: FitRules,
): Misfit | undefined {
  const open = widen(accepts, needs, origin, busIndex, rules);
  if ((needs & MARK.INTEGRATED) !== 0 && busIndex !== 0) return 'integrated';
  const sharesKind = (needs & open & ALL_KINDS) !== 0;
  const lacksAuto = (needs & MARK.AUTO) !== 0 && (open & MARK.AUTO) === 0;
  if (!rules.splitAutoHot) return sharesKind ? (lacksAuto ? 'no-hotplug' : undefined) : 'kind';
  if (origin === 'auto' && lacksAuto) return 'no-auto';
  if ((needs & MARK.HOT) !== 0 && (open & MARK.HOT) === 0) return 'no-hotplug';
  return sharesKind ? undefined : 'kind';
}

// T-FIT-1: what a user writes by hand is judged more leniently than what the planner may choose.
function widen(accepts: Connection, needs: Connection, origin: Origin, busIndex: number, rules: FitRules): Connection {
  let open = accepts;
  if ((needs & MARK.INTEGRATED) !== 0 && busIndex === 0) {
    open |= MARK.AUTO;
    if (rules.integrated === 'both') open |= KIND.PCI;
  }
  if (origin === 'auto') return open;
  if ((open & ENDPOINT_KINDS) !== 0) open |= ENDPOINT_KINDS;
  if ((needs & KIND.BRIDGE) !== 0 && (open & KIND.PCI) !== 0) open |= KIND.BRIDGE;
  if (!rules.splitAutoHot && (needs & MARK.AUTO) !== 0) open |= MARK.AUTO;
  return open;
}
