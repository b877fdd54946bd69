// The worker: the whole library runs here, so that no plan ever holds up typing.
import { computePanel } from '../panels/computations.ts';
import { type Current, contextOf, describePlan, planText } from './answers.ts';
import type { Envelope, QuestionKind, Questions, Reply } from './protocol.ts';

let current: Current | undefined;
let plans = 0;

type Answers = {
  readonly [Kind in QuestionKind]: (ask: Questions[Kind]['ask']) => Promise<Questions[Kind]['answer']>;
};

// What is not needed for the first picture is loaded when it is asked for.
const ANSWERS: Answers = {
  async plan(request) {
    plans += 1;
    const { milliseconds, ...next } = planText(request, plans);
    current = next;
    return describePlan(next, milliseconds);
  },
  async check() {
    const { findings } = await import('./check.ts');
    return current === undefined ? [] : findings(current);
  },
  async panel({ id, input, focus }) {
    return current === undefined ? undefined : computePanel(id, { ...contextOf(current), focus }, input);
  },
  async move(ask) {
    const { judgeMove } = await import('./move.ts');
    return current === undefined ? { ok: false, edits: [], reason: '' } : judgeMove(current, ask);
  },
  async export({ format }) {
    const { exported } = await import('./exports.ts');
    return current === undefined ? undefined : exported(current, format);
  },
};

self.addEventListener('message', ({ data }: MessageEvent<Envelope>) => {
  const answer = ANSWERS[data.kind] as (ask: unknown) => Promise<unknown>;
  answer(data.ask).then(
    (value) => send({ id: data.id, ok: true, answer: value }),
    (error: unknown) => send({ id: data.id, ok: false, error: error instanceof Error ? error.message : String(error) }),
  );
});

const send = (reply: Reply): void => self.postMessage(reply);
