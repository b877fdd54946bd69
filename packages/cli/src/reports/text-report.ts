import { visible } from '@rootport/core';
import { SEVERITIES } from '../config/config.ts';
import type { Io } from '../system/io.ts';
import { coloursFor } from '../terminal/colours.ts';
import { type CheckedFile, fails, type Reporter } from './checked-file.ts';
import { diagnosticLines } from './report.ts';

/** What was fixed and what was found, as `file:line:column: severity: message [code]`; when quiet, only what fails. */
export function textReporter(io: Io, quiet: boolean): Reporter {
  const colours = coloursFor(io.stdout, io);
  return {
    each: (checked) => {
      // What cannot be read was said on standard error.
      if (checked.unread) return '';
      const { applied, diagnostics, file, severity } = checked;
      const fixed = applied.map(({ code, line, title }) => visible(`${file}:${line}: fixed: ${title} [${code}]`));
      const shown = diagnostics.filter((one) => !quiet || fails(one, severity));
      const lines = [...fixed, ...diagnosticLines(shown, checked, colours)];
      return lines.map((line) => `${line}\n`).join('');
    },
  };
}

/** `3 documents checked: 2 errors, 1 note (can be fixed: 2 with --fix); 1 could not be read`. */
export function summary(all: readonly CheckedFile[], unsafe: boolean): string {
  const read = all.filter(({ unread }) => !unread);
  const found = read.flatMap(({ diagnostics }) => diagnostics);
  const counts = [...SEVERITIES].reverse().flatMap((severity) => {
    const count = found.filter((one) => one.severity === severity).length;
    return count === 0 ? [] : [counted(count, severity)];
  });
  const fixed = read.reduce((sum, { applied }) => sum + applied.length, 0);
  const unread = all.length - read.length;
  const nothing = unread === 0 ? ['nothing found'] : [];
  const parts = [...(fixed === 0 ? [] : [`${fixed} fixed`]), ...(counts.length === 0 ? nothing : [counts.join(', ')])];
  const results = parts.length === 0 ? '' : `: ${parts.join('; ')}${fixable(found, fixed > 0, unsafe)}`;
  const rest = unread === 0 ? '' : `; ${unread} could not be read`;
  return `${counted(read.length, 'document')} checked${results}${rest}`;
}

type Findings = CheckedFile['diagnostics'];

// After --fix what is left of the fixes did not do what it should.
function fixable(found: Findings, isFixed: boolean, unsafe: boolean): string {
  const safe = found.filter(({ fixes }) => fixes.some((fix) => fix.safe)).length;
  const others = found.filter(({ fixes }) => fixes.length > 0).length - safe;
  const parts = [
    ...(safe === 0 || isFixed || unsafe ? [] : [`${safe} with --fix`]),
    ...(others === 0 || unsafe ? [] : [`${others} with --fix --unsafe`]),
  ];
  return parts.length === 0 ? '' : ` (can be fixed: ${parts.join(', ')})`;
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
