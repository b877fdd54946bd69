// A Vite plugin that leaves the words and the rules of refusals, switches, capabilities and of what is available out of their
// tables: they are for the history of the releases and for readers, which the page does not show, and would be 2 kB of its
// first chunk.
const RULE = /'[A-Z]+-[A-Z0-9-]+'/g;
/** How exactly the release of a change is known. */
const HISTORY = [/\bafter: '[0-9.]+',?/g, /\bisSeen: true,?/g];

export function leanTables() {
  return {
    name: 'rootport-lean-tables',
    enforce: 'pre',
    transform(code, id) {
      if (/\/profiles\/(?:capabilities|tables\/availability)\.ts$/.test(id))
        return { code: without(code, id, [/\brule: '[A-Z0-9-]+',/g, ...HISTORY], '', 500) };
      if (id.endsWith('/profiles/tables/switches.ts')) return { code: without(code, id, [RULE], "''", 300) };
      if (!id.endsWith('/profiles/tables/refusals.ts')) return undefined;
      const words = [/\babout: (?:'[^'\n]*'|"[^"\n]*"),?/g, /\bconcerns: having\([^()]*\),?/g, ...HISTORY];
      return { code: without(without(code, id, words, '', 1000), id, [RULE], "''", 300) };
    },
  };
}

/** For the worker alone: it plans, while the page shows what profiles are called and when they were new. */
export function leanProfiles() {
  return {
    name: 'rootport-lean-profiles',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/profiles\/tables\/(?:distributions|releases)\.ts$/.test(id)) return undefined;
      const words = [/(?<=\b(?:title|source|date): )'[^'\n]*'(?=,| \})/g];
      return { code: without(code, id, words, "''", 500) };
    },
  };
}

function without(code, id, patterns, instead, least) {
  const left = patterns.reduce((text, pattern) => text.replace(pattern, instead), code);
  if (left.length > code.length - least) throw new Error(`${id}: the words are written in another way`);
  return left;
}

/** For the worker alone: the table of values as one text, which compresses better than its objects. */
export function leanValues() {
  return {
    name: 'rootport-lean-values',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/profiles/tables/value-lists.ts')) return undefined;
      const list = /VALUE_LISTS[^=]*= (\[.*\]);/s.exec(code)?.[1];
      if (list === undefined) throw new Error(`${id}: its rows are written in another way`);
      // Some rows are made of others, by functions whose type is named.
      const rows = new Function(`return ${list.replaceAll(/: (?:readonly )?ValueListRow(?:\[\])? =>/g, ' =>')}`)();
      // An element is named once for all its attributes, and a list of sorts for all rows in a row that have it.
      let element = '';
      let known = '';
      const lines = rows.map(
        ({ place, words = '', number = '', sorts = [], after = '', anyBase = '', signedBefore = '' }) => {
          const [path, attribute] = place.split('@');
          const own = sorts.join(' ');
          const cells = [
            path === element ? `@${attribute}` : place,
            words,
            number,
            own === known ? own && '=' : own,
            after,
            anyBase,
            signedBefore,
          ];
          element = path;
          known = own;
          return cells.join('|').replace(/\|+$/, '');
        },
      );
      const text = JSON.stringify(lines.join('\n'));
      return { code: `let element, known; export const VALUE_LISTS = ${text}.split('\\n').map(${readRow});` };
    },
  };
}

// Runs in the page, with `element` and `known` of the row before.
function readRow(line) {
  const [place, words, number, sorts, after, anyBase, signedBefore] = line.split('|');
  if (place[0] !== '@') element = place.split('@')[0];
  if (sorts !== '=') known = sorts;
  const row = { place: place[0] === '@' ? element + place : place };
  if (words) row.words = words;
  if (number) row.number = number;
  if (known) row.sorts = known.split(' ');
  if (after) row.after = after;
  if (anyBase) row.anyBase = anyBase === 'true' || anyBase;
  if (signedBefore) row.signedBefore = signedBefore;
  return row;
}
