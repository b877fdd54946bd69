import { signal } from '@preact/signals';
import { applyPlanned, ask, isCurrent, planned, selected } from '../state/session.ts';
import type { ChangeVerdict, PageDevice, PictureNode } from '../worker/protocol.ts';

/** A device that is being taken to another place. */
export interface Moving {
  readonly device: string;
  readonly label: string;
  /** The place under the pointer. */
  readonly target?: { readonly node: string; readonly address: string };
  /** What is known of the places so far, by address. */
  readonly verdicts: ReadonlyMap<string, ChangeVerdict>;
}

export const moving = signal<Moving | undefined>(undefined);

/** Begins to move a device. */
export function startMoving({ id: device, label }: Pick<PageDevice, 'id' | 'label'>): void {
  moving.value = { device, label, verdicts: new Map() };
}

async function judge(device: string, address: string): Promise<void> {
  if (moving.peek()?.verdicts.has(address) !== false) return;
  const verdict = await ask('change', { kind: 'move', device, address });
  const now = moving.peek();
  if (now?.device === device) moving.value = { ...now, verdicts: new Map(now.verdicts).set(address, verdict) };
}

export function aimAt(node: PictureNode | undefined, address: string | undefined): void {
  const now = moving.peek();
  if (now === undefined) return;
  if (address === now.target?.address && node?.id === now.target?.node) return;
  const { target: _, ...rest } = now;
  moving.value = node === undefined || address === undefined ? rest : { ...rest, target: { node: node.id, address } };
  if (address !== undefined) void judge(now.device, address);
}

export function stopMoving(): void {
  moving.value = undefined;
}

/** Takes the device to an address. Says why when that cannot be. */
export async function moveTo(device: string, address: string, alone = false): Promise<string> {
  stopMoving();
  return changeTo({ kind: 'move', device, address, alone });
}

/** Makes a change of one device, as one step that can be undone. Says why when that cannot be. */
export async function changeTo(asked: Parameters<typeof ask<'change'>>[1]): Promise<string> {
  if (!isCurrent()) return 'The document is being planned; please try again.';
  const { version } = planned.peek() ?? {};
  const verdict = await ask('change', asked);
  if (!verdict.ok) return verdict.reason;
  if (planned.peek()?.version !== version || !isCurrent()) return 'The document has changed meanwhile.';
  const isDone = applyPlanned(verdict.steps, verdict.done);
  if (isDone && verdict.added !== undefined) selected.value = verdict.added;
  if (isDone && asked.kind === 'delete') selected.value = undefined;
  return '';
}
