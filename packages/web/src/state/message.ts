import { signal } from '@preact/signals';

/** Something that the page says of what was done, or could not be. */
export interface Message {
  readonly kind: 'done' | 'fault';
  readonly text: string;
  readonly action?: { readonly title: string; readonly run: () => void };
}

/** Milliseconds that a message of something done stays; one of a fault stays until it is closed. */
const STAY = 15_000;

export const message = signal<Message | undefined>(undefined);
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string, action?: Message['action']): void {
  show({ kind: 'done', text, ...(action === undefined ? {} : { action }) });
  timer = setTimeout(endMessage, STAY);
}

export function sayFault(text: string, action?: Message['action']): void {
  show({ kind: 'fault', text, ...(action === undefined ? {} : { action }) });
}

export function sayBug(error: unknown): void {
  sayFault(`This is a bug in rootport: ${error instanceof Error ? error.message : error}. Please report it.`);
}

export function endMessage(): void {
  clearTimeout(timer);
  message.value = undefined;
}

function show(next: Message): void {
  clearTimeout(timer);
  message.value = next;
}
