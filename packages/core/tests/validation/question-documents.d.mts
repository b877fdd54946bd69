/** What the real libvirt was asked about the settings of devices. */
export interface Question {
  readonly ask: string;
  /** One letter for each release: `a` accepted, `r` refused, `-` not asked. */
  readonly answers: string;
}

export function readQuestions(): { readonly libvirt: readonly string[]; readonly questions: readonly Question[] };
export function questionDocument(question: Question): string;
