// A Vite plugin that writes rules.html, codes.html and guide.html: the rules of docs/spec, the pages of docs/codes and
// of docs/guide, to which the page links. The texts are shown as they are written, in Markdown.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readRules } from '../../../scripts/rules.mjs';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));

export function textPages() {
  return {
    name: 'rootport-text-pages',
    apply: 'build',
    generateBundle() {
      const rules = readRules().map(({ name, title, text }) => ({
        id: name,
        title: name,
        text: `${title}.\n\n${text}`,
      }));
      const pages = {
        'rules.html': page('The rules behind the answers', rules),
        'codes.html': page('What each code means', textsOf('codes')),
        'guide.html': page('The guide', textsOf('guide')),
      };
      for (const [fileName, source] of Object.entries(pages)) this.emitFile({ type: 'asset', fileName, source });
    },
  };
}

/** The pages of a folder, its README first. */
function textsOf(folder) {
  const names = readdirSync(docs + folder).filter((name) => name.endsWith('.md'));
  const sorted = names.sort((a, b) => Number(b === 'README.md') - Number(a === 'README.md') || (a < b ? -1 : 1));
  return sorted.map((name) => {
    const [heading, ...lines] = readFileSync(`${docs}${folder}/${name}`, 'utf8').split('\n');
    const text = lines.filter((line) => !line.startsWith('<!--')).join('\n');
    return { id: name.replace('.md', ''), title: heading.replace(/^#+ /, ''), text: text.trim() };
  });
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const section = ({ id, title, text }) =>
  `<section id="${id.toLowerCase()}">
<h2>${escaped(title)}</h2>
<pre>${escaped(text)}</pre>
</section>`;

const page = (title, sections) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>rootport: ${title.toLowerCase()}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 56rem; margin: 0 auto; padding: 1rem; }
pre { white-space: pre-wrap; font-size: 0.875rem; }
section:target { outline: 2px solid; outline-offset: 0.5rem; }
</style>
</head>
<body>
<h1>${title}</h1>
${sections.map(section).join('\n')}
</body>
</html>
`;
