export { type GuestPlace, guestPlaces } from './guest-places.ts';
export { countLevels, isNear, type PeerPair, peerPairs } from './peers.ts';
export { peersSvg } from './peers-svg.ts';
