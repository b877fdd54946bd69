import { formatTable, wrap } from './table.ts';

/**
 * Markdown as the pages of this project use it (paragraphs, lists, tables, code), for a terminal of `width` columns. A
 * table that is too wide becomes a list with an item for each row.
 */
export function markdownText(markdown: string, width: number): string {
  return markdown
    .split(/^(```.*\n[\s\S]*?\n```)$/m)
    .flatMap((part) => (part.startsWith('```') ? [part] : part.trim().split(/\n{2,}/)))
    .filter((block) => block !== '')
    .map((block) => blockText(block, width))
    .join('\n');
}

function blockText(block: string, width: number): string {
  if (block.startsWith('```')) return `${block.replace(/^```.*\n|\n```$/g, '').replace(/^(?=.)/gm, '  ')}\n`;
  if (block.trimStart().startsWith('|')) return tableText(block, width);
  return itemsOf(block)
    .map((item) => {
      const [marker = ''] = /^\s*(?:(?:-|\d+\.) +)?/.exec(item) ?? [];
      const text = words(item.slice(marker.length));
      return `${marker}${wrap(text, width, marker.length)}\n`;
    })
    .join('');
}

/** The paragraph, or each item of the list, in one line. */
function itemsOf(block: string): readonly string[] {
  return block.replace(/\n(?!\s*(?:-|\d+\.) )\s*/g, ' ').split('\n');
}

/** The words alone: a terminal shows no marks. */
function words(text: string): string {
  return text
    .replace(/`([^`]+)`/g, '$1')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])/g, '$1')
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 ($2)')
    .replace(/\\([<|*_])/g, '$1');
}

function tableText(block: string, width: number): string {
  const [header = [], , ...rows] = block.split('\n').map(cellsOf);
  const table = formatTable([header, ...rows], undefined);
  const isNarrow = table.split('\n').every((line) => line.length <= width);
  if (isNarrow) return table;
  const short = [header, ...rows].every((row) => row.slice(0, -1).join('  ').length <= width / 2);
  if (short) return formatTable([header, ...rows], width);
  return rows.map((row) => `- ${wrap(rowText(header, row), width, 2)}\n`).join('');
}

function cellsOf(line: string): readonly string[] {
  const inner = line.trim().replace(/^\||\|$/g, '');
  return inner.split(/(?<!\\)\|/).map((cell) => words(cell.trim()));
}

/** A row in one line: each cell with the head of its column; the first one alone. */
function rowText(header: readonly string[], row: readonly string[]): string {
  const cells = row.flatMap((cell, column) => {
    if (cell === '') return [];
    const head = header[column] ?? '';
    return [column === 0 || head === '' ? cell : `${head}: ${cell}`];
  });
  return cells.join('; ');
}
