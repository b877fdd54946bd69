import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { createDiagnostic, DEFAULT_PROFILE, type Diagnostic, describeDiagnostic } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { failure, type Outcome, success } from '../../outcome.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { refuseFaults } from '../../planning/planned-document.ts';
import { type Settings, settingsFor } from '../../planning/settings.ts';
import { reportLoss } from '../../planning/write-document.ts';
import { reportFault, reportUnread, unreadable, unwritten, wrongCall } from '../../reports/faults.ts';
import { displayName, readInput } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';
import { filesBelow, ownFiles } from '../../system/own-files.ts';
import { startViewServer, type ViewedDocument } from './view-server.ts';

export interface ViewFlags extends PlannerFlags {
  readonly port?: string;
}

/** Where the build puts the page in this package. */
const PAGE = 'dist/page';

/** In bytes: as much as the planner reads; one document that is read and one that is saved. */
const LIMITS = { document: 128 * 2 ** 20, held: 256 * 2 ** 20 };

/** `rootport view`: serves the page with one document until it is interrupted. `page`: another folder than the package's own. */
export async function viewCommand(
  argument: string | undefined,
  flags: ViewFlags,
  io: Io,
  page?: string,
): Promise<ExitCode> {
  const port = Number(flags.port ?? '0');
  if (!/^\d*$/.test(flags.port ?? '') || port > 65535) {
    reportFault(wrongCall(`--port takes a number from 0 to 65535, not '${flags.port}'`, 'view'), io);
    return EXIT.usage;
  }
  const settings = await settingsFor(argument ?? '-', flags, io);
  if (!settings.ok) return refuseFaults(settings.problem, { isJson: false, formatVersion: '' }, io);
  const files = readPage(page);
  if (!files.ok) return refuse(files.problem, io);
  const document = argument === undefined ? success(undefined) : await openDocument(argument, io);
  if (!document.ok) {
    reportUnread(document.problem, displayName(argument ?? '-'), io);
    return EXIT.usage;
  }
  const started = await start(files.value, document.value, pageSettings(settings.value), port);
  if (!started.ok) return refuse(started.problem, io);
  io.stdout.write(`${started.value.url}\n`);
  if (flags.quiet !== true) {
    io.stderr.write('Open this address in a browser of this machine; Ctrl+C ends it. Whoever has it can read\n');
    io.stderr.write(document.value?.write === undefined ? 'what it shows.\n' : 'and write the file.\n');
  }
  await io.interrupted();
  await started.value.close();
  return EXIT.fine;
}

function refuse(fault: Diagnostic, io: Io): ExitCode {
  reportFault(fault, io);
  return EXIT.usage;
}

/** All files of the page, so that a request can only ask for one of them. */
function readPage(folder?: string): Outcome<ReadonlyMap<string, Uint8Array>, Diagnostic> {
  const missing = failure(createDiagnostic('RP5060', { values: { folder: folder ?? PAGE } }));
  try {
    const files = folder === undefined ? ownFiles(PAGE) : filesBelow(folder);
    return files.has('index.html') ? success(files) : missing;
  } catch {
    return missing;
  }
}

/** The document is read anew for every request, and what was piped in only once. */
async function openDocument(argument: string, io: Io): Promise<Outcome<ViewedDocument, Diagnostic>> {
  const first = await readInput(argument, io);
  if (!first.ok) return first;
  // What the shell makes of <(...) is a pipe, too: it can be read once, and not written.
  const isFile = argument !== '-' && (await io.files.read(argument, LIMITS.document, 'regular')).ok;
  if (!isFile) {
    const bytes = new TextEncoder().encode(first.value);
    return success({ name: argument === '-' ? 'stdin.xml' : 'pipe.xml', read: async () => success(bytes) });
  }
  return success({
    name: basename(argument),
    async read() {
      const bytes = await io.files.read(argument, LIMITS.document);
      if (bytes.ok) return bytes;
      return failure(describeDiagnostic(unreadable(argument, bytes.problem)).message);
    },
    async write(text, before) {
      const written = await io.files.replace(argument, text, before);
      if (written.ok) {
        reportLoss(argument, written.value, { io, quiet: false });
        return success(undefined);
      }
      return failure(describeDiagnostic(unwritten(argument, written.problem)).message);
    },
  });
}

/** The options and the configuration in force, as the page takes them (Settings of packages/web/src/worker/protocol.ts). */
function pageSettings({ options, config }: Settings): object {
  const { profile = DEFAULT_PROFILE, qemu = '', ...given } = options;
  return { profile, qemu, given: { ...given, rules: config?.config.rules } };
}

async function start(
  files: ReadonlyMap<string, Uint8Array>,
  document: ViewedDocument | undefined,
  settings: object,
  port: number,
) {
  const refusals = {
    request: (problem: string) => sentence('RP5063', { problem }),
    overload: (limit: string) => sentence('RP5224', { limit }),
    changed: (problem: string) => sentence('RP5062', { file: document?.name ?? '', problem }),
  };
  const token = randomBytes(24).toString('base64url');
  try {
    return success(
      await startViewServer(
        { files, settings, token, limits: LIMITS, refusals, ...(document === undefined ? {} : { document }) },
        port,
      ),
    );
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return failure(createDiagnostic('RP5061', { values: { port, problem } }));
  }
}

/** A diagnostic as the page and people with other programs read it. */
function sentence(code: 'RP5062' | 'RP5063' | 'RP5224', values: Readonly<Record<string, string>>): string {
  const { message, help } = describeDiagnostic({ code, values });
  return `${message} [${code}]. ${help}\n`;
}
