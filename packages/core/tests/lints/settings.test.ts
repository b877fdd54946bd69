// What settings do to lints: each one that a document of tests/codes causes, off and with every severity.
import { expect, test } from 'vitest';
import { readCase, runCase } from '../../../../scripts/code-pages.mjs';
import * as core from '../../src/index.ts';

const lints = (Object.keys(core.CATALOGUE) as core.DiagnosticCode[]).filter(
  (code) => code.startsWith('RP6') && readCase(code).bytes !== undefined && core.isSettable(code),
);

/** What is said of the document of a code with a setting for it. */
function severities(code: core.DiagnosticCode, setting: core.RuleSetting): readonly string[] {
  const parts = readCase(code);
  const { diagnostics } = runCase(core, code, { ...parts, options: { ...parts.options, rules: { [code]: setting } } });
  return diagnostics.filter((one) => one.code === code).map(({ severity }) => severity);
}

test.each(lints)('%s has the severity of its setting, and is not said when it is off', (code) => {
  expect(severities(code, 'off')).toEqual([]);
  for (const severity of ['note', 'warning', 'error'] as const) {
    expect(new Set(severities(code, severity))).toEqual(new Set([severity]));
  }
});
