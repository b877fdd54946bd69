import { visible } from '@rootport/core';

/** Lines of cells, made visible; each column as wide as its widest cell; the last column is wrapped to what `width` leaves. */
export function formatTable(cells: readonly (readonly string[])[], width: number | undefined): string {
  const rows = cells.map((row) => row.map(visible));
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: Math.max(0, columns - 1) }, (_, column) =>
    Math.max(0, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const indent = widths.reduce((sum, cell) => sum + cell + 2, 0);
  const lines = rows.map((row) => {
    const padded = widths.map((cell, column) => `${(row[column] ?? '').padEnd(cell)}  `);
    return `${padded.join('')}${wrap(row[columns - 1] ?? '', width, indent)}`.trimEnd();
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** The text in lines of at most `width`, all but the first indented; unchanged without a width. */
export function wrap(text: string, width: number | undefined, indent = 0): string {
  if (width === undefined) return text;
  // A very narrow terminal gets long lines rather than one word per line.
  const room = Math.max(20, width - indent);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}
