import { type AssistOptions, type Completions, completionsAt, type Hover, hoverAt } from '@rootport/core';
import { type Current, optionsOf } from './answers.ts';
import type { TextPlace } from './protocol.ts';

// The last plan knows which places are free, also where the text is a few keystrokes ahead of it.
const assistOptions = ({ request, result }: Current): AssistOptions => ({
  ...optionsOf(request.settings),
  ...(result.ok ? { plan: result.plan } : {}),
});

export const completions = (current: Current, { text, offset }: TextPlace): Completions =>
  completionsAt(text, offset, assistOptions(current));

export const hover = (current: Current, { text, offset }: TextPlace): Hover | undefined =>
  hoverAt(text, offset, assistOptions(current));
