import { detachDevice, planDomain } from '@rootport/core';
import type { ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../system/io.ts';
import { openPlugCall } from '../plug/open-plug-call.ts';
import { answerPlugs, type PlugDevice, type PlugFlags } from '../plug/plug-answers.ts';

/** `rootport detach`: whether devices can be detached, from the stored definition and from a running guest. */
export async function detachCommand(
  argument: string,
  devices: readonly string[],
  flags: PlugFlags,
  io: Io,
): Promise<ExitCode> {
  const call = await openPlugCall('detach', { argument, devices, isFile: isFileName }, flags, io);
  if (!call.ok) return call.problem;
  const { options, document, texts } = call.value;
  const plug = (xml: string, { file, source, isFile }: PlugDevice) =>
    detachDevice(xml, isFile ? { xml: source } : { name: file }, (text) => planDomain(text, options));
  return answerPlugs(document, texts, { plug }, { argument, flags, io });
}

// Names of devices have neither; a disk target such as /dev/vda is not one.
const isFileName = (argument: string): boolean => argument === '-' || /\.xml$|\//i.test(argument);
