import { type PlanOptions, type PlanResult, planDomain } from '@rootport/core';
import { reportCrash } from '../crash.ts';
import { type Deliver, deliveries } from '../deliveries.ts';
import { EXIT, type ExitCode, worse } from '../exit-codes.ts';
import { displayName, type Input, readInput } from '../input.ts';
import { complain, type Io } from '../io.ts';
import { readPlanOptions } from '../plan-options.ts';
import { reportDiagnostics } from '../report.ts';

export interface PlanFlags {
  readonly output?: 'xml' | 'json' | 'tree';
  readonly inPlace?: boolean;
  readonly check?: boolean;
  readonly profile?: string;
  readonly capabilities?: string;
  readonly qemu?: string;
  readonly arch?: string;
  readonly host?: string;
  readonly reload?: boolean;
  readonly quiet?: boolean;
}

/** What is the same for all documents of one call. */
interface Call {
  readonly options: PlanOptions;
  readonly deliver: Deliver;
  readonly several: boolean;
  readonly quiet: boolean;
  readonly io: Io;
}

/** `rootport plan`: plans each document on its own; the exit code is that of the worst. */
export async function planCommand(files: readonly string[], flags: PlanFlags, io: Io): Promise<ExitCode> {
  const named = files.length === 0 && !io.stdin.isTTY ? ['-'] : files;
  const delivery = deliveryOf(flags);
  const objection = objectionTo(named, delivery);
  if (objection !== undefined) return refuse(`${objection}\nTry "rootport plan --help".`, io);
  const options = await readPlanOptions(flags, io);
  if (!options.ok) return refuse(options.problem, io);
  const call: Call = {
    options: options.value,
    deliver: deliveries[delivery],
    several: named.length > 1,
    quiet: flags.quiet === true,
    io,
  };
  let code: ExitCode = EXIT.fine;
  for (const argument of named) code = worse(code, await planOne(argument, call));
  return code;
}

function refuse(message: string, io: Io): ExitCode {
  complain(io, message);
  return EXIT.usage;
}

function deliveryOf(flags: PlanFlags): keyof typeof deliveries {
  if (flags.check === true) return 'check';
  return flags.inPlace === true ? 'in-place' : (flags.output ?? 'xml');
}

function objectionTo(named: readonly string[], delivery: keyof typeof deliveries): string | undefined {
  if (named.length === 0) return 'no FILE, and nothing is piped in';
  if (named.filter((argument) => argument === '-').length > 1) return 'standard input can be read only once';
  if (delivery === 'in-place' && named.includes('-')) return '--in-place needs a FILE; standard input has none';
  if (delivery === 'xml' && named.length > 1) {
    return 'several documents cannot be printed as one XML; use --in-place, --check, -o json or -o tree';
  }
  return undefined;
}

/** One document from its name to its exit code; a fault of ours in one does not keep the others from being planned. */
async function planOne(argument: string, call: Call): Promise<ExitCode> {
  const file = displayName(argument);
  try {
    return await planInput(argument, await readInput(argument, call.io), call);
  } catch (error) {
    reportCrash(error, call.io, file);
    return EXIT.bug;
  }
}

async function planInput(argument: string, input: Input, { deliver, options, ...call }: Call): Promise<ExitCode> {
  const file = displayName(argument);
  if (input.kind === 'unreadable') {
    complain(call.io, input.problem);
    await deliver({ ...call, argument, file, outcome: { kind: 'unreadable', problem: input.problem } });
    return EXIT.usage;
  }
  const result: PlanResult =
    input.kind === 'text' ? planDomain(input.source, options) : { ok: false, diagnostics: [input.diagnostic] };
  const source = input.kind === 'text' ? input.source : '';
  reportDiagnostics(result.diagnostics, { file, source }, call);
  const code = await deliver({ ...call, argument, file, outcome: { kind: 'planned', result, source } });
  return input.kind === 'text' ? code : EXIT.usage;
}
