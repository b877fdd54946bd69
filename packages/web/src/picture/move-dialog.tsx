import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageDevice, PictureNode } from '../worker/protocol.ts';
import { addressIn, moveTo, moving, startMoving, stopMoving } from './moving.ts';

interface Props {
  readonly device: string;
  readonly nodes: readonly PictureNode[];
  readonly devices: ReadonlyMap<string, PageDevice>;
  readonly close: () => void;
}

/** Moving without a pointer: a list of the free places, each with why not where the device cannot go. */
export function MoveDialog({ device, nodes, devices, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [address, setAddress] = useState('');
  const [reason, setReason] = useState('');
  const label = devices.get(device)?.label ?? device;
  useEffect(() => {
    startMoving('dialog', { id: device, label }, nodes);
    dialog.current?.showModal();
    return stopMoving;
  }, [device, label, nodes]);
  const leave = (): void => {
    close();
    document.getElementById(devices.get(device)?.node ?? '')?.focus();
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const refusal = await moveTo(device, address);
    if (refusal === '') leave();
    else setReason(refusal);
  };
  const places = nodes.filter(({ free }) => free !== undefined);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="move-title" onClose={leave}>
      <form onSubmit={submit}>
        <h2 id="move-title">Move {label}</h2>
        <label>
          To
          <input
            value={address}
            placeholder="0000:00:05.0"
            onInput={({ currentTarget }) => setAddress(currentTarget.value)}
            aria-describedby="move-reason"
            autofocus
          />
        </label>
        <ul class="places">
          {places.map((node) => {
            const at = addressIn(node, 0) ?? '';
            const verdict = moving.value?.verdicts.get(at);
            return (
              <li key={node.id}>
                <button type="button" class="place" disabled={verdict?.ok === false} onClick={() => setAddress(at)}>
                  <code>{at}</code> {verdict === undefined ? '…' : verdict.ok ? node.title : verdict.reason}
                </button>
              </li>
            );
          })}
        </ul>
        <p id="move-reason" class="refusal" role="alert">
          {reason}
        </p>
        <div class="buttons">
          <button type="button" onClick={leave}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={address === ''}>
            Move
          </button>
        </div>
      </form>
    </dialog>
  );
}
