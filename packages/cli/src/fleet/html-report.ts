import type { ChangeSeverity } from '@rootport/core';
import type { Group, Summary } from './summary.ts';
import { questionText, stateRows } from './text-report.ts';

/**
 * The summary as one page that needs nothing else: charts, a filter, and each group with its example and the topology
 * before and after. Scripts of documents cannot run in it: everything is escaped, and pictures are images.
 */
export function fleetHtml(summary: Summary): string {
  const { head, groups, tail, unsure } = summary;
  const title = head === undefined ? 'rootport fleet' : questionText(head);
  const total = Object.values(summary.states).reduce((sum, count) => sum + count, 0);
  const told = head?.question.kind === 'inventory' ? groups : groups.filter(({ state }) => state !== 'same');
  const severities = SEVERITIES.filter((severity) => told.some((group) => group.severity === severity));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${number(total)} guests${tail === undefined || tail.skipped === 0 ? '' : `; ${number(tail.skipped)} documents were passed over`}</p>
${chart('What becomes of the guests', stateBars(summary), total)}
${chart('How bad it is', severityBars(summary), total)}
${chart('What happens', kindBars(summary), total)}
${unsure.length === 0 ? '' : `<section><h2>Not sure</h2><ul>${unsure.map(([text, count]) => `<li>${escapeHtml(text)} (${number(count)} guests)</li>`).join('')}</ul></section>`}
<section>
<h2>Groups</h2>
<form role="search">
<label>Find <input id="find" type="search" placeholder="a device, a code, a name"></label>
${severities.map((severity) => `<label><input type="checkbox" name="severity" value="${severity}" checked> ${severity}</label>`).join('\n')}
</form>
<p id="shown" role="status"></p>
${told.map(groupHtml).join('\n')}
${told.length === 0 ? `<p>${head?.question.kind === 'room' ? 'Every guest has enough.' : 'Nothing changes.'}</p>` : ''}
</section>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

const SEVERITIES: readonly ChangeSeverity[] = ['breaking', 'warning', 'notice', 'none'];

interface Bar {
  readonly label: string;
  readonly count: number;
  readonly tone: string;
}

function stateBars(summary: Summary): readonly Bar[] {
  const tones = ['none', 'warning', 'breaking', 'notice'];
  const { states } = summary;
  const names = stateRows({ ...summary, states: { same: 1, changed: 1, refused: 1, unread: 1 } });
  return (['same', 'changed', 'refused', 'unread'] as const).map((state, position) => {
    return { label: names[position]?.[1] ?? state, count: states[state], tone: tones[position] ?? 'none' };
  });
}

function severityBars({ severities }: Summary): readonly Bar[] {
  return SEVERITIES.map((severity) => ({ label: severity, count: severities[severity], tone: severity }));
}

/** Of many kinds, the most frequent ones. */
const MOST_KINDS = 15;

function kindBars({ kinds }: Summary): readonly Bar[] {
  return kinds.slice(0, MOST_KINDS).map(([label, count]) => ({ label, count, tone: 'notice' }));
}

function chart(title: string, all: readonly Bar[], total: number): string {
  const bars = all.filter(({ count }) => count > 0);
  if (bars.length === 0) return '';
  const rows = bars.map(({ label, count, tone }) => {
    const share = total === 0 ? 0 : (100 * count) / total;
    // A single guest of a hundred thousand is to be seen as well.
    const width = Math.max(share, 0.4).toFixed(2);
    return `<tr><th scope="row">${escapeHtml(label)}</th><td><span class="bar ${tone}" style="width:${width}%"></span></td><td class="number">${number(count)}</td><td class="number">${share.toFixed(1)} %</td></tr>`;
  });
  return `<section><h2>${title}</h2><table class="chart">${rows.join('')}</table></section>`;
}

function groupHtml({ severity, count, shape, kinds, ids, example }: Group): string {
  const what = kinds.length === 0 ? (example.why ?? '') : kinds.join(', ');
  const told = shape === '' ? what : `${shape}: ${what}`;
  const more = count > ids.length ? ` and ${number(count - ids.length)} more` : '';
  const details = (example.details ?? []).map((text) => `<li>${escapeHtml(text)}</li>`).join('');
  const pictures = (example.pictures ?? []).map((svg, position, all) => {
    const caption = all.length === 1 ? 'The topology' : position === 0 ? 'Before' : 'After';
    const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
    return `<figure><figcaption>${caption}</figcaption><button type="button" aria-label="${caption}: larger or smaller"><img loading="lazy" alt="${caption} of ${escapeHtml(example.id)}" src="${source}"></button></figure>`;
  });
  return `<details class="group" data-severity="${severity}">
<summary><span class="mark ${severity}">${severity}</span> <b>${number(count)}</b> ${escapeHtml(told)}</summary>
<p>${ids.map((id) => `<code>${escapeHtml(id)}</code>`).join(', ')}${more}</p>
${details === '' ? '' : `<p>In <code>${escapeHtml(example.id)}</code>:</p>\n<ul>${details}</ul>`}
${pictures.length === 0 ? '' : `<div class="pictures">${pictures.join('')}</div>`}
</details>`;
}

const number = (value: number): string => value.toLocaleString('en-US');

const SPECIAL: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML; characters that steer nothing but mislead are shown as a replacement. */
const escapeHtml = (text: string): string =>
  text.replace(/[^\P{C}\t]/gu, '\uFFFD').replace(/[&<>"']/g, (character) => SPECIAL[character] ?? character);

const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --ink: #1c2733; --soft: #5b6875; --line: #d5dbe1; --none: #8fa3b5; --notice: #2f6fb5; --warning: #b06f00; --breaking: #b3261e; --paper: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --ground: #14191f; --ink: #e2e8ee; --soft: #9aa7b4; --line: #323c46; --none: #62758a; --notice: #6fa8e6; --warning: #e0a53c; --breaking: #f08078; --paper: #1c232b; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.chart { width: 100%; border-collapse: collapse; } .chart th { text-align: left; font-weight: normal; width: 16rem; overflow-wrap: anywhere; }
.chart td { padding: .15rem .5rem; } .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; width: 5rem; color: var(--soft); }
.bar { display: block; height: .9rem; border-radius: 2px; min-width: 2px; } .bar.none, .mark.none { background: var(--none); } .bar.notice, .mark.notice { background: var(--notice); }
.bar.warning, .mark.warning { background: var(--warning); } .bar.breaking, .mark.breaking { background: var(--breaking); }
.mark { color: var(--ground); border-radius: 3px; padding: 0 .4rem; font-size: .85rem; }
form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; } input[type=search] { font: inherit; width: 16rem; max-width: 100%; padding: .2rem .4rem; background: var(--paper); color: inherit; border: 1px solid var(--soft); border-radius: 3px; }
#shown { color: var(--soft); } .group { border-top: 1px solid var(--line); padding: .5rem 0; } summary { cursor: pointer; overflow-wrap: anywhere; } code { background: var(--paper); padding: 0 .2rem; overflow-wrap: anywhere; }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem; } figure { margin: 0; min-width: 0; } figcaption { color: var(--soft); } figure button { display: block; padding: 0; border: 1px solid var(--line); background: none; cursor: zoom-in; max-width: 100%; overflow: auto; } figure img { display: block; max-width: 100%; height: auto; }
.pictures.large { grid-template-columns: 1fr; } .large button { cursor: zoom-out; } .large img { max-width: none; }
@media (max-width: 40rem) { .chart tr { display: grid; grid-template-columns: 1fr 4.5rem 4rem; margin-bottom: .4rem; } .chart th { width: auto; } .chart td:nth-child(2) { order: 1; grid-column: 1 / -1; padding: 0; } .number { width: auto; } }
`;

const SCRIPT = `
const groups = [...document.querySelectorAll('.group')];
const find = document.getElementById('find');
const show = () => {
  const words = find.value.toLowerCase().split(/\\s+/).filter((word) => word !== '');
  const severities = [...document.querySelectorAll('[name=severity]:checked')].map((box) => box.value);
  let count = 0;
  for (const group of groups) {
    const text = group.textContent.toLowerCase();
    group.hidden = !severities.includes(group.dataset.severity) || !words.every((word) => text.includes(word));
    if (!group.hidden) count += 1;
  }
  document.getElementById('shown').textContent = count + ' of ' + groups.length + ' groups';
};
document.querySelector('form').addEventListener('input', show);
for (const button of document.querySelectorAll('figure button')) {
  button.addEventListener('click', () => button.closest('.pictures').classList.toggle('large'));
}
document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
show();
`;
