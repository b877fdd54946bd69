// The patch leaves the document as it was written, whatever its form.
import { describe, expect, test } from 'vitest';
import { patchEdits, patchXml } from '../../src/index.ts';
import { BARE, i440fx, NO_BALLOON, NO_USB, nic, planned, q35, rootPort, video } from '../build.ts';

const patched = (xml: string): string => patchXml(planned(xml, 'libvirt-9.0'));

/** Removes what the patch put in: the spans between are the user's own text. */
function keepsAll(xml: string): string {
  const plan = planned(xml, 'libvirt-9.0');
  const kept: string[] = [];
  let position = 0;
  const edits = [...patchEdits(plan)].sort((a, b) => a.span.start - b.span.start);
  for (const { span } of edits) {
    kept.push(xml.slice(position, span.start));
    position = span.end;
  }
  kept.push(xml.slice(position));
  return kept.join('');
}

const ONE_LINE =
  "<domain type='qemu'><os><type arch='x86_64' machine='q35'>hvm</type></os><devices><interface type='user'><model type='virtio'/></interface></devices></domain>";
const FULL = q35({ devices: [nic('virtio'), video('qxl'), '<!-- a remark -->'] });

describe('form', () => {
  test('a document on one line stays on one line', () => {
    expect(patched(ONE_LINE)).not.toContain('\n');
  });

  test('double quotes beget double quotes', () => {
    expect(patched(ONE_LINE.replaceAll("'", '"'))).not.toContain("'");
  });

  test('tabs beget tabs', () => {
    const lines = patched(FULL.replaceAll('  ', '\t')).split('\n');
    expect(lines.filter((line) => line.startsWith(' '))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('\t\t<')).length).toBeGreaterThan(5);
  });

  test('four blanks beget four', () => {
    const lines = patched(FULL.replaceAll('  ', '    ')).split('\n');
    expect(lines.filter((line) => (/^ */.exec(line)?.[0].length ?? 0) % 4 !== 0)).toEqual([]);
  });

  test('CR LF begets CR LF', () => {
    const result = patched(FULL.replaceAll('\n', '\r\n'));
    expect(result.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('a byte order mark stays where it is', () => {
    const result = patched(`\ufeff${FULL}`);
    expect(result.startsWith('\ufeff<domain')).toBe(true);
    expect(result.slice(1)).toBe(patched(FULL));
  });

  test('a declaration, comments and a doctype before and after', () => {
    const around = (xml: string): string => `<?xml version='1.0'?>\n<!-- before -->\n${xml}<!-- after -->\n`;
    expect(patched(around(FULL))).toBe(around(patched(FULL)));
  });

  test('self-closing devices are opened for their address', () => {
    const result = patched(i440fx({ devices: [NO_USB, "<memballoon model='virtio'/>"] }));
    expect(result).toMatch(/<memballoon model='virtio'>\s*<address type='pci'[^>]*\/>\s*<\/memballoon>/);
  });

  test('<devices/> is opened, a missing one is added', () => {
    const head = "<domain type='qemu'><os><type machine='pc'>hvm</type></os>";
    expect(patched(`${head}<devices/></domain>`)).toMatch(/<devices>.*<\/devices>/s);
    expect(patched(`${head}</domain>`)).toMatch(/<devices>.*<\/devices>/s);
  });

  test.each([
    ['the sample', FULL],
    ['one line', ONE_LINE],
    ['CR LF and tabs', FULL.replaceAll('\n', '\r\n').replaceAll('  ', '\t')],
    [
      'namespaces',
      FULL.replace("type='qemu'", "type='qemu' xmlns:q='urn:q'").replace(
        '</devices>',
        "</devices><q:commandline><q:arg value='-S'/></q:commandline>",
      ),
    ],
    ['odd spaces', FULL.replaceAll('/>', '  />').replaceAll('=', ' = ')],
    ['comments in tags', FULL.replaceAll('<model', '<!-- m --><model')],
  ])('%s: nothing of the text is dropped', (_, xml) => {
    expect(keepsAll(xml)).toBe(xml);
    const result = patched(xml);
    expect(patched(result)).toBe(result);
  });
});

describe('as little as needed', () => {
  test('a document that is complete is returned byte for byte', () => {
    const once = patched(FULL);
    expect(patchEdits(planned(once, 'libvirt-9.0'))).toEqual([]);
    const odd = once.replaceAll('\n', '\r\n').replaceAll("slot='0x0", "slot = '0x0");
    expect(patched(odd)).toBe(odd);
  });

  test('an address written in another notation is left alone', () => {
    const decimal = "<address slot='05' type='pci'/>";
    const result = patched(i440fx({ devices: [...BARE, nic('virtio', decimal)] }));
    expect(result).toContain("slot='05'");
  });

  test('an empty address is completed in its place, what stood beside it is dropped (T-ADDR-2)', () => {
    const result = patched(
      i440fx({ devices: [...BARE, nic('virtio', "<address type='pci' function='3' multifunction='on'/>")] }),
    );
    const [address = ''] = /<address [^>]*>/.exec(result) ?? [];
    expect(address).toContain("slot='0x02'");
    expect(address).toContain("function='0x0'");
    expect(address).not.toContain('multifunction');
  });

  test('a raised bus is corrected, and nothing else of the address', () => {
    const written = "<address type='pci' bus='1' slot='7'/>";
    const result = patched(q35({ devices: [...BARE, nic('e1000', written)] }));
    expect(result).toMatch(/<address type='pci' bus='0x02' slot='7'/);
  });
});

describe('order', () => {
  test('controllers are put in behind those that are written, in list order', () => {
    const result = patched(q35({ devices: [NO_BALLOON, rootPort(2), nic('virtio'), nic('virtio'), nic('virtio')] }));
    const indexes = [...result.matchAll(/<controller type='(\w+)' index='(\d+)'/g)].map(
      ([, type, index]) => `${type} ${index}`,
    );
    expect(indexes.filter((text) => text.startsWith('pci'))[0]).toBe('pci 2');
    expect(new Set(indexes).size).toBe(indexes.length);
    expect(result.lastIndexOf('<controller')).toBeLessThan(result.indexOf('<interface'));
  });

  test('the patched document is read in the order of the list', () => {
    const plan = planned(q35({ devices: [nic('virtio')] }), 'libvirt-9.0');
    const again = planned(patchXml(plan), 'libvirt-9.0');
    const names = (one: typeof plan): readonly string[] =>
      one.domain.devices.controller.map(({ type, index }) => `${type} ${index}`);
    expect([...names(again)].sort()).toEqual([...names(plan)].sort());
  });
});
