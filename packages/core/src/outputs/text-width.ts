/** The styles of the picture's texts: size in pixels, and how they are set. */
export const TEXT_STYLES = {
  title: { size: 17, weight: 600, isMono: false },
  heading: { size: 13, weight: 600, isMono: false },
  label: { size: 13, weight: 600, isMono: false },
  address: { size: 11, weight: 400, isMono: true },
  side: { size: 11, weight: 400, isMono: false },
  detail: { size: 11, weight: 400, isMono: false },
  note: { size: 12, weight: 400, isMono: false },
  row: { size: 11, weight: 400, isMono: true },
} as const;

/** One of {@link TEXT_STYLES}. */
export type TextStyle = keyof typeof TEXT_STYLES;

/** Width of a text in pixels. */
export type MeasureText = (text: string, style: TextStyle) => number;

const CLASSES: readonly (readonly [characters: string, width: number])[] = [
  ["ijl|'.,:;!I ", 0.36],
  ['frt()[]{}-/\\"*·…', 0.46],
  ['mwMW@%→←', 0.98],
];
const WIDTHS = new Map(CLASSES.flatMap(([characters, width]) => [...characters].map((one) => [one, width] as const)));

/** Widths of the widest usual fonts, where nothing can be measured: a text is cut too early rather than too late. */
export const estimateWidth: MeasureText = (text, style) => {
  const { size, weight, isMono } = TEXT_STYLES[style];
  let width = 0;
  for (const character of text) width += isMono ? 0.61 : (WIDTHS.get(character) ?? usualWidth(character));
  return width * size * (weight > 400 && !isMono ? 1.08 : 1);
};

const usualWidth = (character: string): number =>
  character > '\u02ff' ? 1.05 : character >= 'A' && character <= 'Z' ? 0.7 : 0.63;

/** A text that fits, cut in the middle: what tells names apart is mostly at their ends. */
export function cutMiddle(text: string, style: TextStyle, width: number, measure: MeasureText): string {
  if (measure(text, style) <= width) return text;
  const characters = [...text];
  let [low, high] = [0, characters.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(cut(characters, middle), style) <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '…' : cut(characters, low);
}

const cut = (characters: readonly string[], left: number): string => {
  const head = Math.ceil(left / 2);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (left - head)).join('')}`;
};
