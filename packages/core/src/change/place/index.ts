export { boundCells } from './cells.ts';
export { placeDevices } from './place-devices.ts';
export {
  PLACE_POLICIES,
  PLACEMENT_FORMAT_VERSION,
  type PlacedDevice,
  type PlacedDevices,
  type PlacedExpander,
  type PlaceHint,
  type PlacePolicy,
  type PlaceRequest,
} from './request.ts';
