import type { Command } from 'commander';
import type { Io } from '../system/io.ts';
import { addAttach } from './attach/grammar.ts';
import { addBars } from './bars/grammar.ts';
import { addCapacity } from './capacity/grammar.ts';
import { addCheck } from './check/grammar.ts';
import { addCodes } from './codes/grammar.ts';
import { addCompletion } from './completion/grammar.ts';
import { addConfig } from './config/grammar.ts';
import { addConvert } from './convert/grammar.ts';
import { addDetach } from './detach/grammar.ts';
import { addDiff } from './diff/grammar.ts';
import { addExplain } from './explain/grammar.ts';
import { addFleet } from './fleet/grammar.ts';
import { addGuest } from './guest/grammar.ts';
import { addHook } from './hook/grammar.ts';
import { addHost } from './host/grammar.ts';
import { addKubevirt } from './kubevirt/grammar.ts';
import { addLock } from './lock/grammar.ts';
import { addLsp } from './lsp/grammar.ts';
import { addNames } from './names/grammar.ts';
import type { Finish } from './options.ts';
import { addP2p } from './p2p/grammar.ts';
import { addPlace } from './place/grammar.ts';
import { addPlan } from './plan/grammar.ts';
import { addProfiles } from './profiles/grammar.ts';
import { addQemu } from './qemu/grammar.ts';
import { addReserve } from './reserve/grammar.ts';
import { addRules } from './rules/grammar.ts';
import { addShow } from './show/grammar.ts';
import { addVerify } from './verify/grammar.ts';
import { addView } from './view/grammar.ts';

/** The commands by name, in the order of the help: what adds a command's grammar to the program's. */
export const COMMANDS: Readonly<Record<string, (program: Command, io: Io, finish: Finish) => void>> = {
  plan: addPlan,
  show: addShow,
  view: addView,
  explain: addExplain,
  capacity: addCapacity,
  reserve: addReserve,
  attach: addAttach,
  detach: addDetach,
  diff: addDiff,
  lock: addLock,
  hook: addHook,
  check: addCheck,
  fleet: addFleet,
  kubevirt: addKubevirt,
  lsp: addLsp,
  config: addConfig,
  convert: addConvert,
  qemu: addQemu,
  verify: addVerify,
  host: addHost,
  place: addPlace,
  p2p: addP2p,
  bars: addBars,
  guest: addGuest,
  names: addNames,
  profiles: addProfiles,
  codes: addCodes,
  rules: addRules,
  completion: addCompletion,
};
