import { type AnyNode, evaluate, type MemberNode, parse, type ValueNode } from '@humanwhocodes/momoa';
import { closeMatches, type Span } from '@rootport/core';
import configSchema from '@rootport/core/schemas/config.schema.json' with { type: 'json' };
import hostFactsSchema from '@rootport/core/schemas/host-facts.schema.json' with { type: 'json' };
import lockSchema from '@rootport/core/schemas/lock.schema.json' with { type: 'json' };
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { failure, type Outcome, success } from '../outcome.ts';
import { MOST_NESTED, tooDeepAt } from '../system/json-depth.ts';

const SCHEMAS = { config: configSchema, 'host-facts': hostFactsSchema, lock: lockSchema } as const;
export type SchemaName = keyof typeof SCHEMAS;

/** One thing that is wrong with a file of JSON: no JSON at all, a name that is not known, a value that cannot be. */
export type JsonFault = { readonly span: Span } & (
  | { readonly kind: 'syntax'; readonly problem: string }
  | { readonly kind: 'name'; readonly path: string; readonly name: string; readonly known: readonly string[] }
  | { readonly kind: 'value'; readonly path: string; readonly found: string; readonly wanted: string }
);

/** A file of JSON, and where it does not fit its schema. */
export interface JsonFile {
  readonly value: unknown;
  /** In the order of the text. */
  readonly faults: readonly JsonFault[];
  /** Where the value is that these names and numbers lead to; with `name`, the name itself. */
  readonly spanOf: (path: readonly string[], part?: 'name') => Span;
}

/** Comments may stand in a configuration, and in nothing that programs write. */
type JsonMode = 'json' | 'jsonc';

/** Reads a text of JSON; `below`: the part of it that the schema is about. Spans are of the whole text. */
export function readJson(
  text: string,
  schema: SchemaName,
  { mode = 'json', below = [] }: { readonly mode?: JsonMode; readonly below?: readonly string[] } = {},
): JsonFile {
  const parsed = parseJson(text, mode);
  if (!parsed.ok) {
    const { span } = parsed.problem;
    return { value: undefined, faults: [parsed.problem], spanOf: () => span };
  }
  const root = nodeAt(parsed.value, below) ?? parsed.value;
  const spanOf = (path: readonly string[], part?: 'name'): Span => {
    const member = part === 'name' ? memberAt(root, path) : undefined;
    return spanOfNode(member?.name ?? nodeAt(root, path) ?? root);
  };
  const value: unknown = evaluate(root);
  const validate = validatorOf(schema);
  return { value, spanOf, faults: validate(value) ? [] : faultsOf(validate.errors ?? [], spanOf) };
}

function parseJson(text: string, mode: JsonMode): Outcome<ValueNode, JsonFault> {
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const problem = `lists and objects are nested more than ${MOST_NESTED} deep`;
    return failure({ kind: 'syntax', problem, span: { start: deep, end: deep } });
  }
  try {
    return success(parse(text, { mode, ranges: true }).body);
  } catch (error) {
    if (!(error instanceof Error) || !('offset' in error) || typeof error.offset !== 'number') throw error;
    const problem = error.message.replace(/ \(\d+:\d+\)$/, '').replace(/\.$/, '');
    return failure({ kind: 'syntax', problem, span: { start: error.offset, end: error.offset } });
  }
}

const validators = new Map<SchemaName, ValidateFunction>();

function validatorOf(name: SchemaName): ValidateFunction {
  const known = validators.get(name);
  if (known !== undefined) return known;
  // `verbose` puts the rule and the value into each error. Unions of types and conditions are meant as they are written.
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictTypes: false,
    strictRequired: false,
  });
  const validate = ajv.compile(SCHEMAS[name]);
  validators.set(name, validate);
  return validate;
}

/** What only says that one of the other errors was found. */
const CONSEQUENCES = ['if', 'propertyNames'];

/** One fault for each place, in the order of the text. */
function faultsOf(errors: readonly ErrorObject[], spanOf: JsonFile['spanOf']): readonly JsonFault[] {
  const faults = new Map<string, JsonFault>();
  for (const error of errors.filter(({ keyword }) => !CONSEQUENCES.includes(keyword))) {
    const fault = faultOf(error, spanOf);
    const key = `${fault.span.start} ${fault.span.end}`;
    if (!faults.has(key)) faults.set(key, fault);
  }
  return [...faults.values()].sort((a, b) => a.span.start - b.span.start);
}

interface Rule {
  /** What the value has to be, where no keyword can say it. */
  readonly title?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: object;
  readonly pattern?: string;
}

function faultOf(error: ErrorObject, spanOf: JsonFile['spanOf']): JsonFault {
  const { instancePath, params, propertyName, data } = error;
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const rule = (error.parentSchema ?? {}) as Rule;
  if (error.keyword === 'additionalProperties') {
    const name = String(params['additionalProperty']);
    const known = Object.keys(rule.properties ?? {});
    return { kind: 'name', path: pathText(path), name, known, span: spanOf([...path, name], 'name') };
  }
  if (propertyName !== undefined) {
    const wanted = `a name ${likeExamples(rule)}`;
    const span = spanOf([...path, propertyName], 'name');
    return { kind: 'value', path: `a name in ${pathText(path)}`, found: show(propertyName), wanted, span };
  }
  const at = { path: pathText(path), span: spanOf(path) };
  return { kind: 'value', ...at, found: show(data), wanted: wantedBy(error, rule) };
}

function wantedBy({ keyword, params, parentSchema, instancePath }: ErrorObject, rule: Rule): string {
  if (rule.title !== undefined && instancePath !== '') return rule.title;
  switch (keyword) {
    case 'type': {
      const types = [params['type']].flat().map((type) => TYPES[String(type)] ?? String(type));
      return `${types.join(' or ')}${rule.examples === undefined ? '' : ` ${likeExamples(rule)}`}`;
    }
    case 'enum':
      return `one of ${params['allowedValues'].join(', ')}`;
    case 'required':
      return `an object with ${params['missingProperty']}`;
    case 'pattern':
      return `a text ${likeExamples(rule)}`;
    case 'minimum':
    case 'maximum':
      return rangeText(parentSchema?.['minimum'], parentSchema?.['maximum']);
    case 'minLength':
      return `a text ${likeExamples(rule)}`;
    case 'not':
      return `without one of ${parentSchema?.['not'].required.join(' and ')}`;
    default:
      return keyword === 'false schema' ? 'left out' : `as the schema says (${keyword})`;
  }
}

/** The highest number that JSON programs agree on is no limit to be told. */
function rangeText(least: unknown, most: unknown): string {
  return `a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}`;
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
  integer: 'a whole number',
};

const likeExamples = ({ examples = [], pattern }: Rule): string =>
  examples.length === 0
    ? `of the form ${pattern}`
    : `such as ${examples.map((one) => JSON.stringify(one)).join(' or ')}`;

/** `hostDevices["0000:03:00.0"].bars[1].size`; empty for the whole. */
function pathText(path: readonly string[]): string {
  const parts = path.map((part) => {
    if (/^\d+$/.test(part)) return `[${part}]`;
    return /^[A-Za-z_$][\w$-]*$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
  });
  return parts.join('').replace(/^\./, '');
}

function memberAt(root: ValueNode, path: readonly string[]): MemberNode | undefined {
  const [last] = path.slice(-1);
  const parent = nodeAt(root, path.slice(0, -1));
  if (parent?.type !== 'Object') return undefined;
  // Of two members of one name the later one counts.
  return parent.members.findLast(({ name }) => (name.type === 'String' ? name.value : name.name) === last);
}

function nodeAt(root: ValueNode, path: readonly string[]): ValueNode | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return root;
  const next = root.type === 'Array' ? root.elements[Number(first)]?.value : memberAt(root, [first])?.value;
  return next === undefined ? undefined : nodeAt(next, rest);
}

function spanOfNode({ loc }: AnyNode): Span {
  return { start: loc.start.offset, end: loc.end.offset };
}

/** A value in few characters. */
export function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** A fault in a sentence, for what has no code for each sort of it; `what`: what the whole is called. */
export function faultText(fault: JsonFault, what: string): string {
  switch (fault.kind) {
    case 'syntax':
      return `not JSON: ${fault.problem}`;
    case 'name': {
      const [near] = closeMatches(fault.name, fault.known);
      const known = near === undefined ? `known are ${fault.known.join(', ')}` : `did you mean ${near}?`;
      return `${fault.path || what} has "${fault.name}", which is not known; ${known}`;
    }
    case 'value':
      return `${fault.path || what} is ${fault.found}; it has to be ${fault.wanted}`;
  }
}
