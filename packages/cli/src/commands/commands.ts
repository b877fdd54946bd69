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

type AddCommand = (program: Command, io: Io, finish: Finish) => void;

/** The commands by name, grouped and in the order of the help: what adds a command's grammar to the program's. */
export const COMMAND_GROUPS: Readonly<Record<string, Readonly<Record<string, AddCommand>>>> = {
  'Plan and look': {
    plan: addPlan,
    show: addShow,
    view: addView,
    explain: addExplain,
    capacity: addCapacity,
  },
  'Check and compare': {
    check: addCheck,
    diff: addDiff,
    lock: addLock,
    fleet: addFleet,
    qemu: addQemu,
    verify: addVerify,
  },
  Change: {
    reserve: addReserve,
    attach: addAttach,
    detach: addDetach,
    convert: addConvert,
  },
  'In the guest, and from the host': {
    guest: addGuest,
    names: addNames,
    bars: addBars,
    host: addHost,
    place: addPlace,
    p2p: addP2p,
  },
  'For other programs, and to look up': {
    hook: addHook,
    kubevirt: addKubevirt,
    lsp: addLsp,
    completion: addCompletion,
    profiles: addProfiles,
    codes: addCodes,
    rules: addRules,
    config: addConfig,
  },
};

/** The commands by name. */
export const COMMANDS: Readonly<Record<string, AddCommand>> = Object.assign({}, ...Object.values(COMMAND_GROUPS));
