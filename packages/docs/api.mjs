// Makes docs/api of the comments in the sources: every public name of @rootport/core. "npm run docs:api"; "--check"
// only says that it is behind, for the test. A type that a public function takes or gives and that is not public itself
// is a fault, and so is a name without a comment.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, UnknownType } from 'typedoc';
import { finish } from './finish.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rootport-api-'));
const application = await Application.bootstrapWithPlugins({
  entryPoints: [here('../core/src/index.ts')],
  tsconfig: here('tsconfig.json'),
  plugin: ['typedoc-plugin-markdown'],
  name: 'API of @rootport/core',
  readme: 'none',
  outputs: [{ name: 'markdown', path: folder }],
  outputFileStrategy: 'modules',
  entryFileName: 'README',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  enumMembersFormat: 'table',
  useCodeBlocks: true,
  disableSources: true,
  excludeExternals: true,
  excludeTags: ['@internal'],
  skipErrorChecking: true,
  treatValidationWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  intentionallyNotExported: [
    'DISTRIBUTIONS',
    'FIRMWARES',
    'IDENTITY_NAMES',
    'RELEASES',
    'CharacterDevice',
    'ModelDevice',
    'Step',
  ],
  requiredToBeDocumented: ['Function', 'Variable', 'TypeAlias', 'Interface'],
  logLevel: 'Warn',
});
const project = await application.convert();
if (project === undefined) throw new Error('the sources cannot be read');
application.validate(project);
// The codes and the profiles have pages of their own; here their lists would stand in every table.
const catalogue = project.getChildByName('CATALOGUE');
catalogue.type = new UnknownType('Readonly<Record<DiagnosticCode, CatalogueEntry>>');
const LISTS = [
  [/(?:\s*\\?\| `?"RP\d{4}"`?){20,}/g, 'DiagnosticCode'],
  [/(?:\s*\\?\| `?"\d+\.\d+"`?){20,}/g, 'Release'],
];

const faults = application.logger.warningCount + application.logger.errorCount;
if (faults > 0) throw new Error(`${faults} faults in the comments or the exports of the core`);
await application.generateOutputs(project);
const whole = readFileSync(join(folder, 'README.md'), 'utf8');
const text = LISTS.reduce((shorter, [list, name]) => shorter.replace(list, ` ${name}`), whole);
rmSync(folder, { recursive: true });
finish(new Map([[here('../../docs/api/README.md'), text]]), here('../../docs/api'));
