export {
  areOptions,
  checkArguments,
  isBytes,
  isCount,
  isFlag,
  isFunction,
  isList,
  isListOf,
  isMap,
  isNumber,
  isObject,
  isOneOf,
  isPlan,
  isText,
} from './arguments.ts';
export { closeMatches } from './close-matches.ts';
export { invariant } from './invariant.ts';
export { unreachable } from './unreachable.ts';
