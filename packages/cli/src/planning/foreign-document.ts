import { convertProxmox, type ProxmoxConversion } from '@rootport/core';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { failure, type Outcome, success } from '../outcome.ts';
import { diagnosticsJson } from '../reports/diagnostic-json.ts';
import { reportUnread, wrongCall } from '../reports/faults.ts';
import { reportDiagnostics } from '../reports/report.ts';
import { displayName, readInput } from '../system/input.ts';
import type { Io } from '../system/io.ts';
import { type Call, printJson, refuseCall, refuseDocument } from './planned-document.ts';

/** A guest of another manager, read as the domain that it is. */
export interface ForeignDocument {
  readonly argument: string;
  readonly file: string;
  readonly source: string;
  readonly conversion: Extract<ProxmoxConversion, { ok: true }>;
  /** The same world, where FILE holds the domain. */
  readonly io: Io;
}

/** Of which manager FILE is a guest: what the call says, else what the name says, since no domain XML is called `100.conf`. */
export function managerOf(argument: string | undefined, said: 'proxmox' | undefined): 'proxmox' | undefined {
  return said ?? (argument?.endsWith('.conf') === true ? 'proxmox' : undefined);
}

/** Reads the configuration of a Proxmox guest. What is wrong with it has been reported. */
export async function openForeign(
  given: string | undefined,
  call: Call & { readonly quiet: boolean },
  io: Io,
): Promise<Outcome<ForeignDocument, ExitCode>> {
  const argument = given ?? (io.stdin.isTTY ? undefined : '-');
  if (argument === undefined)
    return failure(refuseCall(wrongCall('no FILE, and nothing is piped in', call.command), call, io));
  const file = displayName(argument);
  const input = await readInput(argument, io);
  if (!input.ok) {
    reportUnread(input.problem, file, io);
    return failure(refuseDocument({ code: EXIT.usage, file, source: '', diagnostics: [input.problem] }, call, io));
  }
  const source = input.value;
  const [, name] = /([^/]+?)(?:\.conf)?$/.exec(argument === '-' ? 'proxmox' : argument) ?? [];
  const conversion = convertProxmox(source, name === undefined ? {} : { name });
  const { diagnostics } = conversion;
  reportDiagnostics(diagnostics, { file, source }, { io, quiet: call.quiet });
  if (!conversion.ok) {
    if (call.isJson)
      printJson(
        { formatVersion: call.formatVersion, file, ok: false, diagnostics: diagnosticsJson(diagnostics, source) },
        io,
      );
    return failure(EXIT.findings);
  }
  const bytes = success(new TextEncoder().encode(conversion.xml));
  const files: Io['files'] = {
    ...io.files,
    read: async (path, ...rest) => (path === argument ? bytes : io.files.read(path, ...rest)),
  };
  return success({
    argument,
    file,
    source,
    conversion,
    io: { ...io, files, stdin: { ...io.stdin, isTTY: false, read: async () => bytes } },
  });
}
