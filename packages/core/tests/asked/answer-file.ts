// Texts of whole answers, kept in files. `npm run mutants` asks their questions one by one.

/** Something that is asked, and what is said of it. */
export interface Asked {
  readonly name: string;
  ask(): string;
}

/** A file of `answers`: it is what `textOf` makes of the answers to all the questions, in their order. */
export interface AnswerFile {
  readonly file: string;
  readonly questions: readonly Asked[];
  textOf(answers: readonly string[]): string;
}

export const linesOf = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** Of a question that has nothing to say there is no line. */
export const saidLines = (answers: readonly string[]): string => linesOf(answers.filter((answer) => answer !== ''));

export const textOf = ({ questions, textOf }: AnswerFile): string => textOf(questions.map((one) => one.ask()));
