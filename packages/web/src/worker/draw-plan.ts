import { deviceIds, type Plan, type TopologyView, topologyView } from '@rootport/core';
import { nodesOfDevices, pictureOf } from './picture.ts';
import type { PageDevice, Planned } from './protocol.ts';

/** The picture of a plan, and the devices that are in it. */
export function drawPlan(plan: Plan, width: number): Pick<Planned, 'devices' | 'picture'> {
  const view = topologyView(plan);
  return { devices: devicesOf(plan, view), picture: pictureOf(plan, view, width) };
}

function devicesOf(plan: Plan, view: TopologyView): readonly PageDevice[] {
  const nodes = nodesOfDevices(view);
  const labels = new Map<string, { readonly label: string; readonly address: string }>();
  eachDeviceView(view, (device) => labels.set(device.id, device));
  return [...deviceIds(plan)].map(([device, id]): PageDevice => {
    const { label = id, address = '' } = labels.get(id) ?? {};
    const source = plan.decisions.get(device)?.source;
    const node = nodes.get(id);
    return {
      id,
      label,
      address,
      isPci: device.address.type === 'pci',
      isGiven: source === undefined || source === 'document' || source === 'moved',
      ...(device.element === undefined ? {} : { span: device.element.span }),
      ...(node === undefined ? {} : { node }),
    };
  });
}

type DeviceView = TopologyView['elsewhere'][number];

function eachDeviceView({ roots, elsewhere }: TopologyView, visit: (device: DeviceView) => void): void {
  const device = (one: DeviceView): void => {
    visit(one);
    one.attached?.forEach(device);
    if (one.bus !== undefined) bus(one.bus);
  };
  const bus = (one: TopologyView['roots'][number]): void => {
    for (const { functions } of one.slots) {
      for (const { owner } of functions) if (owner.type === 'device') device(owner);
    }
  };
  roots.forEach(bus);
  elsewhere.forEach(device);
}
