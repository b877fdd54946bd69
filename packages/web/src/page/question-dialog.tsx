import { useEffect, useRef } from 'preact/hooks';
import { question } from '../state/question.ts';

/** The question that waits for an answer. */
export function QuestionDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = question.value;
  useEffect(() => {
    if (asked !== undefined && dialog.current?.open === false) dialog.current.showModal();
  }, [asked]);
  if (asked === undefined) return null;
  return (
    <dialog
      ref={dialog}
      class={`dialog question${asked.content === undefined ? '' : ' large'}`}
      aria-labelledby="question-title"
      aria-describedby="question-text"
      onClose={() => asked.answer(undefined)}
    >
      <h2 id="question-title">{asked.title}</h2>
      <p id="question-text">{asked.text}</p>
      {asked.content}
      <div class="buttons">
        <button type="button" onClick={() => asked.answer(undefined)}>
          Cancel
        </button>
        {asked.answers.map(({ id, title, kind = '' }) => (
          <button key={id} type="button" class={kind} onClick={() => asked.answer(id)}>
            {title}
          </button>
        ))}
      </div>
    </dialog>
  );
}
