import { describe, expect, test } from 'vitest';
import {
  addressHints,
  completionsAt,
  definitionsAt,
  hoverAt,
  occupantsAt,
  type Plan,
  planDomain,
} from '../../src/index.ts';

const VM = `<domain type='qemu'>
  <name>web</name>
  <memory unit='GiB'>1</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'>
      <source file='/a.img'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='cdrom'>
      <target dev='sda' bus='sata'/>
    </disk>
    <controller type='pci' index='1' model='pcie-root-port'/>
    <interface type='user'>
      <mac address='52:54:00:00:00:01'/>
      <model type='virtio'/>
      <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
    </interface>
  </devices>
</domain>
`;

/** The text without its `|`, and where that was. */
function cut(marked: string): readonly [text: string, offset: number] {
  const offset = marked.indexOf('|');
  if (offset < 0) throw new Error('no | in the text');
  return [marked.slice(0, offset) + marked.slice(offset + 1), offset];
}

function planOf(xml: string): Plan {
  const result = planDomain(xml, { profile: 'libvirt-9.0' });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.plan;
}

function labels(marked: string, plan?: Plan): readonly string[] {
  const [text, offset] = cut(marked);
  const options = { profile: 'libvirt-9.0' as const, ...(plan === undefined ? {} : { plan }) };
  return completionsAt(text, offset, options).items.map(({ label }) => label);
}

/** The text after the choice of one item, with `|` where the cursor goes. */
function choose(marked: string, label: string): string {
  const [text, offset] = cut(marked);
  const { span, items } = completionsAt(text, offset, { profile: 'libvirt-9.0' });
  const item = items.find((one) => one.label === label);
  if (item === undefined) throw new Error(`no ${label}`);
  const { insert, caret } = item;
  return `${text.slice(0, span.start)}${insert.slice(0, caret)}|${insert.slice(caret)}${text.slice(span.end)}`;
}

const inDevices = (body: string): string =>
  `<domain><os><type machine='q35'>hvm</type></os><devices>${body}</devices></domain>`;

describe('completion', () => {
  test.each([
    ['an empty text', '|', ['domain']],
    ['elements of the domain', '<domain><name>a</name><|', ['os', 'devices', '!name']],
    ['the domain type', "<domain type='|'>", ['kvm', 'qemu']],
    ['devices', inDevices('<|'), ['disk', 'interface', 'vsock', '!crypto', '!disk/source']],
    ['between elements', inDevices('|'), ['disk', 'hostdev']],
    ['elements of a device', inDevices('<disk><|</disk>'), ['source', 'target', 'address', 'alias', 'driver']],
    ['attributes', inDevices('<disk |'), ['type', 'device', 'model']],
    ['attributes that are left', inDevices("<disk type='file' |>"), ['device', '!type']],
    ['attributes before others', inDevices("<disk | type='file'>"), ['device', '!type']],
    ['values', inDevices("<disk type='|'"), ['file', 'block', 'network']],
    ['values in double quotes', inDevices('<disk type="|"'), ['file']],
    ['values by the sort', inDevices("<controller type='usb' model='|'/>"), ['qemu-xhci', '!pcie-root-port']],
    ['values of another sort', inDevices("<controller type='pci' model='|'/>"), ['pcie-root-port', '!qemu-xhci']],
    ['values by a child', inDevices("<filesystem><driver type='virtiofs'/><binary xattr='|'"), ['on', 'off']],
    ['values that came later', inDevices("<disk><target bus='|'"), ['virtio', 'sata', '!nvme']],
    ['models of interfaces', inDevices("<interface><model type='|'"), ['virtio', 'e1000e']],
    ['architectures', "<domain><os><type arch='|'", ['x86_64', 'aarch64', 's390x']],
    ['machines', "<domain><os><type arch='x86_64' machine='|'", ['q35', 'pc-q35-7.2', 'pc-i440fx-7.2', '!pc-q35-9.0']],
    ['machines of others', "<domain><os><type arch='s390x' machine='|'", ['s390-ccw-virtio-7.2', '!q35']],
    ['words of an element', '<domain><on_reboot>|</on_reboot>', ['restart', 'destroy']],
    ['a begun word', '<domain><on_reboot>res|</on_reboot>', ['restart']],
    ['types of address', inDevices("<disk><address type='|'"), ['pci', 'drive']],
    ['attributes of an address', inDevices("<disk><address type='drive' |"), ['controller', 'unit', '!slot']],
    [
      'the next disk',
      inDevices("<disk><target dev='vda' bus='virtio'/></disk><disk><target dev='|' bus='virtio'"),
      ['vdb'],
    ],
    ['the end of an element', inDevices('<disk><source/></|'), ['disk']],
  ])('%s', (_, marked, wanted) => {
    const found = labels(marked);
    for (const one of wanted) {
      if (one.startsWith('!')) expect(found).not.toContain(one.slice(1));
      else expect(found).toContain(one);
    }
  });

  test.each([
    ['a comment', '<domain><!-- <| -->'],
    ['an open comment', '<domain><!-- <disk |'],
    ['CDATA', '<domain><![CDATA[ <| ]]>'],
    ['other XML', '<network><|'],
    ['text', inDevices('<disk>words |</disk>')],
    ['a value that may be any', inDevices("<disk><source file='|'")],
  ])('nothing in %s', (_, marked) => {
    expect(labels(marked)).toEqual([]);
  });

  test('writes what was begun', () => {
    expect(choose(inDevices('<di|'), 'disk')).toBe(inDevices('<disk|'));
    expect(choose('<domain><na|</domain>', 'name')).toBe('<domain><name>|</name></domain>');
    expect(choose('<domain><features><|</features>', 'acpi')).toBe('<domain><features><acpi/>|</features>');
    expect(choose(inDevices('<disk ty|>'), 'type')).toBe(inDevices("<disk type='|'>"));
    expect(choose(inDevices('<disk device="disk" ty|>'), 'type')).toBe(inDevices('<disk device="disk" type="|">'));
    expect(choose(inDevices("<disk dev|ice='disk'>"), 'device')).toBe(inDevices("<disk device|='disk'>"));
    expect(choose(inDevices("<disk type='blo|ck'>"), 'file')).toBe(inDevices("<disk type='file|'>"));
    expect(choose(inDevices('<disk></|'), 'disk')).toBe(inDevices('<disk></disk>|'));
    expect(choose(inDevices('<disk></|>'), 'disk')).toBe(inDevices('<disk></disk|>'));
  });

  test('knows the free places of a plan', () => {
    const [text] = cut(VM.replace("bus='0x01'", "bus='|'"));
    const offset = VM.replace("bus='0x01'", "bus='|'").indexOf('|');
    const buses = completionsAt(text, offset, { plan: planOf(VM) }).items;
    expect(buses.map(({ label }) => label)).toContain('0x00');
    expect(buses.find(({ label }) => label === '0x01')?.detail).toBe('pcie-root-port, no slot free');
    expect(labels(VM.replace("bus='0x01' slot='0x00'", "bus='0x00' slot='|'"), planOf(VM))).toContain('0x05');
  });

  test('of hostile texts takes the time of one reading', () => {
    for (const text of [
      '<a>'.repeat(50_000),
      "<a b='".repeat(30_000),
      '<a b="c" '.repeat(30_000),
      '</b>'.repeat(50_000),
      `<domain>${'<a>'.repeat(30_000)}${'</b>'.repeat(30_000)}`,
      `<a ${'b= '.repeat(50_000)}`,
      '\u0000\ud800<!['.repeat(30_000),
    ]) {
      expect(completionsAt(text, text.length).items.length).toBeLessThan(3);
      expect(hoverAt(text, text.length)).toBeUndefined();
    }
  });

  test('of any piece of a document is made without a fault', () => {
    for (let end = 0; end <= VM.length; end += 1) {
      const { span, items } = completionsAt(VM.slice(0, end), end);
      expect(span.start <= span.end && span.end <= end).toBe(true);
      for (const { insert, caret } of items) expect(caret).toBeLessThanOrEqual(insert.length);
    }
  });
});

describe('hover', () => {
  const at = (what: string) => hoverAt(VM, VM.indexOf(what) + 1, { plan: planOf(VM), profile: 'libvirt-9.0' });

  test('over a device says where and why', () => {
    const hover = at("<disk type='file' device='disk'");
    expect(hover?.title).toBe('disk vda: 0000:03:00.0');
    expect(hover?.lines.some(({ rule }) => rule === 'A-NEXT-3')).toBe(true);
    expect(at('<interface')?.lines[0]?.text).toMatch(/^The guest calls it enp1s0 /);
  });

  test('over an attribute says what it takes', () => {
    expect(at("bus='virtio'")).toMatchObject({ title: 'target bus', lines: [{ rule: 'E-PARSE' }] });
    expect(at("bus='virtio'")?.lines[0]?.text).toContain('virtio');
    expect(at("unit='GiB'")?.lines[0]?.text).toContain('GiB');
  });

  test('over the devices tells the plan', () => {
    expect(at('<devices')?.title).toBe('the plan');
    expect(at('<os>')).toBeUndefined();
  });

  test.each(['__proto__', 'constructor', 'toString'])('over a device named %s says nothing', (name) => {
    const [text, offset] = cut(VM.replace('<disk ', `<${name} type='x|'/><disk `));
    expect(hoverAt(text, offset, {})).toBeUndefined();
    expect(completionsAt(text, offset, {})).toMatchObject({ items: [] });
  });

  test('knows nothing of a plan of another text', () => {
    expect(hoverAt(` ${VM}`, VM.indexOf('<disk') + 3, { plan: planOf(VM) })).toBeUndefined();
  });
});

describe('places in the text', () => {
  const found = (text: string, what: string, plan?: Plan) =>
    definitionsAt(text, text.indexOf(what) + 1, plan).map(({ role, span }) => [role, text.slice(span.start, span.end)]);

  test('the controller of a written address', () => {
    expect(found(VM, "<address type='pci'")).toEqual([
      ['controller', "<controller type='pci' index='1' model='pcie-root-port'/>"],
    ]);
  });

  test('the holder of an address that two want', () => {
    const clash = VM.replace("<target dev='vda' bus='virtio'/>", "$&\n      <address type='pci' bus='1' slot='0'/>");
    expect(planDomain(clash).ok).toBe(false);
    expect(found(clash, "bus='1'").map(([role]) => role)).toEqual(['controller', 'holder']);
  });

  test('the controller of a disk that is not on PCI, where it is written', () => {
    const written = VM.replace('<controller', "<controller type='sata' index='0'/>\n    $&");
    expect(found(written, "<target dev='sda'", planOf(written))).toEqual([
      ['controller', "<controller type='sata' index='0'/>"],
    ]);
    expect(found(VM, "<target dev='sda'", planOf(VM))).toEqual([]);
  });

  test('who is on a controller', () => {
    const spans = occupantsAt(VM, VM.indexOf('<controller') + 3, planOf(VM));
    expect(spans.map(({ start, end }) => VM.slice(start, end))).toEqual(["<interface type='user'>"]);
  });

  test('the addresses that libvirt gives', () => {
    const hints = addressHints(planOf(VM));
    expect(hints.map(({ label, address, offset }) => [label, address, VM.slice(offset - 6, offset)])).toEqual([
      ['disk vda', '0000:03:00.0', "disk'>"],
      ['controller pci 1 (pcie-root-port)', '0000:00:01.0', "ort'/>"],
    ]);
  });
});
