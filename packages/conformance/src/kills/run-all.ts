// Runs every writer at once in this process, in the folders below the one that is given, and prints the names of those
// that have said that their file is written.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROJECT_ROOT } from '../shared-folder.ts';
import { WRITERS, type Writer } from './writers.ts';

/** What is used of the command, which this package does not depend on. */
interface Command {
  readonly run: (args: readonly string[], io: object) => Promise<number>;
  readonly viewCommand: (file: string, flags: object, io: object) => Promise<number>;
  readonly processIo: () => object;
}

const [folder = ''] = process.argv.slice(2);
const build = join(PROJECT_ROOT, 'packages/cli/build');
const modules = ['run.js', 'commands/view/view.js', 'system/node-io.js'].map(
  async (name): Promise<object> => import(pathToFileURL(join(build, name)).href),
);
const command = Object.assign({}, ...(await Promise.all(modules))) as Command;

await Promise.all(
  WRITERS.map(async (writer) => {
    if (await runOne(writer)) process.stdout.write(`${writer.name}\n`);
  }),
);

async function runOne({ name, args, save }: Writer): Promise<boolean> {
  const placed = args.map((one) => (one.startsWith('./') ? join(folder, name, one) : one));
  const silent = { isTTY: false, columns: undefined, write: () => undefined };
  const io = { ...command.processIo(), stdout: silent, stderr: silent };
  if (save === undefined) return (await command.run(placed, io)) === 0;
  let stop = (): void => undefined;
  const saved = new Promise<boolean>((resolve) => {
    const write = (url: string): void => {
      void save(url.trim()).then(resolve, () => resolve(false));
    };
    const interrupted = (): Promise<void> =>
      new Promise((end) => {
        stop = end;
      });
    const asked = { ...io, stdout: { ...silent, write }, interrupted };
    const ended = command.viewCommand(placed.at(-1) ?? '', {}, asked);
    void ended.then(() => resolve(false));
  });
  const isSaved = await saved;
  stop();
  return isSaved;
}
