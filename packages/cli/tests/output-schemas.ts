import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';

const FOLDER = fileURLToPath(new URL('../schemas/', import.meta.url));

/** The commands that have a schema, `profiles-diff` for `profiles diff`. */
export const SCHEMA_NAMES = readdirSync(FOLDER).map((file) => file.replace('.schema.json', ''));

const validators = new Map<string, ValidateFunction>();

/** A schema allows fields that a later version may add; here only those that it names are allowed. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  return 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}

function validatorOf(name: string): ValidateFunction {
  const known = validators.get(name);
  if (known !== undefined) return known;
  const schema: object = JSON.parse(readFileSync(`${FOLDER}${name}.schema.json`, 'utf8'));
  const made = new Ajv({ allErrors: true, strictTypes: false, allowUnionTypes: true }).compile(
    closed(schema) as object,
  );
  validators.set(name, made);
  return made;
}

/** Throws when a call that asks for JSON prints anything that is not in the schema of its command. */
export function expectSchema(args: readonly string[], stdout: string): void {
  if (stdout === '' || !/ (-o ?|--output[ =])json( |$)/.test(` ${args.join(' ')}`)) return;
  const hasTwo = ['fleet', 'kubevirt'].includes(args[0] ?? '') || (args[0] === 'profiles' && args[1] === 'diff');
  const name = args.slice(0, hasTwo ? 2 : 1).join('-');
  const validate = validatorOf(name);
  for (const value of documents(stdout)) {
    if (validate(value)) continue;
    const errors = (validate.errors ?? []).map(({ instancePath, message, params }) => {
      return `${instancePath || '/'} ${message} ${JSON.stringify(params)}`;
    });
    throw new Error(`"${args.join(' ')}" prints what its schema does not have:\n${errors.join('\n')}`);
  }
}

/** One document over many lines, or one on each. */
function documents(text: string): readonly unknown[] {
  const isMany = text.startsWith('{"') && text.trimEnd().includes('\n');
  return (isMany ? text.trimEnd().split('\n') : [text]).map((part) => JSON.parse(part));
}
