import { checkArguments, closeMatches, invariant, isSome } from '../basics/index.ts';
import { type Release, rowsInForce } from './releases.ts';
import { ARCHITECTURE_SPELLINGS, ARCHITECTURES, type ArchitectureRow } from './tables/architectures.ts';

/** True where the release has an architecture of this name. */
export function knowsArch(release: Release, arch: string): boolean {
  return rowsInForce(ARCHITECTURES, release).some(({ arches }) => arches.includes(arch));
}

/** libvirt's names of the architectures that may be meant; all of them where nothing is close. */
export function archesLike(release: Release, arch: string): readonly string[] {
  const all = rowsInForce(ARCHITECTURES, release).flatMap(({ arches }) => arches);
  const spelling = ARCHITECTURE_SPELLINGS.get(arch.toLowerCase());
  if (spelling !== undefined) return [spelling];
  const close = closeMatches(arch, all);
  return close.length > 0 ? close : [...all].sort();
}

/** QEMU's binary for an architecture that libvirt knows. */
export interface QemuBinary extends Omit<ArchitectureRow, 'arches' | 'since' | 'until'> {
  /** `qemu-system-x86_64` */
  readonly binary: string;
}

const isArchitecture = isSome('an architecture that libvirt knows', (value) =>
  ARCHITECTURES.some(({ arches }) => arches.some((one) => one === value)),
);

/** The emulator of an architecture that libvirt knows. Its name comes from the table alone. */
export function qemuBinary(arch: string): QemuBinary {
  checkArguments('qemuBinary', { arch: [arch, isArchitecture] });
  const row = ARCHITECTURES.find(({ arches }) => arches.includes(arch));
  invariant(row !== undefined, 'a plan has an architecture that is in the table');
  return row.binary === '=' ? { ...row, binary: `qemu-system-${arch}` } : row;
}
