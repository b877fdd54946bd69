import type { FileFaults } from '../../config/file-faults.ts';
import { type Outcome, success } from '../../outcome.ts';
import { type Choice, chooseDocuments, type FoundDocument } from '../../sources/choose-documents.ts';
import { containerOf } from '../../sources/containers.ts';
import type { Io } from '../../system/io.ts';

/** The documents of two folders or archives that have the same name there; one that is alone has no partner. */
export interface Pair {
  readonly before?: FoundDocument;
  readonly after?: FoundDocument;
}

/** Whether an argument stands for many documents: a folder, NDJSON, an archive. */
export async function isCollection(argument: string, io: Io): Promise<boolean> {
  if (argument === '-') return false;
  return containerOf(argument) !== undefined || (await io.files.kind(argument)) === 'folder';
}

/** Pairs in the order of B, then what is only in A. */
export async function pairDocuments(
  [first, second]: readonly [a: string, b: string],
  choice: Choice,
  io: Io,
): Promise<Outcome<AsyncIterable<Pair>, FileFaults>> {
  const left = await chooseDocuments([first], choice, io);
  if (!left.ok) return left;
  const right = await chooseDocuments([second], choice, io);
  if (!right.ok) return right;
  return success(pairs([first, left.value.all], [second, right.value.all]));
}

type Side = readonly [argument: string, documents: AsyncIterable<FoundDocument>];

async function* pairs([first, left]: Side, [second, right]: Side): AsyncIterable<Pair> {
  const open = new Map<string, FoundDocument>();
  for await (const document of left) open.set(nameIn(first, document), document);
  for await (const after of right) {
    const name = nameIn(second, after);
    const before = open.get(name);
    open.delete(name);
    yield before === undefined ? { after } : { before, after };
  }
  for (const before of open.values()) yield { before };
}

/** `hosts/a/vm.xml` of `hosts` is `a/vm.xml`, and so is `hosts.tar#a/vm.xml` of `hosts.tar`. */
function nameIn(argument: string, document: FoundDocument): string {
  return document.argument.slice(argument.replace(/\/+$/, '').length + 1).replace(/^(?:\.?\/)+/, '');
}
