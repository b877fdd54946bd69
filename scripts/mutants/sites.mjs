// Where a source file can be changed, and how. Each change is one that a test should notice.

import { parseAst } from 'rolldown/parseAst';

const SWAPS = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '+': '-',
  '-': '+',
  '*': '+',
  '&&': '||',
  '||': '&&',
};

/** Names of properties whose strings are what a user or another part of the program gets. */
const STRINGS = new Set([
  'rule',
  'rules',
  'code',
  'title',
  'text',
  'problem',
  'reason',
  'what',
  'model',
  'type',
  'kind',
]);

/** Nodes of types alone. */
const isOfTypes = (node) =>
  node.type.startsWith('TS') && !['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression'].includes(node.type);

/**
 * All changes of a file: `{ start, end, text, what, around }`, where the text between replaces what is there. What is
 * changed runs when `around` does, the body of a function or a block; undefined stands for the whole file.
 * @param {string} source
 */
export function sitesOf(source) {
  const sites = [];
  let around;
  const add = (node, text, what) => sites.push({ start: node.start, end: node.end, text, what, around });
  const slice = (node) => source.slice(node.start, node.end);

  function operator(node) {
    const other = SWAPS[node.operator];
    if (other === undefined) return;
    // A text and something is no sum.
    if (node.operator === '+' && /['"`]/.test(slice(node))) return;
    const at = source.indexOf(node.operator, node.left.end);
    if (at < 0 || at >= node.right.start) return;
    add({ start: at, end: at + node.operator.length }, other, `${node.operator} to ${other}`);
  }

  function visit(node, parent) {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) {
      for (const one of node) visit(one, parent);
      return;
    }
    if (typeof node.type !== 'string' || isOfTypes(node) || node.type === 'ImportDeclaration') return;
    switch (node.type) {
      case 'BinaryExpression':
      case 'LogicalExpression':
        operator(node);
        break;
      case 'UnaryExpression':
        if (node.operator === '!') add({ start: node.start, end: node.start + 1 }, '', 'without !');
        break;
      case 'ConditionalExpression':
        add(node.test, `!(${slice(node.test)})`, 'condition flipped');
        break;
      case 'IfStatement': {
        add(node.test, `!(${slice(node.test)})`, 'condition flipped');
        const { consequent } = node;
        const isReturn = consequent.type === 'ReturnStatement' || consequent.type === 'ContinueStatement';
        if (isReturn && node.alternate === null) add(node, ';', 'early return dropped');
        break;
      }
      case 'Literal':
        if (typeof node.value === 'number') add(node, `${node.value + 1}`, 'number plus 1');
        if (typeof node.value === 'boolean') add(node, `${!node.value}`, 'boolean flipped');
        if (typeof node.value === 'string' && parent?.type === 'Property' && STRINGS.has(parent.key?.name)) {
          if (parent.value === node) add(node, `'mutant'`, 'another string');
        }
        break;
      case 'ArrayExpression':
        for (const [index, one] of node.elements.entries()) {
          if (one === null || !['ObjectExpression', 'ArrayExpression', 'Identifier', 'Literal'].includes(one.type))
            continue;
          if (node.elements.length < 2) continue;
          const next = node.elements[index + 1];
          const end = next === undefined || next === null ? one.end : next.start;
          add({ start: one.start, end }, '', 'row dropped');
        }
        break;
      case 'ExpressionStatement':
        // What asserts that something cannot happen does nothing as long as it is right.
        if (node.expression.type === 'CallExpression' && node.expression.callee.name !== 'invariant')
          add(node, ';', 'call dropped');
        break;
    }
    const outside = around;
    if (node.type === 'BlockStatement') around = { start: node.start, end: node.end, isBlock: true };
    for (const [key, value] of Object.entries(node)) {
      if (key === 'typeAnnotation' || key === 'returnType' || key === 'typeParameters' || key === 'typeArguments')
        continue;
      if (value === null || typeof value !== 'object') continue;
      const isBody = node.type === 'ArrowFunctionExpression' && key === 'body' && value.type !== 'BlockStatement';
      if (isBody) around = { start: value.start, end: value.end, isBlock: false };
      visit(value, node);
    }
    around = outside;
  }

  visit(parseAst(source, { lang: 'ts' }).body, undefined);
  return sites;
}

/** The source with a call of `probe(number)` in each body; of nested ones in each. */
export function withProbes(source, probes) {
  const inserts = probes.flatMap(({ around, number }) =>
    around.isBlock
      ? [{ at: around.start + 1, text: `globalThis.probe?.(${number});` }]
      : [
          { at: around.start, text: `(globalThis.probe?.(${number}), ` },
          { at: around.end, text: ')', isEnd: true },
        ],
  );
  // From the end on; at one place what ends stands before what begins.
  inserts.sort((a, b) => b.at - a.at || Number(a.isEnd === true) - Number(b.isEnd === true));
  let text = source;
  for (const { at, text: inserted } of inserts) text = text.slice(0, at) + inserted + text.slice(at);
  return text;
}
