const POWERS = ['k', 'm', 'g', 't', 'p', 'e'];

const BYTES: ReadonlyMap<string, number> = new Map([
  ...['b', 'byte', 'bytes'].map((unit) => [unit, 1] as const),
  ...POWERS.flatMap((letter, at) => [
    [letter, 1024 ** (at + 1)] as const,
    [`${letter}ib`, 1024 ** (at + 1)] as const,
    [`${letter}b`, 1000 ** (at + 1)] as const,
  ]),
]);

/** Bytes of a unit as libvirt spells it (`KiB`, `MB`, `G`), in any case; undefined for one that it does not know. */
export function unitBytes(unit: string): number | undefined {
  return BYTES.get(unit.toLowerCase());
}
