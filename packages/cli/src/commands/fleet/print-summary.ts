import { fleetHtml } from '../../fleet/html-report.ts';
import { fleetJson, fleetSarif } from '../../fleet/json-reports.ts';
import type { Summary } from '../../fleet/summary.ts';
import { fleetText } from '../../fleet/text-report.ts';
import { printJson } from '../../planning/planned-document.ts';
import type { Io } from '../../system/io.ts';
import { ownField } from '../../system/own-files.ts';

/** Prints what the answers come to. */
export function printSummary(summary: Summary, output: 'text' | 'json' | 'sarif' | 'html', io: Io): void {
  if (output === 'json') printJson(fleetJson(summary), io);
  else if (output === 'sarif') printJson(fleetSarif(summary, ownField('version'), ownField('homepage')), io);
  else io.stdout.write(output === 'html' ? fleetHtml(summary) : fleetText(summary, io));
}
