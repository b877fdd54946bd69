import type { Device } from '../domain/index.ts';
import { attributeValue, child } from '../xml/index.ts';

/** QEMU refuses a higher `<acpi index>` (G-NAME-ONBOARD). */
export const MAX_ACPI_INDEX = 16383;

/** `<acpi index=…>` of a device; 0 means none. */
export function acpiIndex({ element }: Device): number | undefined {
  const acpi = element === undefined ? undefined : child(element, 'acpi');
  const value = acpi === undefined ? undefined : attributeValue(acpi, 'index');
  return value !== undefined && /^0*[1-9]\d*$/.test(value) ? Number(value) : undefined;
}
