import { GUEST_FORMAT_VERSION, guestJson, lspciList, lspciTree, type PredictedFunction, visible } from '@rootport/core';
import type { ExitCode } from '../../exit-codes.ts';
import { type PredictedDocument, type PredictionFlags, predictDocument } from '../../planning/guest-input.ts';
import { answerDocument, type Call } from '../../planning/planned-document.ts';
import { judgeDocuments } from '../../sources/judge-documents.ts';
import type { Io } from '../../system/io.ts';

export interface GuestFlags extends PredictionFlags {
  readonly output?: 'text' | 'lspci' | 'lspci-tree' | 'json';
}

/** `rootport guest`: what the guest finds on PCI. */
export function guestCommand(files: readonly string[], flags: GuestFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  const call = { command: 'guest', isJson, formatVersion: GUEST_FORMAT_VERSION };
  return judgeDocuments(files, flags, { call, hasHeadings: !isJson }, io, (argument, own, world) =>
    guestOfDocument(argument, flags, own, world),
  );
}

async function guestOfDocument(argument: string, flags: GuestFlags, call: Call, io: Io): Promise<ExitCode> {
  const { output = 'text' } = flags;
  const predicted = await predictDocument(argument, flags, call, io);
  if (!predicted.ok) return predicted.problem;
  if (output === 'json') answerDocument(predicted.value, { ok: true, ...guestJson(predicted.value.guest) }, io);
  else
    io.stdout.write(
      LINES[output](predicted.value)
        .map((line) => `${visible(line)}\n`)
        .join(''),
    );
  return predicted.value.code;
}

const LINES: Readonly<Record<'text' | 'lspci' | 'lspci-tree', (document: PredictedDocument) => readonly string[]>> = {
  lspci: ({ guest }) => lspciList(guest),
  'lspci-tree': ({ guest }) => lspciTree(guest),
  text: ({ guest }) => [
    `${guest.machine}, ${guest.firmware}, QEMU ${guest.qemu}: the guest's bus numbers`,
    ...(guest.functions.length === 0 ? ['It sees no PCI function.'] : lspciTree(guest, described)),
  ],
};

/** A device by the plan's name, with libvirt's address where the guest's is another. */
function described({ label, planned, address, device, identity, fn }: PredictedFunction): string {
  if (device === undefined) return fn.argument?.label ?? identity.name;
  return planned === undefined || planned === address ? label : `${label}, libvirt ${planned}`;
}
