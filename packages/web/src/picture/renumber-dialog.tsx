import { useEffect, useRef, useState } from 'preact/hooks';
import { changeTo } from './moving.ts';

interface Props {
  readonly device: string;
  readonly label: string;
  readonly index: number;
  readonly close: () => void;
}

/** Gives a controller another index, in its element and in all addresses that name it. */
export function RenumberDialog({ device, label, index, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [to, setTo] = useState(index);
  const [reason, setReason] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const refusal = await changeTo({ kind: 'renumber', device, index: to });
    if (refusal === '') close();
    else setReason(refusal);
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="renumber-title" onClose={close}>
      <form onSubmit={submit}>
        <h2 id="renumber-title">Index of {label}</h2>
        <label>
          New index
          <input
            class="short"
            type="number"
            min={0}
            value={to}
            onInput={({ currentTarget: { valueAsNumber } }) => {
              setReason('');
              if (Number.isInteger(valueAsNumber)) setTo(valueAsNumber);
            }}
          />
        </label>
        <p class="soft">Every address that names the controller by its index is rewritten.</p>
        <p class="refusal" role="alert">
          {reason}
        </p>
        <div class="buttons">
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={to === index}>
            Rename
          </button>
        </div>
      </form>
    </dialog>
  );
}
