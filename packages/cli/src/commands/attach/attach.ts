import { attachDevice, placesAgree, planDomain } from '@rootport/core';
import type { ExitCode } from '../../exit-codes.ts';
import type { Io } from '../../system/io.ts';
import { openPlugCall } from '../plug/open-plug-call.ts';
import { answerPlugs, type PlugFlags } from '../plug/plug-answers.ts';

/** `rootport attach`: where devices land, in the stored definition and in a running guest. */
export async function attachCommand(
  argument: string,
  devices: readonly string[],
  flags: PlugFlags,
  io: Io,
): Promise<ExitCode> {
  const call = await openPlugCall('attach', { argument, devices, isFile: () => true }, flags, io);
  if (!call.ok) return call.problem;
  const { options, document, texts } = call.value;
  const action = {
    plug: (xml: string, { source }: { readonly source: string }) =>
      attachDevice(xml, source, (text) => planDomain(text, options)),
    compare: placesAgree,
  };
  return answerPlugs(document, texts, action, { argument, flags, io });
}
