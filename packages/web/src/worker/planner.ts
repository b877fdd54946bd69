// The worker: the whole library runs here, so that no plan ever holds up typing.
import { computePanel, loadComputations } from '../panels/computations.ts';
import { type Current, contextOf, pageDiagnostics, planText } from './answers.ts';
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
    const { draw } = await import('./draw-plan.ts');
    const drawn = await draw(next, request.drawing);
    const diagnostics = await pageDiagnostics(next.result.diagnostics, request.text);
    return { version: next.version, ok: next.result.ok, diagnostics, milliseconds, devices: [], ...drawn };
  },
  async check() {
    const { findings } = await import('./check.ts');
    return current === undefined ? [] : findings(current);
  },
  async panel({ id, input, focus }) {
    return current === undefined ? undefined : computePanel(id, { ...contextOf(current), focus }, input);
  },
  async draw(drawing) {
    const { draw } = await import('./draw-plan.ts');
    return current === undefined ? undefined : draw(current, drawing);
  },
  async card({ device }) {
    const { cardOf } = await import('./card.ts');
    return current === undefined ? undefined : cardOf(current, device);
  },
  async svg(scheme) {
    const { lastSvg } = await import('./svg.ts');
    return lastSvg(scheme);
  },
  async change(ask) {
    const { judgeChange } = await import('./change.ts');
    return current === undefined
      ? { ok: false, steps: [], reason: 'The document is not planned yet.', others: [], done: '' }
      : judgeChange(current, ask);
  },
  async fix() {
    const { fixed } = await import('./check.ts');
    return current === undefined ? { applied: [] } : fixed(current);
  },
  async addable() {
    const { addable } = await import('./change.ts');
    return current === undefined ? [] : addable(current);
  },
  async complete(place) {
    const { completions } = await import('./assist.ts');
    return current === undefined ? undefined : completions(current, place);
  },
  async hover(place) {
    const { hover } = await import('./assist.ts');
    return current === undefined ? undefined : hover(current, place);
  },
  async warm() {
    await Promise.all([
      import('./assist.ts'),
      import('./check.ts'),
      import('./change.ts'),
      import('./exports.ts'),
      import('./draw-plan.ts'),
      import('./drawn-together.ts'),
      import('./svg.ts'),
      import('./card.ts'),
      import('./words.ts'),
      loadComputations(),
    ]);
    return undefined;
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
