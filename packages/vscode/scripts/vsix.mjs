// Packs the extension: npm run vsix -- [FILE], by default released/rootport.vsix. A package for VS Code is a zip of the
// extension with two files about it. The server inside is the built command (npm run build) without its page.
import { createWriteStream, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import yazl from 'yazl';
import { licenses, packagesIn } from '../../../scripts/licenses.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));
const root = resolve(folder, '../..');
const cli = join(root, 'packages/cli');
const to = resolve(process.argv[2] ?? join(root, 'released/rootport.vsix'));
const {
  devDependencies: _,
  private: __,
  type: ___,
  ...manifest
} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const { homepage, version } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8'));

const bundle = await rolldown({
  input: join(folder, 'src/extension.ts'),
  platform: 'node',
  external: ['vscode'],
  resolve: { conditionNames: ['node', 'require', 'default'] },
});
const { output } = await bundle.generate({ format: 'cjs', codeSplitting: false });
await bundle.close();

const zip = new yazl.ZipFile();
// Fixed times, so that the same sources give the same bytes.
const options = { mtime: new Date(0), mode: 0o100644 };
const put = (path, content) => zip.addBuffer(Buffer.from(content), path, options);
const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;

put('[Content_Types].xml', contentTypes());
put('extension.vsixmanifest', vsixManifest());
put('extension/package.json', json({ ...manifest, repository: { type: 'git', url: `git+${homepage}.git` } }));
put('extension/README.md', readFileSync(join(folder, 'README.md')));
put('extension/LICENSE.txt', readFileSync(join(root, 'LICENSE')));
put('extension/dist/extension.cjs', output[0].code);
put('extension/dist/THIRD-PARTY-LICENSES.txt', licenses(packagesIn(output), 'dist/extension.cjs'));
put('extension/node_modules/rootport/package.json', json({ name: 'rootport', version, homepage, type: 'module' }));
const dist = join(cli, 'dist');
for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true }).sort((a, b) =>
  path(a) < path(b) ? -1 : 1,
)) {
  const inside = relative(dist, path(entry));
  if (!entry.isFile() || /^(?:page|man|completions|fleet)\//.test(inside)) continue;
  put(`extension/node_modules/rootport/dist/${inside}`, readFileSync(path(entry)));
}
zip.end();
mkdirSync(dirname(to), { recursive: true });
await pipeline(zip.outputStream, createWriteStream(to));
process.stdout.write(`${to}: ${Math.ceil(statSync(to).size / 1000)} kB\n`);

function path(entry) {
  return join(entry.parentPath, entry.name);
}

function contentTypes() {
  const types = { json: 'application/json', vsixmanifest: 'text/xml', md: 'text/markdown', txt: 'text/plain' };
  const code = { js: 'application/javascript', cjs: 'application/javascript' };
  const rows = Object.entries({ ...types, ...code }).map(
    ([extension, type]) => `<Default Extension=".${extension}" ContentType="${type}"/>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${rows.join('')}</Types>\n`;
}

function vsixManifest() {
  const { name, displayName, description, publisher, categories, engines } = manifest;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${name}" Version="${version}" Publisher="${publisher}"/>
    <DisplayName>${displayName}</DisplayName>
    <Description xml:space="preserve">${description}</Description>
    <Categories>${categories.join(',')}</Categories>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${engines.vscode}"/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace"/>
      <Property Id="Microsoft.VisualStudio.Services.Links.Source" Value="${homepage}"/>
    </Properties>
    <License>extension/LICENSE.txt</License>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>
  </Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.License" Path="extension/LICENSE.txt" Addressable="true"/>
  </Assets>
</PackageManifest>
`;
}
