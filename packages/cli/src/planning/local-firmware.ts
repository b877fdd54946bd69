import { createDiagnostic, type Diagnostic } from '@rootport/core';
import type { Io } from '../system/io.ts';
import { programOutput } from './local-libvirt.ts';

/** The firmware that a package of this machine has. */
export interface LocalFirmware {
  /** As `--firmware` names it. */
  readonly kind: 'seabios' | 'ovmf' | 'aavmf';
  /** `1.16.2`, `2022.11` */
  readonly version: string;
  readonly package: string;
}

/** Packages by distribution. */
const PACKAGES: Readonly<Record<string, LocalFirmware['kind']>> = {
  seabios: 'seabios',
  ovmf: 'ovmf',
  'qemu-efi-aarch64': 'aavmf',
  'seabios-bin': 'seabios',
  'edk2-ovmf': 'ovmf',
  'edk2-aarch64': 'aavmf',
};

const QUERIES: readonly (readonly [program: string, args: readonly string[]])[] = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own
  ['dpkg-query', ['-W', '-f=${Package} ${Version}\\n', 'seabios', 'ovmf', 'qemu-efi-aarch64']],
  ['rpm', ['-q', '--qf', '%{NAME} %{VERSION}\\n', 'seabios-bin', 'edk2-ovmf', 'edk2-aarch64']],
];

/** Asks the package managers of this machine for the firmware that its QEMU starts guests with. */
export async function localFirmware(io: Io): Promise<readonly LocalFirmware[]> {
  const found: LocalFirmware[] = [];
  for (const [program, args] of QUERIES) {
    for (const line of (await programOutput(program, args, io)).split('\n')) {
      const [name = '', text = ''] = line.split(' ');
      const kind = PACKAGES[name];
      const version = versionOf(text);
      if (kind === undefined || version === undefined || found.some((one) => one.kind === kind)) continue;
      found.push({ kind, version, package: name });
    }
  }
  return found;
}

/** `1.16.2+dfsg-1` is 1.16.2, `20230524` is 2023.05. */
function versionOf(text: string): string | undefined {
  const [, year, month] = /^(\d{4})(\d{2})\d{2}$/.exec(text) ?? [];
  return year === undefined ? /^(?:\d+:)?(\d+(?:\.\d+)+)/.exec(text)?.[1] : `${year}.${month}`;
}

/** RP7462: what was found. */
export function firmwareNote(found: readonly LocalFirmware[]): Diagnostic {
  const firmware = found.map((one) => `${one.kind} ${one.version} (package ${one.package})`).join(', ');
  return createDiagnostic('RP7462', { values: { firmware: firmware === '' ? 'no firmware found' : firmware } });
}
