import type { PlanOptions } from '@rootport/core';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import { failure, type Outcome, success } from '../../outcome.ts';
import {
  type PlannedDocument,
  planDocument,
  refuseCall,
  refuseDocument,
  refuseFaults,
} from '../../planning/planned-document.ts';
import { settingsFor } from '../../planning/settings.ts';
import { reportUnread, wrongCall } from '../../reports/faults.ts';
import { displayName, readInput } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';
import { PLUG_FORMAT_VERSION, type PlugDevice, type PlugFlags } from './plug-answers.ts';

interface PlugArguments {
  readonly argument: string;
  readonly devices: readonly string[];
  /** Whether a device is given as a file, not by name. */
  readonly isFile: (device: string) => boolean;
}

/** What a call works on. */
interface PlugCall {
  readonly options: PlanOptions;
  readonly document: PlannedDocument;
  readonly texts: readonly PlugDevice[];
}

/** Reads everything that a call of `attach` or `detach` names; what is wrong has been reported. */
export async function openPlugCall(
  command: 'attach' | 'detach',
  { argument, devices, isFile }: PlugArguments,
  flags: PlugFlags,
  io: Io,
): Promise<Outcome<PlugCall, ExitCode>> {
  const call = { isJson: flags.output === 'json', formatVersion: PLUG_FORMAT_VERSION };
  const objection = objectionTo(argument, devices, flags);
  if (objection !== undefined) return failure(refuseCall(wrongCall(objection, command), call, io));
  // Here --config is libvirt's word for the stored definition.
  const { config, readConfig, ...others } = flags;
  const settings = await settingsFor(argument, readConfig === false ? { ...others, config: false } : others, io);
  if (!settings.ok) return failure(refuseFaults(settings.problem, call, io));
  const { options } = settings.value;
  const texts: PlugDevice[] = [];
  for (const device of devices) {
    const text = isFile(device) ? await readInput(device, io) : success('');
    if (!text.ok) {
      reportUnread(text.problem, displayName(device), io);
      return failure(EXIT.usage);
    }
    texts.push({ file: isFile(device) ? displayName(device) : device, source: text.value, isFile: isFile(device) });
  }
  const planned = await planDocument(argument, options, { io, quiet: flags.quiet === true });
  if (planned.ok) return success({ options, document: planned.value, texts });
  return failure(refuseDocument(planned.problem, call, io, { devices: [] }));
}

function objectionTo(argument: string, devices: readonly string[], { inPlace }: PlugFlags): string | undefined {
  if ([argument, ...devices].filter((one) => one === '-').length > 1) return '"-" can be given once';
  return inPlace === true && argument === '-' ? '--in-place needs a FILE; standard input has none' : undefined;
}
