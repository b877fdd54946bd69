import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

/** A question with its answers as buttons; the last one is what the Enter key takes. */
export interface Question<Answer extends string = string> {
  readonly title: string;
  readonly text: string;
  readonly answers: readonly { readonly id: Answer; readonly title: string; readonly kind?: 'primary' | 'danger' }[];
  /** Something to look at before answering. */
  readonly content?: ComponentChildren;
}

export const question = signal<(Question & { readonly answer: (id: string | undefined) => void }) | undefined>(
  undefined,
);

/** Asks; undefined when the question is closed without an answer. */
export function choose<Answer extends string>(asked: Question<Answer>): Promise<Answer | undefined> {
  question.peek()?.answer(undefined);
  return new Promise((resolve) => {
    question.value = {
      ...asked,
      answer(id) {
        question.value = undefined;
        resolve(id as Answer | undefined);
      },
    };
  });
}
