// A Vite plugin that writes rules.html: the rules of docs/spec, to which explanations link. The texts are shown as they
// are written, in Markdown.
import { readRules } from '../../../scripts/rules.mjs';

export function rulesPage() {
  return {
    name: 'rootport-rules',
    apply: 'build',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'rules.html', source: page(readRules()) });
    },
  };
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const section = ({ name, title, text }) =>
  `<section id="${name.toLowerCase()}">
<h2>${name}</h2>
<p>${escaped(title)}.</p>
<pre>${escaped(text)}</pre>
</section>`;

const page = (rules) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>rootport: the rules</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 56rem; margin: 0 auto; padding: 1rem; }
pre { white-space: pre-wrap; font-size: 0.875rem; }
section:target { outline: 2px solid; outline-offset: 0.5rem; }
</style>
</head>
<body>
<h1>The rules behind the answers</h1>
${rules.map(section).join('\n')}
</body>
</html>
`;
