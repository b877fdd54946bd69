import { describeDiagnostic } from '@rootport/core';
import type { Candidate } from '../../fleet/question.ts';
import type { FoundDocument } from '../../sources/choose-documents.ts';
import { displayName, readInput } from '../../system/input.ts';

/** Documents as guests to ask about; `node` goes before their names where several have documents of their own. */
export async function* candidatesOf(all: AsyncIterable<FoundDocument>, node?: string): AsyncIterable<Candidate> {
  for await (const { argument, position, io } of all) {
    const input = await readInput(argument, io);
    const name = displayName(argument);
    const head = { n: position, id: node === undefined ? name : `${node}:${name}` };
    if (input.ok) yield { ...head, xml: input.value };
    else yield { ...head, why: `${describeDiagnostic(input.problem).message} [${input.problem.code}]` };
  }
}
