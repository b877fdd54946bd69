import { sayFault } from '../state/message.ts';
import { expanded, isStale, redraw, shown } from '../state/session.ts';
import { movingByDialog } from '../state/view-of-picture.ts';
import { changeTo } from './moving.ts';

/** Opens the dialog in which a device is moved, or says why it cannot be. */
export function askToMove(device: string): void {
  const one = shown.peek()?.devices.get(device);
  if (one?.isPci !== true)
    sayFault(`${one?.label ?? 'This device'} is not on PCI; its address is that of its controller.`);
  else if (isStale.peek()) sayFault('The document is refused; mend it first (see Problems).');
  else if (shown.peek()?.picture.isPlan !== true)
    sayFault('This is a picture of two documents; close the comparison first.');
  else movingByDialog.value = device;
}

/** Deletes a device, or says why it cannot be. */
export async function deleteDevice(device: string): Promise<void> {
  const reason = await changeTo({ kind: 'delete', device });
  if (reason !== '') sayFault(reason);
}

/** Draws the boxes of a run one by one. */
export function expandRun(run: string): void {
  expanded.value = [...expanded.peek(), run];
  void redraw();
}
