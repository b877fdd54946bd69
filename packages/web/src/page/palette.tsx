import type { NewDevice } from '@rootport/core';
import { useState } from 'preact/hooks';
import { changeTo } from '../picture/moving.ts';
import { sayFault } from '../state/message.ts';
import { ask, editor, planned } from '../state/session.ts';
import { Menu } from './menu.tsx';

/** Devices to put into the document: those that the machine can have. */
export function Palette() {
  const [devices, setDevices] = useState<{ readonly version: number; readonly list: readonly NewDevice[] }>();
  const version = planned.value?.version ?? 0;
  const isRefused = planned.value?.ok !== true;
  const load = async (): Promise<void> => setDevices({ version, list: await ask('addable', undefined) });
  const add = async (id: string): Promise<void> => {
    const reason = await changeTo({ kind: 'add', id });
    if (reason === '') editor.peek()?.focus();
    else sayFault(reason);
  };
  return (
    <Menu title="Add device" onOpen={load}>
      {isRefused ? (
        <p class="hint">The document is refused; mend it first.</p>
      ) : devices?.version === version ? (
        devices.list.map(({ id, title }) => (
          <button key={id} type="button" onClick={() => add(id)}>
            {title}
          </button>
        ))
      ) : (
        <p class="hint">Asking what this machine can have …</p>
      )}
    </Menu>
  );
}
