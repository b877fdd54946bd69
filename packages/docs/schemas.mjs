// Makes packages/cli/schemas of the types in packages/cli/src/json-outputs.ts: the schema of what each command
// prints with "-o json". "npm run docs:schemas"; "--check" only says what is behind, for the test.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFormatter, createParser, createProgram, SchemaGenerator, StringType } from 'ts-json-schema-generator';
import ts from 'typescript';
import { finish } from './finish.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const FOLDER = here('../cli/schemas');
const CONFIG = {
  path: here('../cli/src/json-outputs.ts'),
  tsconfig: here('tsconfig.json'),
  type: 'JsonOutputs',
  skipTypeCheck: true,
  expose: 'export',
  topRef: false,
};
const program = createProgram(CONFIG);
const checker = program.getTypeChecker();

/** More words than this are a list that grows, such as the codes: a reader has to bear with a new one. */
const CLOSED = 20;

const openLists = {
  supportsNode(node) {
    if (!ts.isTypeReferenceNode(node)) return false;
    const type = checker.getTypeFromTypeNode(node);
    return type.isUnion() && type.types.length > CLOSED && type.types.every((one) => one.isStringLiteral());
  },
  createType: () => new StringType(),
};
const parser = createParser(program, CONFIG, (chain) => chain.addNodeParser(openLists));
const generator = new SchemaGenerator(program, parser, createFormatter(CONFIG), CONFIG);
const { properties, definitions = {} } = generator.createSchema(CONFIG.type);

/** The definitions that a schema leads to. */
function reached(schema, names = new Set()) {
  for (const [, name] of JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g)) {
    const definition = decodeURIComponent(name);
    if (names.has(definition)) continue;
    names.add(definition);
    reached(definitions[definition], names);
  }
  return names;
}

/** A minor change adds fields, so what is published allows them. The tests do not. */
const open = (name, value) => (name === 'additionalProperties' && value === false ? undefined : value);

const pages = Object.entries(properties).map(([command, schema]) => {
  const names = [...reached(schema)].sort();
  const page = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `What "rootport ${command} -o json" prints`,
    ...schema,
    ...(names.length === 0 ? {} : { definitions: Object.fromEntries(names.map((name) => [name, definitions[name]])) }),
  };
  const path = join(FOLDER, `${command.replaceAll(' ', '-')}.schema.json`);
  return [path, `${JSON.stringify(page, open, 2)}\n`];
});
finish(new Map(pages), FOLDER);
