// Assembles docs/codes: one page for each code of the catalogue, from the catalogue, the code's case under
// packages/core/tests/codes and what planning that case really prints. Run it with "npm run docs:codes".

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, wrap, writePages } from './write-page.mjs';

export const CASES = join(ROOT, 'packages/core/tests/codes');
export const PAGES = join(ROOT, 'docs/codes');

/** The version that brought a code, where it is not the first one. */
const SINCE = {};

/** The name that the example has in messages. */
const FILE = 'vm.xml';

/** Codes about options that the command checks itself, in words of its own. */
const LIBRARY_ONLY = ['RP4002', 'RP4003'];

/** The case of a code: its paragraphs, its document, the options, or why there is no document. */
export function readCase(code) {
  const read = (name) => {
    const path = join(CASES, code, name);
    return existsSync(path) ? readFileSync(path) : undefined;
  };
  const options = read('options.json');
  return {
    about: read('about.md')?.toString('utf8').trim(),
    noCase: read('no-case.md')?.toString('utf8').trim(),
    bytes: read('domain.xml'),
    options: options === undefined ? {} : JSON.parse(options.toString('utf8')),
  };
}

/** The options of a case; `hostFiles` are files about its host, from the project's root. */
function withHost(core, { hostFiles, ...options }) {
  if (hostFiles === undefined) return options;
  const inputs = hostFiles.map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));
  return { ...options, host: core.factsOfHost(core.readHost(inputs).host) };
}

/** What is said about the document of a case; of a lint, by the check. `core` is the module @rootport/core. */
export function runCase(core, code, { bytes, options: written }) {
  const options = withHost(core, written);
  const decoded = core.decodeXml(bytes);
  if (!decoded.ok)
    return {
      diagnostics: [decoded.diagnostic],
      text: core.diagnosticText(decoded.diagnostic, { file: FILE, source: '' }),
    };
  const { source } = decoded;
  const { rules, ...planned } = options;
  const planner = (xml, profile) => core.planDomain(xml, { ...planned, ...(profile && { profile }) });
  const { diagnostics } = isLint(code) ? core.checkDomain(source, planner, options) : planner(source);
  return { diagnostics, text: diagnostics.map((one) => core.diagnosticText(one, { file: FILE, source })).join('\n') };
}

/** The page of a code. */
export function codePage(core, code) {
  const entry = core.CATALOGUE[code];
  const parts = readCase(code);
  return `${[
    `# ${code}: ${entry.title}`,
    `<!-- Made by "npm run docs:codes"; edit packages/core/tests/codes/${code} or the catalogue instead. -->`,
    parts.about,
    ...example(core, code, parts),
    '## What to do',
    wrap(escaped(help(core, code, parts))),
    '## In short',
    facts(core, code, entry),
  ].join('\n\n')}\n`;
}

function example(core, code, parts) {
  if (parts.bytes === undefined) return ['## When it occurs', parts.noCase];
  const xml = code === 'RP1004' ? parts.bytes.toString('latin1') : parts.bytes.toString('utf8');
  const { text } = runCase(core, code, parts);
  const before = LIBRARY_ONLY.includes(code)
    ? [
        `The command refuses such an option by itself; this is what the library reports with the options \`${JSON.stringify(parts.options)}\`.`,
      ]
    : [];
  const call = LIBRARY_ONLY.includes(code) ? '' : `$ ${command(code, parts.options)}\n`;
  return ['## Example', fence('xml', xml), ...before.map((line) => wrap(line)), fence('text', `${call}${text}`)];
}

function fence(language, text) {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

const isLint = (code) => code.startsWith('RP6');

function command(code, { profile, qemu, capabilities, hostArch, host, hostFiles, rules }) {
  const flags = [
    profile === undefined ? '' : ` --profile ${profile}`,
    qemu === undefined ? '' : ` --qemu ${qemu}`,
    capabilities === undefined ? '' : ` --capabilities '${capabilities.join(',')}'`,
    hostArch === undefined ? '' : ` --arch ${hostArch}`,
    host === undefined && hostFiles === undefined ? '' : ' --host host.json',
    ...Object.entries(rules ?? {}).map(([rule, setting]) => ` --rules ${rule}=${setting}`),
  ];
  return `rootport ${isLint(code) ? 'check' : 'plan'}${flags.join('')} ${FILE}`;
}

/** What to do in the case of the page; without a case, the words of the catalogue. */
function help(core, code, parts) {
  const found = parts.bytes && runCase(core, code, parts).diagnostics.find((one) => one.code === code);
  return found === undefined ? core.describeTemplate(core.CATALOGUE[code].help) : core.describeDiagnostic(found).help;
}

function facts(core, code, entry) {
  const rows = [
    ['Name', `\`${entry.kind}\``],
    ['Severity', entry.severity],
    ['Message', escaped(core.describeTemplate(entry.message))],
    ['libvirt', libvirtAnswer(entry)],
    ['Rules', entry.rules.length === 0 ? 'none' : entry.rules.join(', ')],
    ['Since', `rootport ${SINCE[code] ?? '0.1.0'}`],
  ];
  return rows.map(([name, value]) => wrap(`**${name}**: ${value}`, '- ', '  ')).join('\n');
}

function libvirtAnswer({ libvirt, severity }) {
  if (libvirt === undefined) return severity === 'error' ? 'has no such refusal' : 'says nothing';
  if (libvirt === 'origin')
    return 'refuses it as "XML error" when the document gives the address, as "internal error" when it was chosen';
  const words = {
    xml: 'XML error',
    internal: 'internal error',
    unsupported: 'unsupported configuration',
    operation: 'Requested operation is not valid',
    missing: 'device not found',
    failed: 'operation failed',
    'not-supported': 'Operation not supported',
  };
  return `refuses it as "${words[libvirt]}"`;
}

function escaped(text) {
  return text.replace(/</g, '\\<');
}

/** The list of all codes, docs/codes/README.md. */
export function indexPage(core) {
  const rows = Object.entries(core.CATALOGUE).map(
    ([code, { severity, title }]) => `| [${code}](${code}.md) | ${severity} | ${title.replace(/</g, '\\<')} |`,
  );
  return `# Codes

<!-- Made by "npm run docs:codes". -->

Every message ends in a code, which never changes its meaning and is never used
again for something else. Scripts should look at the code, not at the words.

RP1 is about the XML, RP2 about the domain, RP3 about placement, RP4 about
profiles and capabilities, RP5 about calls of the command. RP6 are lints of
"rootport check", about what libvirt accepts. RP7 is about QEMU and the guest.
The examples on the pages leave out what planning does not look at, such as the
name and the memory of the machine.

| Code | Severity | Meaning |
| --- | --- | --- |
${rows.join('\n')}
`;
}

/** All pages by path. */
export function codePages(core) {
  const pages = new Map([[join(PAGES, 'README.md'), indexPage(core)]]);
  for (const code of Object.keys(core.CATALOGUE)) {
    if (readCase(code).about !== undefined) pages.set(join(PAGES, `${code}.md`), codePage(core, code));
    else process.stderr.write(`${code} has no case in packages/core/tests/codes\n`);
  }
  return pages;
}

/** Files of docs/codes that no code has. */
export function strayPages(core) {
  if (!existsSync(PAGES)) return [];
  return readdirSync(PAGES).filter(
    (name) => name !== 'README.md' && !Object.hasOwn(core.CATALOGUE, name.replace(/\.md$/, '')),
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  void import('../packages/core/dist/index.js').then((core) => writePages(codePages(core)));
}
