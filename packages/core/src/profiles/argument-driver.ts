import { ARGUMENT_DRIVERS, type ArgumentDriverRow, HARMLESS_OPTIONS } from './tables/argument-drivers.ts';

/** What a driver of a `-device` is; undefined for one that is not known. */
export function argumentDriver(driver: string): ArgumentDriverRow | undefined {
  return ARGUMENT_DRIVERS.find(({ drivers }) => drivers.some((pattern) => matches(pattern, driver)));
}

/** True for an option of QEMU that has nothing to do with what is on PCI. */
export function isHarmlessOption(option: string): boolean {
  return HARMLESS_OPTIONS.includes(option);
}

function matches(pattern: string, driver: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  if (others.length === 0) return pattern === driver;
  if (!driver.startsWith(first)) return false;
  let at = first.length;
  for (const [place, part] of others.entries()) {
    const found = place === others.length - 1 && part !== '' ? driver.lastIndexOf(part) : driver.indexOf(part, at);
    if (found < at) return false;
    at = found + part.length;
  }
  return at === driver.length || pattern.endsWith('*');
}
