export {
  type BusWindows,
  FIRMWARE_NAMES,
  type WindowsBudget,
  type WindowsOptions,
  windowsBudget,
} from './windows.ts';
export { sizeText, windowsFindings } from './windows-findings.ts';
