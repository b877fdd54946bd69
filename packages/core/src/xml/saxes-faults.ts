import type { Span } from '../text/index.ts';
import { countFault, type FaultLog, report, reportFault, STOP } from './faults.ts';

/** Faults that the tree builder finds itself, with better places. */
const FOUND_ELSEWHERE =
  /^(unexpected close tag|unmatched closing tag|unclosed tag|text data outside|documents may contain|document must contain|duplicate attribute)/;

/** Our words for the messages of saxes that a user meets; any other message is passed on without its full stop. */
const PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['disallowed character in tag name', '"<" is not followed by a name; write a literal "<" as &lt;'],
  ['disallowed character in tag name.', 'this character cannot be in the name of an element'],
  ['disallowed character in attribute name.', 'this character cannot be in the name of an attribute'],
  ['disallowed character in closing tag.', 'an end tag has only a name'],
  ['attribute without value.', 'the attribute before this place has no value'],
  ['unquoted attribute value.', 'the value of an attribute is not quoted'],
  ['no whitespace between attributes.', 'a space is missing between two attributes'],
  ['forward-slash in opening tag not followed by >.', '"/" is not followed by ">"'],
  ['weird empty close tag.', 'an end tag has no name'],
  ['malformed comment.', '"--" is not allowed inside a comment'],
  ['incorrect syntax.', '"<!" begins neither a comment nor a CDATA section'],
  ['the string "]]>" is disallowed in char data.', '"]]>" is not allowed in text; write it as ]]&gt;'],
]);

/** An ampersand that begins no reference. */
const STRAY_AMPERSAND = /&(?!(?:#\d+|#x[\da-fA-F]+|[^\s<>&;#'"=]+);)/g;
const STRAY_AMPERSAND_PROBLEM = '"&" begins no reference; write a literal "&" as &amp;';

/** Turns a message of saxes, given while it was at `position`, into a diagnostic. */
export function reportSaxesFault(log: FaultLog, message: string, position: number): void {
  if (FOUND_ELSEWHERE.test(message)) {
    countFault(log);
    return;
  }
  const end = Math.min(position, log.source.length);
  const here = { start: Math.max(end - 1, 0), end };
  if (message === 'undefined entity.' || message === 'malformed character entity.') reportReference(log, end);
  else if (message.endsWith('entity name.')) reportStrayAmpersand(log, here);
  else if (message === 'unexpected end.') reportEnd(log);
  else if (message === 'disallowed character.') reportFault(log, here, describeCharacter(log.source, here.start));
  else reportFault(log, here, PROBLEMS.get(message) ?? message.replace(/\.$/, ''));
}

function reportReference(log: FaultLog, end: number): void {
  const start = log.source.lastIndexOf('&', end - 1);
  const entity = log.source.slice(start + 1, end - 1);
  const span = { start, end };
  if (entity.startsWith('#')) reportFault(log, span, `&${entity}; is not a character that XML allows`);
  else report(log, 'RP1006', { span, values: { entity } });
}

function reportStrayAmpersand(log: FaultLog, here: Span): void {
  const start = findStrayAmpersand(log) ?? here.start;
  reportFault(log, { start, end: start + 1 }, STRAY_AMPERSAND_PROBLEM);
  // saxes takes everything up to the next semicolon for the name; what follows would be read wrongly.
  if (log.source.slice(start, here.end).includes('<')) throw STOP;
}

function findStrayAmpersand(log: FaultLog): number | undefined {
  STRAY_AMPERSAND.lastIndex = log.at;
  return STRAY_AMPERSAND.exec(log.source)?.index;
}

function reportEnd(log: FaultLog): void {
  const { source, at } = log;
  // To saxes a blank text is cut off before its first tag; to us it is empty.
  if (!/[^\uFEFF \t\r\n]/.test(source)) return;
  const inside = describeConstruct(source, at);
  const canRefer = inside === 'a tag' || inside === 'a reference';
  const stray = canRefer ? findStrayAmpersand(log) : undefined;
  if (stray !== undefined) reportFault(log, { start: stray, end: stray + 1 }, STRAY_AMPERSAND_PROBLEM);
  else reportFault(log, { start: at, end: source.length }, `the text ends inside ${inside} that begins here`);
}

function describeConstruct(source: string, at: number): string {
  if (source.startsWith('<!--', at)) return 'a comment';
  if (source.startsWith('<![', at)) return 'a CDATA section';
  if (source.startsWith('<!', at)) return 'a declaration';
  if (source.startsWith('<?', at)) return 'a processing instruction';
  return source.startsWith('<', at) ? 'a tag' : 'a reference';
}

function describeCharacter(source: string, at: number): string {
  const code = source.charCodeAt(at);
  if (code === 0x3c) return '"<" is in the value of an attribute: a closing quote is missing, or write it as &lt;';
  return `the character U+${code.toString(16).toUpperCase().padStart(4, '0')} is not allowed in XML`;
}
