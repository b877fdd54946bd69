import { programArguments } from './command-line.ts';
import { type KillCount, killWriters, raceWriters } from './kills/kill-writers.ts';
import type { Writer } from './kills/writers.ts';

const HELP = `npm run kills -- [--count N] [--races N]

Runs every command that writes a file, kills it (SIGKILL) N times at random
moments, half of them while it writes, and looks at the file: it has to be the
old one or the new one, the new one if the command had said so, and the next run
has to remove what the killed one has left. Then N times ten commands at once on
one file, three of them killed. Exit code 1: a file was half written or lost.
`;

const { values } = programArguments(HELP, {
  options: {
    count: { type: 'string', default: '20' },
    races: { type: 'string', default: '5' },
  },
});

process.exitCode = await main(Number(values.count), Number(values.races));

async function main(count: number, races: number): Promise<number> {
  const counts = await killWriters(count, (round, soFar) => {
    if (round % 100 === 0) process.stderr.write(`${round} rounds\n${table(soFar)}`);
  });
  process.stdout.write(table(counts));
  const raced = { yes: 0, refused: 0, killed: 0, lost: 0, broken: 0 };
  for (let race = 0; race < races; race++) {
    const one = await raceWriters(10, 3);
    for (const [name, number] of Object.entries(one)) raced[name as keyof typeof raced] += number;
  }
  process.stdout.write(`${races} times ten at once: ${JSON.stringify(raced)}\n`);
  const isFine = [...counts.values()].every(({ half, lost, littered }) => half + lost + littered === 0);
  return isFine && raced.lost + raced.broken === 0 ? 0 : 1;
}

function table(counts: ReadonlyMap<Writer, KillCount>): string {
  const columns = ['kills', 'amidst', 'half', 'lost', 'littered'] as const;
  const row = (name: string, cells: readonly (string | number)[]): string =>
    `${name.padEnd(24)}${cells.map((cell) => `${cell}`.padStart(10)).join('')}\n`;
  const rows = [...counts].map(([{ name }, count]) =>
    row(
      name,
      columns.map((column) => count[column]),
    ),
  );
  return [row('command', columns), ...rows].join('');
}
