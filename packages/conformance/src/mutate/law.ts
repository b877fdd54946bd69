import {
  CATALOGUE,
  canonicalXml,
  describeDiagnostic,
  type PlanOptions,
  type PlanResult,
  patchXml,
  planDomain,
} from '@rootport/core';
import { compareDocuments } from '../compare.ts';
import type { Answer } from '../oracle.ts';
import { childrenNamed, printTree, readTree } from './mutable-tree.ts';

/** What comes of one document. `label` sorts the likes together. */
export type Outcome =
  | { readonly kind: 'same' }
  /** Not the same, and libvirt itself gives another answer when its answer is read again. */
  | { readonly kind: 'unstable'; readonly label: string }
  | { readonly kind: 'both-refuse'; readonly label: string }
  /** libvirt refuses what its host lacks; no document says that. */
  | { readonly kind: 'host'; readonly label: string }
  | {
      readonly kind: 'ours-refuses' | 'libvirt-refuses' | 'differs';
      readonly label: string;
      readonly lines: readonly string[];
    };

export type OutcomeKind = Outcome['kind'];

/** Asks libvirt to define a document. */
export type Ask = (xml: string) => Promise<Answer>;

/**
 * What libvirt makes up at random is taken out: the uuids of guest and memory, MACs, the ids of a generation and of a virtual port, and the
 * folder of the libvirt that was asked.
 */
function comparable(xml: string): readonly string[] {
  return xml
    .split('\n')
    .filter((line) => !/^(?: {2}| {6})<uuid>/.test(line))
    .map((line) =>
      line
        .replace(/(<mac address='|interfaceid='|instanceid='|<genid>)[^'<]*/g, '$1*')
        .replace(/>\/[^<]*\/w\d+-\d+\/lib\//, '>/*/lib/'),
    );
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

const sorted = (lines: readonly string[]): readonly string[] => [...lines].sort();

/** Lines of one text only, with `-` and `+` before them. */
function lineDifferences(expected: readonly string[], actual: readonly string[]): readonly string[] {
  const count = (lines: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
    return counts;
  };
  const only = (lines: readonly string[], others: ReadonlyMap<string, number>, sign: string): readonly string[] => {
    const left = new Map(others);
    return lines.flatMap((line) => {
      const rest = left.get(line) ?? 0;
      if (rest === 0) return [`${sign}${line}`];
      left.set(line, rest - 1);
      return [];
    });
  };
  const found = [...only(expected, count(actual), '-'), ...only(actual, count(expected), '+')];
  return found.length > 0 ? found : ['the order of the lines'];
}

// Numbers and names say which one, not which sort.
const sortOf = (line: string): string =>
  line
    .replaceAll(/0x[0-9a-f]+|\d+/g, '#')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 70);

function differs(what: string, lines: readonly string[]): Outcome {
  return { kind: 'differs', label: `${what}: ${sortOf(lines[0] ?? '')}`, lines };
}

/**
 * Where the reason of a refusal lies: `devices`, `machine` (what is left is the machine and how it boots), or
 * `elsewhere`.
 */
async function placeOfRefusal(xml: string, message: string, ask: Ask): Promise<string> {
  const tree = readTree(xml);
  const refusedWith = async (names: (name: string) => boolean): Promise<boolean> => {
    const rest = { ...tree, children: tree.children.filter(({ name }) => names(name)) };
    const answer = await ask(printTree(rest));
    return !answer.ok && answer.message === message;
  };
  if (!(await refusedWith((name) => name !== 'devices'))) return 'devices';
  const isMachine = (name: string): boolean => ['name', 'memory', 'os'].includes(name);
  return (await refusedWith(isMachine)) ? 'machine' : 'elsewhere';
}

/** The names of what a document made the planner do, for guiding the choice of later ones. */
export function reached(result: PlanResult): readonly string[] {
  const codes = result.diagnostics.map(({ code }) => code);
  if (!result.ok) return codes;
  const { plan } = result;
  const decisions = [...plan.decisions].map(([device, { rule, source }]) => {
    const model = 'model' in device ? device.model : '';
    return `${plan.domain.machine.arch} ${device.kind} ${model} ${rule} ${source}`;
  });
  const growth = plan.growth.map(({ model }) => `${plan.domain.machine.arch} grown ${model}`);
  return [...codes, ...decisions, ...growth];
}

/** A plan, or what was thrown instead. */
export function planSafely(xml: string, options: PlanOptions): PlanResult | Error {
  try {
    return planDomain(xml, options);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * The law: libvirt's answer to our patched document is its answer to the document itself, line by line, or libvirt's
 * own answer changes when it is read again; and our canonical document places everything as that answer does.
 */
export async function judge(xml: string, result: PlanResult | Error, ask: Ask): Promise<Outcome> {
  if (result instanceof Error) return differs('thrown', [result.message]);
  const answer = await ask(xml);
  if (!answer.ok) return judgeRefusal(xml, result, answer, ask);
  if (!result.ok) {
    const error = result.diagnostics.find(({ severity }) => severity === 'error');
    const label = error === undefined ? 'refused without an error' : `${error.code} ${CATALOGUE[error.code].kind}`;
    const lines = error === undefined ? [] : [describeDiagnostic(error).message];
    return { kind: 'ours-refuses', label, lines };
  }
  const patched = patchXml(result.plan);
  const second = await ask(patched);
  if (!second.ok) {
    const reread = await ask(answer.xml);
    // libvirt does not take its own answer either.
    if (!reread.ok && reread.message === second.message)
      return { kind: 'unstable', label: `refused: ${sortOf(second.message)}` };
    return differs('patched is refused', [second.message, patched]);
  }
  const [wanted, got] = [comparable(answer.xml), comparable(second.xml)];
  if (!sameLines(wanted, got)) {
    const again = await ask(answer.xml);
    const reread = again.ok ? comparable(again.xml) : [];
    if (sameLines(wanted, reread)) return differs('patched', lineDifferences(wanted, got));
    if (!sameLines(reread, got) && !sameLines(sorted(wanted), sorted(got))) {
      return differs('patched, libvirt unstable', lineDifferences(wanted, got));
    }
  }
  const canonical = compareDocuments(answer.xml, canonicalXml(result.plan), { all: true });
  if (!canonical.equal) {
    return differs(
      'canonical',
      canonical.differences.map(({ text }) => text),
    );
  }
  if (sameLines(wanted, got)) return { kind: 'same' };
  return { kind: 'unstable', label: sortOf(lineDifferences(wanted, got)[0] ?? '') };
}

// How the host is set up, and machine types that the QEMU of another distribution has.
const OF_HOST =
  /is disabled in qemu\.conf|Unable to find '\w+' firmware|does not support TPM backend type|does not support machine type '(?:pc-(?:i440fx|q35)-[a-z]|[^']*-rhel)/;
const NO_EMULATOR = /No emulator found for arch|Cannot check QEMU binary|host doesn't support hvm/;

async function judgeRefusal(
  xml: string,
  result: PlanResult,
  { fault, scope, message }: Answer & { ok: false },
  ask: Ask,
): Promise<Outcome> {
  if (!result.ok) {
    const codes = result.diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    return { kind: 'both-refuse', label: `${sortOf(message)} | ${codes[0] ?? ''}` };
  }
  if (scope === 'host') return { kind: 'host', label: fault };
  // The machine of the oracle has not every emulator that there is.
  if (NO_EMULATOR.test(message) || OF_HOST.test(message)) return { kind: 'host', label: sortOf(message) };
  const place = await placeOfRefusal(xml, message, ask);
  return { kind: 'libvirt-refuses', label: `${place}: ${sortOf(message)}`, lines: [message] };
}

/** How many elements a document's lists of devices hold. */
export function deviceCount(xml: string): number {
  return childrenNamed(readTree(xml), 'devices').reduce((sum, { children }) => sum + children.length, 0);
}
