import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DOCUMENT, type GrowthCall, HOST_FACTS, LOCK, NEW_DEVICE, SMALL_GUEST } from './calls.ts';
import { hostFacts, smallGuest } from './hosts.ts';
import type { Cost } from './worker.ts';

const WORKER = fileURLToPath(new URL('worker.js', import.meta.url));

/** A folder with the documents, and a process that runs the command in it. */
export interface Bench {
  /** What a call costs; undefined when it had to be ended. */
  measure(call: GrowthCall, xml: string): Promise<Cost | undefined>;
  close(): void;
}

/** How often it is looked whether a call has to be ended, in milliseconds. */
const LOOK = 500;

/** Processor time of a process in milliseconds; the clock where the system does not tell, as only Linux does. */
function timeOf(pid: number): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
    return (user + system) * 10;
  } catch {
    return performance.now();
  }
}

/** `most`: milliseconds of processor time after which a call is ended, however busy the machine is with other work. */
export function openBench(most: number): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'rootport-growth-'));
  let worker: ChildProcess | undefined;
  writeFileSync(join(folder, NEW_DEVICE), "<interface type='user'><model type='virtio'/></interface>\n");
  writeFileSync(join(folder, HOST_FACTS), hostFacts());
  writeFileSync(join(folder, SMALL_GUEST), smallGuest());

  async function answer(args: readonly string[]): Promise<Cost | undefined> {
    if (worker === undefined) {
      worker = fork(WORKER, { cwd: folder, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
      await once(worker, 'message');
    }
    const running = worker;
    const pid = running.pid ?? 0;
    const began = timeOf(pid);
    const timer = setInterval(() => {
      if (timeOf(pid) - began > most) running.kill('SIGKILL');
    }, LOOK);
    const told = new Promise<Cost | undefined>((resolve) => {
      running.once('message', resolve);
      running.once('exit', () => resolve(undefined));
    });
    running.send(args);
    const cost = await told;
    clearInterval(timer);
    running.removeAllListeners();
    if (cost === undefined) worker = undefined;
    return cost;
  }

  return {
    async measure(call, xml) {
      rmSync(join(folder, LOCK), { force: true });
      for (const { path, args } of call.needs ?? []) {
        writeFileSync(join(folder, path), xml);
        await answer(args);
      }
      writeFileSync(join(folder, DOCUMENT), xml);
      return answer(call.args);
    },
    close() {
      worker?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
