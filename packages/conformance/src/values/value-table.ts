import type { RecordedRow } from './value-rows.ts';

const HEAD = `// Made from what libvirt answered (packages/conformance/recorded/values.json) by "npm run values -- --table".

export interface ValueListRow {
  /** Where the value is written: elements from the device down, and the attribute. */
  readonly place: string;
  /** Sorts of the device that read the setting; absent: all of them. */
  readonly sorts?: readonly string[];
  /** Up to this release libvirt does not read the setting: any value goes. */
  readonly after?: string;
  readonly number?: 'int' | 'uint' | 'ulong';
  /** A number may be written as in C: 0x1f, 017; a text dates that as the words are dated: \`!9.0\`, \`7.0-9.0\`. */
  readonly anyBase?: true | string;
  /**
   * Words, separated by blanks; \`''\` is the empty one. \`a:9.0-11.3\` came after 9.0 and by 11.3; \`a:!9.0\` was gone by
   * 9.0. Exact releases are in \`values.ts\`.
   */
  readonly words?: string;
}

/** What the settings of devices and of \`<os>\` take, as libvirt 7.0, 9.0, 11.3 and 12.9 told (E-PARSE). */
export const VALUE_LISTS: readonly ValueListRow[] = [
`;

const quoted = (text: string): string => (text.includes("'") ? JSON.stringify(text) : `'${text}'`);

function printed(value: RecordedRow[keyof RecordedRow]): string {
  if (typeof value === 'string') return quoted(value);
  return Array.isArray(value) ? `[${value.map(quoted).join(', ')}]` : String(value);
}

/** The text of the core's table. */
export function valueTable(rows: readonly RecordedRow[]): string {
  const lines = rows.map((row) => {
    const fields = Object.entries(row).map(([name, value]) => `${name}: ${printed(value)}`);
    return `  { ${fields.join(', ')} },\n`;
  });
  return `${HEAD}${lines.join('')}];\n`;
}
