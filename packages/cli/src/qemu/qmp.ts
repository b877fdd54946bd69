import { failure, type Outcome, success } from '../outcome.ts';
import type { RunningProgram } from '../system/io.ts';
import { type Deadline, inTime } from './deadline.ts';
import { field, QMP_READERS, type QmpCommands } from './qmp-answers.ts';

/** Why there is no answer: QEMU refused, was silent when the time was up, ended, or answered something else. */
export type QmpFault =
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'silent'; readonly command: string; readonly seconds: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'garbled'; readonly command: string };

/** A connection to the monitor of a QEMU that was started with `-qmp stdio`. */
export interface Qmp {
  /** `7.2.22` */
  readonly version: string;
  execute<C extends keyof QmpCommands>(
    command: C,
    args: QmpCommands[C]['arguments'],
  ): Promise<Outcome<QmpCommands[C]['answer'], QmpFault>>;
  /** Waits until each of these devices has been reported as deleted, for half of the time that is left; true if that was in time. */
  deleted(ids: readonly string[]): Promise<boolean>;
}

type Reply = Outcome<unknown, QmpFault>;

/** What is waited for: replies by number, devices that go. */
interface Waiting {
  readonly replies: Map<number, (reply: Reply) => void>;
  readonly gone: Set<string>;
  greeting: ((version: string | undefined) => void) | undefined;
  changed: () => void;
  hasEnded: boolean;
}

/** Greets the monitor. All answers have to come before the deadline. */
export async function openQmp(program: RunningProgram, deadline: Deadline): Promise<Outcome<Qmp, QmpFault>> {
  const waiting: Waiting = {
    replies: new Map(),
    gone: new Set(),
    greeting: undefined,
    changed: () => undefined,
    hasEnded: false,
  };
  const greeting = new Promise<string | undefined>((resolve) => {
    waiting.greeting = resolve;
  });
  void listen(program, waiting);
  const version = await inTime(greeting, deadline.left());
  if (version.late) return failure({ kind: 'silent', command: 'its greeting', seconds: deadline.seconds });
  if (version.value === undefined) return failure({ kind: 'ended' });
  const qmp = createClient({ program, waiting, deadline, version: version.value });
  const ready = await qmp.execute('qmp_capabilities', {});
  return ready.ok ? success(qmp) : ready;
}

interface Connection {
  readonly program: RunningProgram;
  readonly waiting: Waiting;
  readonly deadline: Deadline;
  readonly version: string;
}

function createClient({ program, waiting, deadline, version }: Connection): Qmp {
  let last = 0;
  const send = (command: string, args: object): Promise<Reply> => {
    if (waiting.hasEnded) return Promise.resolve(failure({ kind: 'ended' }));
    last += 1;
    const id = last;
    const reply = new Promise<Reply>((resolve) => {
      waiting.replies.set(id, resolve);
    });
    program.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    return reply;
  };
  return {
    version,
    async execute(command, args) {
      const reply = await inTime(send(command, args), deadline.left());
      if (reply.late) return failure({ kind: 'silent', command, seconds: deadline.seconds });
      if (!reply.value.ok) return reply.value;
      const answer = QMP_READERS[command](reply.value.value);
      return answer === undefined ? failure({ kind: 'garbled', command }) : success(answer.value);
    },
    async deleted(ids) {
      const gone = new Promise<boolean>((resolve) => {
        const look = (): void => {
          if (ids.every((id) => waiting.gone.has(id))) resolve(true);
          else if (waiting.hasEnded) resolve(false);
        };
        waiting.changed = look;
        look();
      });
      const outcome = await inTime(gone, deadline.left() / 2);
      for (const id of ids) waiting.gone.delete(id);
      return !outcome.late && outcome.value;
    },
  };
}

async function listen(program: RunningProgram, waiting: Waiting): Promise<void> {
  for await (const line of program.lines) receive(parse(line), waiting);
  waiting.hasEnded = true;
  waiting.greeting?.(undefined);
  for (const resolve of waiting.replies.values()) resolve(failure({ kind: 'ended' }));
  waiting.changed();
}

function receive(message: unknown, waiting: Waiting): void {
  const id = field(message, 'id');
  const greeting = field(message, 'QMP');
  if (typeof id === 'number') {
    const resolve = waiting.replies.get(id);
    waiting.replies.delete(id);
    const error = field(message, 'error');
    const reason = field(error, 'desc');
    const refusal = { kind: 'refused', reason: typeof reason === 'string' ? reason : 'without a reason' } as const;
    resolve?.(error === undefined ? success(field(message, 'return')) : failure(refusal));
  } else if (field(message, 'event') === 'DEVICE_DELETED') {
    const device = field(field(message, 'data'), 'device');
    if (typeof device === 'string') waiting.gone.add(device);
    waiting.changed();
  } else if (greeting !== undefined) waiting.greeting?.(versionOf(greeting));
}

function versionOf(greeting: unknown): string {
  const numbers = field(field(greeting, 'version'), 'qemu');
  return ['major', 'minor', 'micro'].map((part) => `${field(numbers, part) ?? '?'}`).join('.');
}

// What is not JSON is not for us: a library that QEMU uses may write to standard output.
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
