/** A namespace of an NVMe controller, or a partition of it: nvme0n1, nvme0n1p2 (V-25). */
export const NVME_NAME = /^nvme\s*\+?(\d{1,9})n\s*\+?(\d{1,9})(?:p[1-9]\d*)?$/;

/**
 * A-LIST-2: `sda` 0, `sdz` 25, `sdaa` 26; trailing digits are ignored; less than 0 for a name of no known pattern. libvirt
 * counts in 32 bits.
 */
export function diskTargetNumber(name: string): number {
  const namespace = NVME_NAME.exec(name)?.[2];
  if (namespace !== undefined) return Number(namespace) - 1;
  const letters = /^(?:fd|hd|vd|sd|xvd|ubd)([a-z]+)[0-9]*$/.exec(name)?.[1];
  if (letters === undefined) return -1;
  let number = 0;
  for (const letter of letters) number = Math.imul(number, 26) + (letter.charCodeAt(0) - 'a'.charCodeAt(0) + 1);
  return (number - 1) | 0;
}
