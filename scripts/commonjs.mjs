// Makes dist/index.cjs and dist/index.d.cts of the core, as a part of the build: `require` gives the one ES module, and
// TypeScript knows its types in CommonJS, too. No second copy of any module.

import { join } from 'node:path';
import { ROOT, writePages } from './write-page.mjs';

const dist = join(ROOT, 'packages/core/dist');
const values = Object.keys(await import(join(dist, 'index.js'))).sort();
const module = `import('./index.js', { with: { 'resolution-mode': 'import' } })`;
const types = [
  `export type * from './index.js' with { 'resolution-mode': 'import' };`,
  ...values.map((name) => `export declare const ${name}: typeof ${module}.${name};`),
];
writePages(
  new Map([
    [join(dist, 'index.cjs'), `'use strict';\nmodule.exports = require('./index.js');\n`],
    [join(dist, 'index.d.cts'), `${types.join('\n')}\n`],
  ]),
);
