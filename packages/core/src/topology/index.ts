export {
  type Bus,
  type BusOffer,
  createBus,
  FUNCTIONS_PER_SLOT,
  type Holding,
  isBusEmpty,
  isBusFull,
  isSlotUsed,
  lowestFreeFunction,
  lowestFreeSlot,
  lowestShareableSlot,
  occupy,
  ownerAt,
  SLOTS_PER_BUS,
} from './bus.ts';
export {
  type Connection,
  type FitRules,
  firstKind,
  KIND,
  type KindName,
  MARK,
  type Misfit,
  misfit,
  type Origin,
} from './connection.ts';
export {
  comparePciAddresses,
  formatPciAddress,
  PCI_FIELD_LIMITS,
  type PciAddress,
  parsePciAddress,
} from './pci-address.ts';
