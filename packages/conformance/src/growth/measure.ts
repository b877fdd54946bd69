import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

/** `most`: milliseconds of waiting after which a call is ended. */
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
    const timer = setTimeout(() => running.kill('SIGKILL'), most);
    const told = new Promise<Cost | undefined>((resolve) => {
      running.once('message', resolve);
      running.once('exit', () => resolve(undefined));
    });
    running.send(args);
    const cost = await told;
    clearTimeout(timer);
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
