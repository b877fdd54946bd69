export { type GuestPlace, guestPlaces } from './guest-places.ts';
export { type NcclFile, type NcclPeer, ncclFile } from './nccl-file.ts';
export { countLevels, isNear, type PeerPair, peerPairs, refusePairs } from './peers.ts';
export { peersSvg } from './peers-svg.ts';
export {
  cliques,
  hostdevAliases,
  NCCL_MODEL,
  ncclSpeed,
  type PeerVerdict,
  peerVerdicts,
  xSpeedOf,
} from './verdicts.ts';
