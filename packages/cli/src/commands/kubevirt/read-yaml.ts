import { CST, type Document, Parser, parseDocument } from 'yaml';
import { failure, type Outcome, success } from '../../outcome.ts';

/** No VMI is that deep; near the end of the stack, what composes the nodes can end the process. */
const DEEPEST = 100;

/** Reads a document of YAML or JSON that anybody may have written. */
export function readYaml(text: string): Outcome<Document> {
  for (const token of new Parser().parse(text)) {
    if (isDeep(token)) return failure(`it is nested more than ${DEEPEST} levels deep`);
  }
  const document = parseDocument(text);
  const [error] = document.errors;
  return error === undefined ? success(document) : failure(error.message.split('\n')[0] ?? 'it is not YAML');
}

function isDeep(document: CST.Token): boolean {
  let level: readonly CST.Token[] = [document];
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
    if (level.length === 0) return false;
    level = level.flatMap(childrenOf);
  }
  return true;
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!CST.isCollection(token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((one) => one !== undefined && one !== null));
}
