import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { isRecord } from './json-value.ts';

/** Asks QEMU one question after the other; throws what it refuses. */
export type AskQemu = (execute: string, args?: object) => Promise<unknown>;

/** Starts a QEMU that does not run, asks it, and ends it. Throws QEMU's words where it does not start. */
export async function startQemu<T>(
  [program = '', ...words]: readonly string[],
  args: readonly string[],
  ask: (ask: AskQemu) => Promise<T>,
): Promise<T> {
  const child = spawn(program, [...words, ...args, '-S', '-display', 'none', '-qmp', 'stdio'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  child.on('error', (error) => {
    errors += error.message;
  });
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  try {
    const question: AskQemu = async (execute, more) => {
      child.stdin.write(
        `${JSON.stringify({ execute, id: execute, ...(more === undefined ? {} : { arguments: more }) })}\n`,
      );
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error(errors === '' ? 'QEMU ended' : errors);
        const message: unknown = JSON.parse(value);
        if (!isRecord(message) || message['id'] !== execute) continue;
        const { error } = message;
        if (isRecord(error)) throw new Error(`${error['desc']}`);
        return message['return'];
      }
    };
    await question('qmp_capabilities');
    return await ask(question);
  } finally {
    child.kill('SIGKILL');
  }
}
