import { shown } from '../state/session.ts';

/** What the boxes of the picture mean, of those that it has. */
const MEANINGS = [
  { tone: 'device', text: 'in the document' },
  { tone: 'added', text: '+ added by libvirt' },
  { tone: 'port', text: 'port' },
  { tone: 'reserved', text: 'chipset' },
  { tone: 'free', text: 'free' },
] as const;

export function Legend() {
  const tones = new Set(shown.value?.picture.nodes.map(({ tone }) => tone));
  return (
    <ul class="legend">
      {MEANINGS.filter(({ tone }) => tones.has(tone)).map(({ tone, text }) => (
        <li key={tone}>
          <svg width="18" height="12" aria-hidden="true">
            <rect class={`box ${tone}`} x="0.5" y="0.5" width="17" height="11" rx="3" />
          </svg>
          {text}
        </li>
      ))}
    </ul>
  );
}
