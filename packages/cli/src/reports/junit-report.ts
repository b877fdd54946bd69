import { createLineIndex, type Diagnostic, diagnosticText, type LineIndex, visible } from '@rootport/core';
import { type CheckedFile, fails, type Reporter } from './checked-file.ts';

/** A suite for each document, a test for each finding; one that makes the check fail is a failure. */
export const junitReporter: Reporter = {
  end: (all) => {
    const cases = all.flatMap(({ diagnostics }) => Math.max(1, diagnostics.length)).reduce((sum, one) => sum + one, 0);
    const failures = all.reduce((sum, one) => sum + failuresOf(one), 0);
    const errors = all.reduce((sum, one) => sum + errorsOf(one), 0);
    const lines = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="rootport check" tests="${cases}" failures="${failures}" errors="${errors}">`,
      ...all.flatMap(suite),
      '</testsuites>',
    ];
    return `${lines.join('\n')}\n`;
  },
};

const failuresOf = ({ diagnostics, severity, unread }: CheckedFile): number =>
  unread ? 0 : diagnostics.filter((one) => fails(one, severity)).length;

const errorsOf = ({ diagnostics, unread }: CheckedFile): number => (unread ? diagnostics.length : 0);

function suite(checked: CheckedFile): readonly string[] {
  const { diagnostics, file } = checked;
  const name = xmlText(visible(file));
  const lines = createLineIndex(checked.source);
  const counts = `failures="${failuresOf(checked)}" errors="${errorsOf(checked)}"`;
  const cases =
    diagnostics.length === 0
      ? [`    <testcase name="no findings" classname="${name}"/>`]
      : diagnostics.flatMap((one) => testCase(one, { ...checked, lines }));
  return [
    `  <testsuite name="${name}" tests="${Math.max(1, diagnostics.length)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
  ];
}

function testCase(diagnostic: Diagnostic, checked: CheckedFile & { readonly lines: LineIndex }): readonly string[] {
  const text = diagnosticText(diagnostic, checked);
  const [head = ''] = text.split('\n');
  const file = visible(checked.file);
  const open = `    <testcase name="${xmlText(head.slice(file.length))}" classname="${xmlText(file)}">`;
  const close = '    </testcase>';
  const message = `message="${xmlText(head)}" type="${diagnostic.code}"`;
  if (checked.unread) return [open, `      <error ${message}>${xmlText(text)}</error>`, close];
  if (fails(diagnostic, checked.severity)) return [open, `      <failure ${message}>${xmlText(text)}</failure>`, close];
  return [open, `      <system-out>${xmlText(text)}</system-out>`, close];
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML; characters that XML cannot have are replaced. */
function xmlText(text: string): string {
  return text
    .replace(/[&<>"]/g, (one) => ENTITIES[one] ?? one)
    .replace(/[^\P{Cc}\n\t]|[\uFFFE\uFFFF]|\p{Cs}/gu, '\uFFFD');
}
