export { type AssistOptions, type Completion, type Completions, completionsAt } from './complete.ts';
export { type AddressHint, addressHints, type DevicePlaceInText, definitionsAt, occupantsAt } from './devices.ts';
export { type Hover, type HoverLine, hoverAt } from './hover.ts';
