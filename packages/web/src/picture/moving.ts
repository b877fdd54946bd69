import { signal } from '@preact/signals';
import { applyPlanned, ask, isCurrent, planned, selected } from '../state/session.ts';
import type { MoveVerdict, PageDevice, PictureNode } from '../worker/protocol.ts';

/** A device that is being taken to another place. */
export interface Moving {
  readonly by: 'pointer' | 'dialog';
  readonly device: string;
  readonly label: string;
  /** The place under the pointer. */
  readonly target?: { readonly node: string; readonly address: string };
  /** What is known of the places so far, by address. */
  readonly verdicts: ReadonlyMap<string, MoveVerdict>;
}

export const moving = signal<Moving | undefined>(undefined);

const hex = (value: number, width = 2): string => value.toString(16).padStart(width, '0');

/** The address of the slot of a box at a share of its width; of a box without free slots: its own. */
export function addressIn(node: PictureNode, share: number): string | undefined {
  if (node.free !== undefined) {
    const { bus, firstSlot, count } = node.free;
    const slot = firstSlot + Math.min(count - 1, Math.max(0, Math.floor(share * count)));
    return `0000:${hex(bus)}:${hex(slot)}.0`;
  }
  const place = /^place-(\d+)-([\da-f]{2})-(\d)$/.exec(node.id);
  return place === null ? undefined : `0000:${hex(Number(place[1]))}:${place[2]}.${place[3]}`;
}

/** Begins to move a device, and finds out of each free place whether it can go there. */
export function startMoving(
  by: Moving['by'],
  { id: device, label }: Pick<PageDevice, 'id' | 'label'>,
  nodes: readonly PictureNode[],
): void {
  moving.value = { by, device, label, verdicts: new Map() };
  void judgeAll(
    device,
    nodes.flatMap((node) => (node.free === undefined ? [] : (addressIn(node, 0) ?? []))),
  );
}

async function judgeAll(device: string, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    if (moving.peek()?.device !== device) return;
    await judge(device, address);
  }
}

async function judge(device: string, address: string): Promise<void> {
  if (moving.peek()?.verdicts.has(address) !== false) return;
  const verdict = await ask('move', { device, address });
  const now = moving.peek();
  if (now?.device === device) moving.value = { ...now, verdicts: new Map(now.verdicts).set(address, verdict) };
}

export function aimAt(node: PictureNode | undefined, share: number): void {
  const now = moving.peek();
  if (now === undefined) return;
  const address = node === undefined ? undefined : addressIn(node, share);
  if (address === now.target?.address && node?.id === now.target?.node) return;
  const { target: _, ...rest } = now;
  moving.value = node === undefined || address === undefined ? rest : { ...rest, target: { node: node.id, address } };
  if (address !== undefined) void judge(now.device, address);
}

export function stopMoving(): void {
  moving.value = undefined;
}

/** Writes the address into the document. Says why when that cannot be. */
export async function moveTo(device: string, address: string): Promise<string> {
  const { version } = planned.peek() ?? {};
  const verdict = moving.peek()?.verdicts.get(address) ?? (await ask('move', { device, address }));
  stopMoving();
  if (!verdict.ok) return verdict.reason;
  if (planned.peek()?.version !== version || !isCurrent()) return 'The document has changed meanwhile.';
  selected.value = device;
  applyPlanned(verdict.edits, `Written: ${address}.`);
  return '';
}
