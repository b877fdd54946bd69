import { signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];
const KEY = 'rootport-theme';

export const theme = signal<Theme>(read());

/** From one to the next; kept in this browser. */
export function nextTheme(): void {
  const next = THEMES[(THEMES.indexOf(theme.peek()) + 1) % THEMES.length] ?? 'system';
  theme.value = next;
  showTheme();
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // A browser that keeps nothing: then it is chosen anew next time.
  }
}

export function showTheme(): void {
  if (theme.peek() === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme.peek();
}

function read(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.find((one) => one === kept) ?? 'system';
  } catch {
    return 'system';
  }
}
