import { useEffect, useState } from 'preact/hooks';
import { later } from '../parts/later.tsx';
import { RuleLink } from '../parts/rule-link.tsx';
import { sayFault } from '../state/message.ts';
import { ask, isStale, planned, selectDevice, selected, shown } from '../state/session.ts';
import type { Card } from '../worker/protocol.ts';
import { askToMove, deleteDevice } from './acts.ts';
import { changeTo } from './moving.ts';

const RenumberDialog = later(async () => (await import('./renumber-dialog.tsx')).RenumberDialog);

/** The chosen device: why it is there, what the guest has of it, and what can be done with it. */
export function DeviceCard() {
  const card = useCard();
  const [isRenumbering, setRenumbering] = useState(false);
  if (card === undefined) return null;
  const { id, label, address, line, why, guest, holder, attached, isPci, isGiven, index } = card;
  const device = shown.value?.devices.get(id);
  const canChange = !isStale.value && shown.value?.picture.isPlan === true;
  const change = async (kind: 'pin' | 'unpin'): Promise<void> => {
    const reason = await changeTo({ kind, device: id });
    if (reason !== '') sayFault(reason);
  };
  return (
    <section class="card" aria-label={`Chosen: ${label}`}>
      <div class="card-head">
        <h3>
          {device !== undefined && device.name !== label && !label.includes(device.name) && (
            <strong>{device.name}</strong>
          )}
          {label} <code>{address === 'present' ? 'no address' : address.replace(/^0000:/, '')}</code>
        </h3>
        <button type="button" class="close" aria-label="Close the card" onClick={() => selectDevice(undefined)}>
          ✕
        </button>
      </div>
      <ul class="why">
        {why.map(({ text, rule }) => (
          <li key={text}>
            {text} {rule !== undefined && <RuleLink rule={rule} />}
          </li>
        ))}
      </ul>
      <p class="soft">
        {guest?.address !== undefined && (
          <>
            In the guest: <code>{guest.address}</code>
            {guest.name !== undefined && (
              <>
                {' '}
                as <strong>{guest.name}</strong>
              </>
            )}
            .{' '}
          </>
        )}
        {holder !== undefined && (
          <>
            On{' '}
            <button type="button" class="link" onClick={() => selectDevice(holder.id)}>
              {holder.label}
            </button>
            .{' '}
          </>
        )}
        {attached.length > 0 && <Attached devices={attached} />}
      </p>
      <div class="card-actions">
        {isPci && (
          <>
            <button type="button" disabled={!canChange} onClick={() => askToMove(id)}>
              Move …
            </button>
            <button type="button" disabled={!canChange} onClick={() => change(isGiven ? 'unpin' : 'pin')}>
              {isGiven ? 'Unpin its address' : 'Pin its address'}
            </button>
          </>
        )}
        {index !== undefined && line !== undefined && (
          <button type="button" disabled={!canChange} onClick={() => setRenumbering(true)}>
            Index …
          </button>
        )}
        <button type="button" disabled={!canChange} onClick={() => deleteDevice(id)}>
          Delete
        </button>
        {device?.span !== undefined && (
          <button type="button" onClick={() => selectDevice(id, true)}>
            Go to XML{line === undefined ? '' : `, line ${line}`}
          </button>
        )}
      </div>
      {isRenumbering && index !== undefined && (
        <RenumberDialog device={id} label={label} index={index} close={() => setRenumbering(false)} />
      )}
    </section>
  );
}

const FEW = 12;

function Attached({ devices }: { readonly devices: Card['attached'] }) {
  return (
    <>
      On it:{' '}
      {devices.slice(0, FEW).map(({ id, label }, position) => (
        <span key={id}>
          {position > 0 && ', '}
          <button type="button" class="link" onClick={() => selectDevice(id)}>
            {label}
          </button>
        </span>
      ))}
      {devices.length > FEW && ` and ${devices.length - FEW} more`}.
    </>
  );
}

function useCard(): Card | undefined {
  const [card, setCard] = useState<Card | undefined>(undefined);
  const device = selected.value;
  const version = planned.value?.version;
  useEffect(() => {
    let isLate = false;
    if (device === undefined) setCard(undefined);
    else
      void ask('card', { device }).then((answer) => {
        if (!isLate) setCard(answer);
      });
    return () => {
      isLate = true;
    };
  }, [device, version]);
  return card?.id === device ? card : undefined;
}
