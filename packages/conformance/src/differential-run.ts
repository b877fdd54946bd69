import { type DifferentialOptions, judgeAnswer, signatureOf } from './differential.ts';
import type { FoundMismatch } from './minimise.ts';
import { type Answer, type GeneratedDomain, readRecorded } from './oracle.ts';

/** Domains in flight: enough that no libvirt ever waits for us. */
const LANES = 16;
/** Examples kept of each signature. */
const KEPT = 20;

interface MachineCounts {
  accepted: number;
  refused: number;
  byHost: number;
  different: number;
}

export interface SignatureCounts {
  count: number;
  readonly examples: FoundMismatch[];
}

/** What a run found, filled while it runs. */
export interface DifferentialResult {
  readonly machines: Map<string, MachineCounts>;
  readonly signatures: Map<string, SignatureCounts>;
  /** Refusals by both: libvirt's fault and our kind, with their number. */
  readonly refusals: Map<string, number>;
  /** Refusals that the host of libvirt caused: the fault and libvirt's message, with their number. */
  readonly byHost: Map<string, number>;
}

/** A domain to judge, and how to come by libvirt's answer. */
export interface Question {
  readonly domain: GeneratedDomain;
  readonly answer: () => Promise<Answer>;
}

/** What the oracle of 9.0 answered when it was recorded: of each machine, the first `most` that it accepted and refused. */
export async function recordedQuestions(
  machines: readonly string[],
  most = Number.POSITIVE_INFINITY,
): Promise<readonly Question[]> {
  const sets = machines.flatMap((machine) => ['accepted', 'rejected'].map((set) => readRecorded(machine, set)));
  const rows = (await Promise.all(sets)).flatMap((set) => set.slice(0, most));
  return rows.map(({ domain, answer }) => ({ domain, answer: () => Promise.resolve(answer) }));
}

function countsOf(result: DifferentialResult, machine: string): MachineCounts {
  const known = result.machines.get(machine);
  if (known) return known;
  const counts = { accepted: 0, refused: 0, byHost: 0, different: 0 };
  result.machines.set(machine, counts);
  return counts;
}

function addMismatch(result: DifferentialResult, found: FoundMismatch): void {
  const signature = signatureOf(found.mismatch);
  const row = result.signatures.get(signature) ?? { count: 0, examples: [] };
  result.signatures.set(signature, row);
  row.count += 1;
  // small documents are kept: they are easier to read and faster to minimise
  row.examples.push(found);
  row.examples.sort((a, b) => a.domain.xml.length - b.domain.xml.length);
  row.examples.splice(KEPT);
}

/** Judges all questions, several at a time; the questions are made as they are needed. */
export async function runDifferential(
  questions: Iterable<Question>,
  options: DifferentialOptions,
): Promise<DifferentialResult> {
  const result: DifferentialResult = {
    machines: new Map(),
    signatures: new Map(),
    refusals: new Map(),
    byHost: new Map(),
  };
  const iterator = questions[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      const { domain, answer: ask } = next.value;
      const answer = await ask();
      const verdict = judgeAnswer(domain, answer, options);
      const counts = countsOf(result, domain.machine);
      if (verdict.kind === 'accepted-equal') counts.accepted += 1;
      else if (verdict.kind === 'refused-both') {
        counts.refused += 1;
        const pair = `${verdict.fault} | ${verdict.ours}`;
        result.refusals.set(pair, (result.refusals.get(pair) ?? 0) + 1);
      } else if (verdict.kind === 'refused-by-host') {
        counts.byHost += 1;
        const reason = `${verdict.fault}: ${verdict.message}`;
        result.byHost.set(reason, (result.byHost.get(reason) ?? 0) + 1);
      } else {
        counts.different += 1;
        addMismatch(result, { domain, answer, mismatch: verdict.mismatch });
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return result;
}
