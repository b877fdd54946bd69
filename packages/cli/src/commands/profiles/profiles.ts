import { ALL_PROFILES, DEFAULT_PROFILE, doubtfulChanges, PROFILES, type ProfileRow } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../system/io.ts';
import { formatTable } from '../../terminal/table.ts';

export interface ProfilesFlags {
  readonly output?: 'text' | 'json';
  readonly all?: boolean;
}

/** `rootport profiles`: lists the profiles with how each is proven; the default is marked. */
export function profilesCommand(flags: ProfilesFlags, io: Io): ExitCode {
  const { columns } = io.stdout;
  io.stdout.write(flags.output === 'json' ? profilesJson() : provenText(flags.all === true, columns));
  return EXIT.fine;
}

/** The short table of profiles, as `--version` shows it, wrapped to `width`. */
export function profilesText(width: number | undefined): string {
  return formatTable(PROFILES.map(cells), width);
}

function cells({ name, defaultQemu, title, state }: ProfileRow): readonly string[] {
  const mark = name === DEFAULT_PROFILE ? ' (default)' : '';
  return [name, `QEMU ${defaultQemu}`, `${title}: ${state}${mark}`];
}

function provenText(isAll: boolean, width: number | undefined): string {
  const isShown = ({ name, proof }: ProfileRow): boolean =>
    isAll || proof !== 'dates' || !name.startsWith('libvirt-') || name === DEFAULT_PROFILE;
  const rows = ALL_PROFILES.filter(isShown).map((row) => {
    const [name = '', qemu = '', text = ''] = cells(row);
    return [name, qemu, row.proof, `${text}${doubtText(row)}`];
  });
  return `${formatTable([['PROFILE', 'QEMU', 'PROVEN', 'STANDS FOR'], ...rows], width)}${legend(isAll)}`;
}

function doubtText({ release }: ProfileRow): string {
  const count = doubtfulChanges(release).length;
  if (count === 0) return '';
  return `; ${count} later ${count === 1 ? 'change' : 'changes'} may be in it already`;
}

function legend(isAll: boolean): string {
  const others = isAll ? '' : `\nEvery other release from 2.5 on is a profile, too; --all lists them.\n`;
  return `${others}
live   asked of the real libvirt with this QEMU, thousands of random documents
suite  all answers of libvirt's own test suite of that release; the libvirt or
       QEMU of a distribution was not asked itself
dates  known only from the releases before and after it and the dates of the
       changes between them
local  (--profile local) is the libvirt and QEMU of this machine
`;
}

function profilesJson(): string {
  const profiles = ALL_PROFILES.map(({ name, release, title, state, defaultQemu, proof }) => {
    const doubts = doubtfulChanges(release).map(({ about, after, release: since }) => ({ about, after, since }));
    return { name, title, state, defaultQemu, proof, doubts, default: name === DEFAULT_PROFILE };
  });
  return `${JSON.stringify(profiles, undefined, 2)}\n`;
}
