// D-VIDEO: which of several <model> gives a display its type; as answered by 7.0, 9.0, 11.3 and 12.9.
import { expect, test } from 'vitest';
import { i440fx, planned } from '../build.ts';

const PROFILES = ['libvirt-7.0', 'libvirt-9.0', 'libvirt-11.3', 'libvirt-12.9'] as const;

test.each([
  ["<model type='qxl'/><model type='vga'/>", ['qxl', 'qxl', 'qxl', 'qxl']],
  ["<model heads='1'/><model type='vga'/>", ['cirrus', 'vga', 'cirrus', 'cirrus']],
  ["<model heads='1' primary='yes'/><model type='none'/>", ['cirrus', 'none', 'cirrus', 'cirrus']],
  ["<model primary='yes'/><model type='vga'/>", ['vga', 'vga', 'cirrus', 'cirrus']],
  ["<model x:type='vga' xmlns:x='urn:x'/>", ['vga', 'cirrus', 'vga', 'vga']],
  ["<model x:type='vga' type='qxl' xmlns:x='urn:x'/>", ['vga', 'qxl', 'vga', 'vga']],
  ["<model type='qxl' x:type='vga' xmlns:x='urn:x'/>", ['qxl', 'qxl', 'qxl', 'qxl']],
  ["<model x:type='none' xmlns:x='urn:x'/><model type='vga'/>", ['none', 'vga', 'none', 'none']],
])('%s', (models, types) => {
  const xml = i440fx({ devices: [`<video>${models}</video>`] });
  expect(PROFILES.map((profile) => planned(xml, profile).domain.devices.video[0]?.model)).toEqual(types);
});
