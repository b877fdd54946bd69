import type { Diagnostic } from '../diagnostics/index.ts';
import type { Controller, Device, Domain } from '../domain/index.ts';
import type { Facts, HostFacts, MachineFacts } from '../profiles/index.ts';
import type { Bus, Connection, FitRules, PciAddress } from '../topology/index.ts';
import type { BusRefusal, Decision } from './decision.ts';

/** A place that no device of the document holds: a chipset function, or a slot kept open. */
export interface Reserved {
  readonly kind: 'reserved';
  readonly what: string;
  readonly rule: string;
}

/** Who holds a function of a slot. */
export type Owner = Device | Reserved;

/** Why a controller was added that nobody wrote. */
export interface Growth {
  readonly index: number;
  readonly model: string;
  readonly rule: string;
  readonly cause: 'no-room' | 'given-address' | 'index-gap' | 'open-port' | 'reserved-slot' | 'controller';
  /** The device that asked, if one did. */
  readonly device?: Device;
}

/** Buses already found closed to a sort of device; nothing is released in a pass, so they stay closed. */
export interface SearchCursor {
  bus: number;
  readonly refusals: BusRefusal[];
}

/** A search that found no place: who searched, for what, and the buses as they were. */
export interface FailedSearch {
  readonly owner: Owner;
  readonly needs: Connection;
  /** The buses that were tried, in order. */
  readonly refused: readonly BusRefusal[];
  readonly buses: readonly SetBus[];
}

/** The buses of one pass (T-SET-1). */
export interface AddressSet {
  readonly isDry: boolean;
  readonly buses: SetBus[];
  /** By what the search asks of a bus. */
  readonly cursors: Map<string, SearchCursor>;
}

/** A bus during placement. */
export type SetBus = Bus<Owner>;

/** A completed definition, and what decides besides it. */
export interface PlacementInput {
  readonly domain: Domain;
  readonly facts: Facts;
  readonly machine: MachineFacts;
  readonly host: HostFacts;
  readonly diagnostics: Diagnostic[];
}

/** Everything that one placement works on. It changes the addresses of the domain's devices and its controller list. */
export interface Placement {
  readonly domain: Domain;
  readonly facts: Facts;
  readonly machine: MachineFacts;
  readonly host: HostFacts;
  readonly fitRules: FitRules;
  /** Bus 0 is a pcie-root (A-ROOT). */
  readonly hasPcieRoot: boolean;
  /** pSeries with several host bridges (T-SET-1). */
  readonly multiRoot: boolean;
  /** s390x with a QEMU that knows zPCI (V-15). */
  readonly hasZpci: boolean;
  readonly needs: Map<Device, Connection>;
  /** Isolation groups; a device that is not listed is in group 0. */
  readonly groups: Map<Device, number>;
  /** The controllers of each USB2 set (A-USB2), by index, in list order. */
  readonly usbSets: ReadonlyMap<number, readonly Controller[]>;
  readonly decisions: Map<Device, Decision>;
  readonly growth: Growth[];
  readonly failedSearches: FailedSearch[];
  readonly diagnostics: Diagnostic[];
}

/** A request for one place, as T-FIT-4 takes it. */
export interface Request {
  readonly owner: Owner;
  readonly needs: Connection;
  readonly group: number;
}

export interface Place {
  readonly address: PciAddress;
  readonly bus: SetBus;
}
