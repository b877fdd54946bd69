/** Comments, character data, instructions and tags; in a tag, what is quoted does not end it. */
const TOKEN = /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>/g;

/**
 * The XML documents that stand one after the other in a text. What cannot be told apart stays one document, so that
 * whoever reads it says what is wrong.
 */
export function splitDocuments(text: string): readonly string[] {
  const documents: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.startsWith('<!') || token.startsWith('<?')) continue;
    if (token.startsWith('</')) depth -= 1;
    else if (!token.endsWith('/>')) depth += 1;
    if (depth < 0) return [text];
    if (depth > 0) continue;
    const end = index + token.length;
    documents.push(text.slice(start, end));
    start = end;
  }
  const rest = text.slice(start);
  const last = documents.length - 1;
  if (last < 0 || depth > 0) return [...documents, rest];
  // A comment at the end belongs to the last one.
  return rest.trim() === '' ? documents : [...documents.slice(0, last), `${documents[last]}${rest}`];
}
