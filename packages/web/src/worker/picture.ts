import { type BusView, type DeviceView, type Plan, type TopologyView, treeLayout } from '@rootport/core';
import type { Picture, PictureNode } from './protocol.ts';

/** The library's picture of a plan, its boxes in the order and with the levels of the tree that they show. */
export function pictureOf(plan: Plan, view: TopologyView, width: number): Picture {
  const layout = treeLayout(plan, { width });
  const boxes = new Map(layout.nodes.map((node) => [node.id, node]));
  const nodes: PictureNode[] = [];
  const roots = [...view.roots.map(busBranch), ...elsewhereBranch(view.elsewhere)];
  const add = (branches: readonly Branch[], level: number, parent: string | undefined): void => {
    // A port has no box of its own bus: what would be in that is in the port.
    const shown = branches.flatMap((branch) => (boxes.has(branch.id) ? [branch] : branch.below));
    shown.forEach((branch, index) => {
      const box = boxes.get(branch.id);
      if (box === undefined) return;
      nodes.push({
        ...box,
        level,
        position: index + 1,
        setSize: shown.length,
        ...(parent === undefined ? {} : { parent }),
        ...(branch.free === undefined ? {} : { free: branch.free }),
      });
      add(branch.below, level + 1, branch.id);
    });
  };
  add(roots, 1, undefined);
  return { ...layout, nodes };
}

/** For each device the box that shows it, or the controller it sits on. */
export function nodesOfDevices({ roots, elsewhere }: TopologyView): ReadonlyMap<string, string> {
  const nodes = new Map<string, string>();
  const note = (device: DeviceView, node: string): void => {
    nodes.set(device.id, node);
    for (const one of device.attached ?? []) note(one, node);
    if (device.bus !== undefined) visit(device.bus);
  };
  const visit = (bus: BusView): void => {
    for (const { functions } of bus.slots) {
      for (const { id, owner } of functions) if (owner.type === 'device') note(owner, id);
    }
  };
  for (const root of roots) visit(root);
  for (const device of elsewhere) note(device, device.id);
  return nodes;
}

interface Branch {
  readonly id: string;
  readonly below: readonly Branch[];
  readonly free?: NonNullable<PictureNode['free']>;
}

function busBranch(bus: BusView): Branch {
  const below: Branch[] = [];
  let run = 0;
  for (const { slot, functions } of bus.slots) {
    const last = below[below.length - 1];
    if (functions.length > 0) {
      run = 0;
      below.push(...functions.map(({ id, owner }) => placeBranch(id, owner)));
    } else if (run > 0 && last?.free !== undefined) {
      run += 1;
      below[below.length - 1] = { ...last, free: { ...last.free, count: run } };
    } else {
      run = 1;
      below.push({
        id: `free-${bus.index}-${slot.toString(16).padStart(2, '0')}`,
        below: [],
        free: { bus: bus.index, firstSlot: slot, count: 1 },
      });
    }
  }
  return { id: bus.id, below };
}

function placeBranch(id: string, owner: DeviceView | { readonly type: 'reserved' }): Branch {
  const bus = owner.type === 'device' ? owner.bus : undefined;
  return { id, below: bus === undefined ? [] : [busBranch(bus)] };
}

const elsewhereBranch = (devices: readonly DeviceView[]): readonly Branch[] =>
  devices.length === 0 ? [] : [{ id: 'elsewhere', below: devices.map(({ id }) => ({ id, below: [] })) }];
