const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** The first name of a disk, `vda` to `vdz`, that nobody has; undefined where all are taken. */
export function freeDiskName(prefix: string, isTaken: (name: string) => boolean): string | undefined {
  return LETTERS.map((letter) => `${prefix}${letter}`).find((name) => !isTaken(name));
}
