import type { Random } from './random.ts';

type TextChange = (xml: string, random: Random) => string;

/** Positions between two tags where something may be put. */
function gaps(xml: string): readonly number[] {
  return [...xml.matchAll(/>\s*(?=<)/g)].map(({ index, 0: text }) => index + text.length);
}

function insertAt(xml: string, at: number | undefined, text: string): string {
  return at === undefined ? xml : xml.slice(0, at) + text + xml.slice(at);
}

function inGap(texts: readonly string[]): TextChange {
  return (xml, random) => {
    const places = gaps(xml);
    return places.length === 0 ? xml : insertAt(xml, random.pick(places), random.pick(texts));
  };
}

function atValue(change: (value: string, random: Random) => string): TextChange {
  return (xml, random) => {
    const values = [...xml.matchAll(/='([^'&]+)'/g)];
    if (values.length === 0) return xml;
    const { index, 0: all, 1: value = '' } = random.pick(values);
    return `${xml.slice(0, index)}='${change(value, random)}'${xml.slice(index + all.length)}`;
  };
}

/** The same document in other letters: what the text says stays the same, mostly. */
const TEXT_CHANGES: readonly TextChange[] = [
  inGap([
    '<!-- note -->',
    "<!-- <disk type='file'/> -->",
    '<?note x?>',
    '<![CDATA[ ]]>',
    'text',
    '&#32;',
    '\r\n',
    '\t',
  ]),
  atValue((value, random) => {
    const at = random.below(value.length);
    const code = value.codePointAt(at) ?? 32;
    return `${value.slice(0, at)}&#${random.chance(0.5) ? `x${code.toString(16)}` : code};${value.slice(at + 1)}`;
  }),
  (xml) => xml.replaceAll('\n', '\r\n'),
  (xml) => xml.replaceAll("'", '"').replaceAll('&apos;', "'"),
  (xml) => xml.replaceAll(/<(\w+)([^>]*)\/>/g, '<$1$2></$1>'),
  (xml) => xml.replaceAll(/>\s+</g, '><'),
  (xml) => xml.replaceAll(/ (\w+)='/g, "\n  $1 = '"),
  (xml) => `<?xml version='1.0' encoding='UTF-8'?>\n<!-- made by hand -->\n${xml}`,
  (xml) => `\uFEFF${xml}`,
  (xml, random) =>
    xml.replace(/>(\w+)</, (_, text: string) =>
      random.pick([`> ${text} <`, `><![CDATA[${text}]]><`, `><!-- -->${text}<`]),
    ),
];

/** The text with one thing in it written otherwise. */
export function respell(xml: string, random: Random): string {
  return random.pick(TEXT_CHANGES)(xml, random);
}
