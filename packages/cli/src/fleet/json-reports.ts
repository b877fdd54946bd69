import type { ChangeSeverity } from '@rootport/core';
import { FLEET_FORMAT_VERSION } from './results.ts';
import type { Summary } from './summary.ts';
import { questionText } from './text-report.ts';

/** The summary for programs. */
export function fleetJson({ head, tail, states, severities, groups, kinds, unsure }: Summary): object {
  return {
    formatVersion: FLEET_FORMAT_VERSION,
    question: head?.question,
    found: tail?.found,
    skipped: tail?.skipped,
    states,
    severities,
    groups: groups.map(({ example: { pictures, ...example }, ...group }) => ({ ...group, example })),
    kinds: Object.fromEntries(kinds),
    unsure: Object.fromEntries(unsure),
  };
}

const LEVELS: Readonly<Record<ChangeSeverity, 'none' | 'note' | 'warning' | 'error'>> = {
  none: 'none',
  notice: 'note',
  warning: 'warning',
  breaking: 'error',
};

/** The groups as SARIF, for hosts of code: one result a group, with how often it occurs. */
export function fleetSarif(summary: Summary, version: string, home: string): object {
  const groups = summary.groups.filter(({ state }) => state !== 'same');
  const rules = [...new Set(groups.map(ruleOf))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'rootport fleet', version, informationUri: home, rules: rules.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: groups.map((group) => ({
          ruleId: ruleOf(group),
          level: LEVELS[group.severity],
          message: {
            text: [
              questionOf(summary),
              `${group.kinds.join(', ')} (${group.shape})`,
              ...(group.example.details ?? []),
            ].join('\n'),
          },
          occurrenceCount: group.count,
          locations: group.ids.map((id) => ({
            physicalLocation: { artifactLocation: { uri: encodeURI(id) } },
          })),
        })),
      },
    ],
  };
}

const questionOf = ({ head }: Summary): string => (head === undefined ? '' : questionText(head));

const ruleOf = ({ state, kinds }: Summary['groups'][number]): string =>
  `fleet/${(kinds[0] ?? state).replace(/[^\w]+/g, '-')}`;
