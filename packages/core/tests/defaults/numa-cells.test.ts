// V-74: memory hotplug brings a NUMA cell, and an expander bus may name it.
import { describe, expect, test } from 'vitest';
import { controller, planned, q35, refusals } from '../build.ts';

const HOTPLUG = "<maxMemory slots='16' unit='GiB'>8</maxMemory>";
const expander = controller('pci', {
  index: 1,
  model: 'pcie-expander-bus',
  content: '<target><node>0</node></target>',
});
const guest = (...before: readonly string[]): string => q35({ before, devices: [expander] });

describe('the NUMA cells of a guest that defines none', () => {
  test('are none without memory hotplug', () => {
    expect(refusals(guest(), 'libvirt-latest')).toEqual(['numa-node-missing']);
  });

  test('are one with memory hotplug', () => {
    expect(planned(guest(HOTPLUG), 'libvirt-latest').domain.numaCells).toEqual([0]);
  });

  test('are none before libvirt 9.6 all the same', () => {
    expect(refusals(guest(HOTPLUG), 'libvirt-9.0')).toEqual(['numa-node-missing']);
  });
});
