import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, shown } from '../state/session.ts';
import type { ChangeVerdict, Picture } from '../worker/protocol.ts';
import { moveTo } from './moving.ts';

interface Props {
  readonly device: string;
  readonly picture: Picture;
  readonly close: () => void;
}

/** Moving without a pointer: an address or one of the free places, with what follows from it before it is done. */
export function MoveDialog({ device, picture, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [address, setAddress] = useState('');
  const [isAlone, setAlone] = useState(false);
  const [reason, setReason] = useState('');
  const one = shown.value?.devices.get(device);
  const label = one?.label ?? device;
  const read = readAddress(address);
  const verdicts = useVerdicts(device, read.address);
  const verdict = isAlone ? verdicts?.alone : verdicts?.placed;
  useEffect(() => dialog.current?.showModal(), []);
  const leave = (): void => {
    close();
    document.getElementById(one?.node ?? '')?.focus();
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (read.address === undefined) return;
    const refusal = await moveTo(device, read.address, isAlone);
    if (refusal === '') leave();
    else setReason(refusal);
  };
  const said = address === '' ? '' : (read.problem ?? (verdict === undefined ? '…' : sentence(verdict)));
  const isWrong = address !== '' && (read.problem !== undefined || verdict?.ok === false);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="move-title" onClose={leave}>
      <form onSubmit={submit}>
        <h2 id="move-title">Move {label}</h2>
        <label>
          To
          <input
            value={address}
            placeholder="0000:00:05.0"
            onInput={({ currentTarget }) => {
              setReason('');
              setAddress(currentTarget.value);
            }}
            aria-describedby="move-reason"
            aria-invalid={isWrong}
            autofocus
          />
        </label>
        <ul class="places">
          {picture.nodes.flatMap(({ id, free = [], title }) =>
            free.slice(0, 1).map((at) => (
              <li key={id}>
                <button type="button" class="place" onClick={() => setAddress(at)}>
                  <code>{at}</code> {title}
                </button>
              </li>
            )),
          )}
        </ul>
        <fieldset class="ways">
          <legend class="hidden">What is written</legend>
          <label>
            <input type="radio" name="way" checked={!isAlone} onChange={() => setAlone(false)} />
            Move this device only: the addresses of all others are written, too
            {consequence(verdicts?.placed)}
          </label>
          <label>
            <input type="radio" name="way" checked={isAlone} onChange={() => setAlone(true)} />
            Write this address alone and let libvirt place the rest{consequence(verdicts?.alone)}
          </label>
        </fieldset>
        <p id="move-reason" class={isWrong || reason !== '' ? 'refusal' : 'soft said'} role="alert">
          {reason === '' ? said : reason}
        </p>
        <div class="buttons">
          <button type="button" onClick={leave}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={read.address === undefined}>
            {verdict?.partner === undefined ? 'Move' : 'Change places'}
          </button>
        </div>
      </form>
    </dialog>
  );
}

const ADDRESS = /^(?:(?:0x)?([\da-f]{1,4}):)?([\da-f]{1,2}):([\da-f]{1,2})(?:\.([0-7]))?$/i;

/** What was typed as an address, or what is wrong with it. */
function readAddress(text: string): { readonly address?: string; readonly problem?: string } {
  const written = text.trim();
  if (written === '') return {};
  const [, domain = '0', bus = '', slot = '', fn = '0'] = ADDRESS.exec(written) ?? [];
  if (bus === '') {
    const odd = /[^\da-f:.x]/i.exec(written)?.[0];
    if (odd !== undefined)
      return { problem: `"${odd}" is in no address; it is bus:slot.function in hexadecimal, like 03:00.0.` };
    if (/\.[89a-f]/i.test(written)) return { problem: 'A function is 0 to 7.' };
    return { problem: 'An address is bus:slot.function in hexadecimal, like 03:00.0.' };
  }
  if (Number.parseInt(domain, 16) !== 0) return { problem: 'The guest has PCI domain 0000 only.' };
  if (Number.parseInt(slot, 16) > 31) return { problem: `Slots end at 1f; ${slot} is too high.` };
  return { address: `0000:${bus.padStart(2, '0')}:${slot.padStart(2, '0')}.${fn}`.toLowerCase() };
}

interface Verdicts {
  readonly placed: ChangeVerdict;
  readonly alone: ChangeVerdict;
}

function useVerdicts(device: string, address: string | undefined): Verdicts | undefined {
  const [verdicts, setVerdicts] = useState<(Verdicts & { readonly address: string }) | undefined>(undefined);
  useEffect(() => {
    if (address === undefined) return undefined;
    let isLate = false;
    const move = { kind: 'move' as const, device, address };
    void Promise.all([ask('change', move), ask('change', { ...move, alone: true })]).then(([placed, alone]) => {
      if (!isLate) setVerdicts({ address, placed, alone });
    });
    return () => {
      isLate = true;
    };
  }, [device, address]);
  return verdicts?.address === address ? verdicts : undefined;
}

function sentence({ ok, reason, partner, others }: ChangeVerdict): string {
  if (!ok) return reason;
  const swap = partner === undefined ? '' : `It changes places with ${partner}. `;
  return `${swap}${others.length === 0 ? 'Nothing else moves.' : `Besides: ${others.join('; ')}.`}`;
}

const consequence = (verdict: ChangeVerdict | undefined): string => {
  if (verdict === undefined) return '';
  if (!verdict.ok) return ': refused';
  return verdict.others.length === 0 ? ': nothing else moves' : `: ${verdict.others.length} others move`;
};
