import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedPath } from './shared-folder.ts';

/** The folders of ../shared/cases whose documents libvirt can be asked. */
const SETS = ['field', 'fidelity', 'newer'];

/** A case of the shared folder. */
export interface SharedCase {
  /** Folder and file, without its ending. */
  readonly id: string;
  /** As a libvirt without KVM and with emulators of its own can be asked. */
  readonly xml: string;
}

/** All cases, in the order of their names; none where the folder is not there. */
export function sharedCases(): readonly SharedCase[] {
  return SETS.flatMap((set) => {
    const folder = sharedPath('cases', set);
    const files = folder === undefined ? [] : readdirSync(folder).filter((file) => file.endsWith('.xml'));
    return files.sort().map((file) => ({
      id: `${set}/${file.slice(0, -'.xml'.length)}`,
      xml: readFileSync(join(folder ?? '', file), 'utf8')
        .replace(/type=(['"])kvm\1/, "type='qemu'")
        .replace(/^.*<emulator>.*\n/m, ''),
    }));
  });
}
