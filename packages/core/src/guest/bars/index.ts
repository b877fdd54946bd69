export { type WindowsBudget, type WindowsVerdict, windowsBudget } from './budget.ts';
export type { WindowsCure } from './cures.ts';
export type { BusWindows } from './demand.ts';
export { sizeText, windowsFindings } from './findings.ts';
export { firmwareVersions } from './firmware.ts';
export { FIRMWARE_NAMES, type WindowsOptions } from './options.ts';
export type { Processor } from './processors.ts';
