// The questions of questions.json, for the tests and for scripts/record-questions.mjs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const FILE = join(import.meta.dirname, 'questions.json');

/** The recorded questions: the releases that were asked, and what was asked. */
export function readQuestions() {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/** The document that a question is about. */
export function questionDocument({ ask, arch = 'x86_64', machine = 'q35', more = '', os = '', features }) {
  const head = `<domain type='qemu'><name>a</name><memory>524288</memory>${more}`;
  const type = `<os><type arch='${arch}' machine='${machine}'>hvm</type>${os}</os>`;
  const written = features ?? (arch === 'x86_64' ? '<acpi/>' : '');
  return `${head}${type}<features>${written}</features><devices>${ask}</devices></domain>`;
}
