export { isArch } from './arch-groups.ts';
export {
  type ArgumentCheck,
  checkArguments,
  isAnswer,
  isBytes,
  isCount,
  isDevice,
  isDiagnostic,
  isFlag,
  isFunction,
  isGuest,
  isHost,
  isListOf,
  isMap,
  isNumber,
  isObject,
  isOneOf,
  isPlan,
  isRecordOf,
  isSet,
  isShape,
  isSome,
  isText,
  orNothing,
  orNull,
} from './arguments.ts';
export { closeMatches } from './close-matches.ts';
export { diskTargetNumber, NVME_NAME } from './disk-number.ts';
export { groupBy, pushTo } from './group.ts';
export { invariant } from './invariant.ts';
export { areOptions } from './options.ts';
export { remember, rememberBy } from './remember.ts';
export { unitBytes } from './units.ts';
export { unreachable } from './unreachable.ts';
