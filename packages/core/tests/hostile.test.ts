// Documents that no libvirt should see: planDomain gives a result for each, in bounded time, and never throws.
import { describe, expect, test } from 'vitest';
import { canonicalXml, type PlanResult, patchXml, planDomain, planJson, treeText } from '../src/index.ts';
import { BARE, controller, disk, domain, i440fx, many, nic, pci, pseries, q35, refusals, rootPort } from './build.ts';
import { processorTime } from './processor-time.ts';

/** Plans, and makes every output of what is accepted. */
function plan(xml: string, options: Parameters<typeof planDomain>[1] = {}): PlanResult {
  const result = planDomain(xml, options);
  if (result.ok) {
    JSON.stringify(planJson(result.plan));
    treeText(result.plan);
    patchXml(result.plan);
    canonicalXml(result.plan);
  } else {
    expect(result.diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
  }
  return result;
}

/** Milliseconds of processor time; far above what is needed, so that a slow machine does not fail. */
const PATIENCE = 20_000;

/** The same for each of many small documents. */
const PATIENCE_EACH = 50;

function inTime(work: () => void, limit = PATIENCE): void {
  expect(processorTime(work)).toBeLessThan(limit);
}

const SAMPLE = q35({
  before: [
    '<!-- sample -->',
    "<cpu><numa><cell id='0' cpus='0' memory='1024'/></numa></cpu>",
    '<features><acpi/></features>',
  ],
  devices: [
    rootPort(1),
    rootPort(4, '00:03.2'),
    controller('pci', { index: 5, model: 'pcie-expander-bus', content: "<target busNr='200'><node>0</node></target>" }),
    ...many(6, (position) => nic(position % 2 === 0 ? 'virtio' : 'e1000')),
    ...many(16, (position) => disk(`vd${String.fromCharCode(97 + position)}`)),
    disk('sda', 'scsi'),
    "<channel type='unix'><target type='virtio' name='a&amp;b'/></channel>",
    "<graphics type='vnc'/>",
    "<serial type='pty'><![CDATA[ ]]></serial>",
    "<hostdev mode='subsystem' type='pci'><source><address domain='0' bus='0xc1' slot='0' function='0'/></source></hostdev>",
  ],
});

/** Every place in CI; else every so manyth, which meets each part of a tag somewhere in the sample. */
const STEP = process.env['CI'] ? 1 : 7;

describe('truncated documents', () => {
  test('a sample cut at every place: a result each', () => {
    expect(SAMPLE.length).toBeGreaterThan(2800);
    inTime(() => {
      for (let end = 0; end < SAMPLE.length - '</domain>\n'.length; end += STEP)
        expect(plan(SAMPLE.slice(0, end)).ok).toBe(false);
    }, PATIENCE_EACH * SAMPLE.length);
    expect(plan(SAMPLE).ok).toBe(true);
  });

  test('a sample with one character left out, at every place', () => {
    inTime(() => {
      for (let at = 0; at < SAMPLE.length; at += STEP) plan(SAMPLE.slice(0, at) + SAMPLE.slice(at + 1));
    }, PATIENCE_EACH * SAMPLE.length);
  });

  test('a sample with one character replaced', () => {
    for (const character of ['<', '>', '&', "'", '"', '\u0000', '\ud800', '0', ' ']) {
      for (let at = 0; at < SAMPLE.length; at += 7 * STEP) plan(SAMPLE.slice(0, at) + character + SAMPLE.slice(at + 1));
    }
  });
});

describe('big numbers of things', () => {
  test('7,000 devices behind 235 bridges', () => {
    const xml = i440fx({
      devices: [...BARE, ...many(235, (position) => pci(position + 1, 'pci-bridge')), ...many(7000, () => nic())],
    });
    inTime(() => expect(plan(xml).ok).toBe(true));
  });

  test('7,000 devices with all controllers automatic', () => {
    inTime(() => {
      expect(refusals(i440fx({ devices: many(7000, () => nic()) }), 'libvirt-2.5')).not.toEqual(undefined);
      plan(i440fx({ devices: many(7000, () => nic()) }));
      plan(q35({ devices: many(7000, () => nic()) }));
      plan(pseries({ devices: many(7000, () => nic()) }));
    });
  });

  test('7,000 disks of each bus', () => {
    const name = (position: number): string => {
      let text = '';
      for (let rest = position + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
        text = String.fromCharCode(97 + ((rest - 1) % 26)) + text;
      return text;
    };
    inTime(() => {
      for (const [prefix, bus] of [
        ['vd', 'virtio'],
        ['sd', 'scsi'],
        ['sd', 'usb'],
        ['sd', 'sata'],
      ] as const) {
        plan(q35({ devices: many(7000, (position) => disk(`${prefix}${name(position)}`, bus)) }));
      }
    }, 3 * PATIENCE);
  });

  test('10,000 controllers of each type', () => {
    for (const type of ['pci', 'virtio-serial', 'scsi', 'usb', 'sata', 'ccid']) {
      inTime(() => plan(i440fx({ devices: many(10_000, () => controller(type)) }), { profile: 'libvirt-2.5' }));
      inTime(() => plan(q35({ devices: many(10_000, (position) => controller(type, { index: 10_000 - position })) })));
    }
  });

  // Takes a minute as long as the time grows with the square of the number.
  test('100,000 controllers', () => {
    inTime(() => plan(i440fx({ devices: many(100_000, () => controller('pci', { model: 'pci-bridge' })) })));
    inTime(() => plan(i440fx({ devices: many(100_000, () => controller('virtio-serial')) })));
  });

  test('an index from the other end of the numbers', () => {
    for (const index of ['4294967295', '4294967296', '2147483648', '1000000', '65536', '99999999999999999999', '1e9']) {
      for (const profile of ['libvirt-2.5', 'libvirt-9.0', 'libvirt-latest'] as const) {
        const types = [
          `type='pci' model='pci-bridge'`,
          `type='virtio-serial'`,
          `type='scsi'`,
          `type='usb'`,
          `type='sata'`,
        ];
        for (const type of types)
          inTime(() => plan(i440fx({ devices: [`<controller ${type} index='${index}'/>`] }), { profile }), 2000);
      }
    }
  });

  const DRIVES = [
    ['sda', 'scsi'],
    ['sda', 'sata'],
    ['hda', 'ide'],
    ['fda', 'fdc'],
  ] as const;
  const onController = (number: number, [target, bus]: readonly [string, string]): string =>
    i440fx({
      devices: [disk(target, bus, `<address type='drive' controller='${number}' bus='0' target='0' unit='0'/>`)],
    });

  test.each(DRIVES)('a drive %s (%s) on controller 5,000 brings them all', (...drive) => {
    for (const profile of ['libvirt-2.5', 'libvirt-latest'] as const) {
      inTime(() => plan(onController(5000, drive), { profile }));
    }
  });

  // Memory runs out as long as I-CTRL has no limit; 100,000 takes minutes where controllers are put in by index (V-23).
  test.each(DRIVES)('a drive %s (%s) on controller 4,294,967,295', (...drive) => {
    for (const profile of ['libvirt-2.5', 'libvirt-latest'] as const) {
      inTime(() => plan(onController(100_000, drive), { profile }));
      inTime(() => plan(onController(4_294_967_295, drive), { profile }));
    }
  });

  test('a port 4294967295 on a virtio-serial controller 4294967295', () => {
    const address = "<address type='virtio-serial' controller='4294967295' bus='0' port='4294967295'/>";
    const many31 = "<controller type='virtio-serial' index='0' ports='4294967295'/>";
    const channelWith = (where: string): string =>
      `<channel type='unix'><target type='virtio' name='a'/>${where}</channel>`;
    inTime(() => plan(i440fx({ devices: [channelWith(address)] })), 2000);
    inTime(() => plan(i440fx({ devices: [many31, channelWith(''), channelWith('')] })), 2000);
  });

  test('bus 255 everywhere', () => {
    for (const build of [i440fx, q35, pseries]) {
      for (const profile of ['libvirt-2.5', 'libvirt-9.0'] as const) {
        inTime(
          () =>
            plan(
              build({ devices: [...BARE, ...many(31, (slot) => nic('e1000', `ff:${(slot + 1).toString(16)}.0`))] }),
              { profile },
            ),
          3000,
        );
        inTime(
          () => plan(build({ devices: [...BARE, ...many(31, () => nic('virtio', 'ff:00.0'))] }), { profile }),
          3000,
        );
      }
    }
  });

  test('attribute values of a million characters', () => {
    const long = 'x'.repeat(1_000_000);
    inTime(() => {
      plan(i440fx({ devices: [nic(long)] }));
      plan(i440fx({ devices: [controller('pci', { index: 1, model: long })] }));
      plan(i440fx({ devices: [`<controller type='${long}'/>`, disk(`vd${'a'.repeat(1_000_000)}`)] }));
      plan(i440fx({ devices: [`<controller type='pci' index='${'9'.repeat(1_000_000)}'/>`] }));
      plan(i440fx({ devices: [nic('virtio', `<address type='pci' bus='0x${'0'.repeat(1_000_000)}1'/>`)] }));
      plan(domain({ machine: long }));
      plan(domain({ arch: long }));
    });
  });

  test('a million levels, a million attributes, a million comments', () => {
    inTime(() => {
      plan(`<domain>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}</domain>`);
      plan(`<domain ${many(100_000, (position) => `a${position}=''`).join(' ')}/>`);
      plan(`<domain>${'<!-- -->'.repeat(200_000)}</domain>`);
    });
  });
});

describe('odd values', () => {
  const NUMBERS = [
    '-1',
    '+1',
    '0x',
    '0x1g',
    '1.5',
    '1e1',
    ' 1',
    '1 ',
    '',
    '٣',
    '１',
    'NaN',
    'Infinity',
    '0b1',
    '08',
    '0777',
    '\t',
    'null',
    '-0',
    '18446744073709551616',
    '0xffffffffffffffffff',
  ];

  test('numbers of an address, of an index, of a target', () => {
    for (const value of NUMBERS) {
      for (const field of ['domain', 'bus', 'slot', 'function', 'multifunction']) {
        plan(
          q35({
            devices: [
              nic(
                'virtio',
                `<address type='pci' domain='0' bus='0' slot='5' ${field}='${value}'/>`.replace(
                  new RegExp(`(${field}='\\w*' )(?=.*${field}=)`),
                  '',
                ),
              ),
            ],
          }),
        );
      }
      plan(q35({ devices: [`<controller type='pci' model='pcie-root-port' index='${value}'/>`] }));
      for (const field of ['chassis', 'port', 'chassisNr', 'busNr', 'index', 'hotplug']) {
        plan(
          q35({
            devices: [
              `<controller type='pci' model='pcie-root-port' index='1'><target ${field}='${value}'/></controller>`,
            ],
          }),
        );
      }
      plan(
        pseries({
          devices: [
            `<controller type='pci' model='pci-root' index='1'><target index='${value}'><node>${value}</node></target></controller>`,
          ],
        }),
      );
      plan(
        i440fx({
          devices: [`<controller type='usb' model='ich9-uhci1' index='0'><master startport='${value}'/></controller>`],
        }),
      );
      plan(
        i440fx({
          devices: [
            `<controller type='usb' model='nec-xhci' ports='${value}'/>`,
            `<controller type='virtio-serial' ports='${value}' vectors='${value}'/>`,
          ],
        }),
      );
      for (const type of [
        'drive',
        'usb',
        'virtio-serial',
        'ccid',
        'ccw',
        'spapr-vio',
        'isa',
        'dimm',
        'virtio-mmio',
        'unassigned',
        value,
      ]) {
        plan(
          q35({
            devices: [
              disk(
                'vda',
                'virtio',
                `<address type='${type}' controller='${value}' bus='${value}' port='${value}' reg='${value}' cssid='${value}' devno='${value}' slot='${value}' base='${value}'/>`,
              ),
            ],
          }),
        );
      }
    }
  });

  test.each(['01', '0x01', '1'])('an address of bus %s is one and the same', (bus) => {
    const result = plan(i440fx({ devices: [...BARE, nic('virtio', `<address type='pci' bus='${bus}' slot='04'/>`)] }));
    expect(result.ok && result.plan.buses.length).toBe(2);
  });

  test.each(['-1', '1.5', '٣', '１', '', '0x', 'abc'])('a slot of "%s" is refused', (slot) => {
    expect(plan(i440fx({ devices: [nic('virtio', `<address type='pci' slot='${slot}'/>`)] })).ok).toBe(false);
  });

  test('empty attributes', () => {
    const devices = [
      "<controller type='' index='' model=''/>",
      "<interface type=''><model type=''/></interface>",
      "<disk type='' device=''><target dev='' bus=''/></disk>",
      "<hostdev mode='' type=''/>",
      "<video><model type='' primary=''/></video>",
      "<input type='' bus=''/>",
      "<address type=''/>",
      "<memballoon model=''/>",
      "<sound model=''/>",
      "<serial type=''><target type='' port=''/></serial>",
      "<channel type=''><target type='' name=''/><address type=''/></channel>",
      '<filesystem/>',
      "<iommu model=''/>",
      "<memory model=''/>",
      "<panic model=''/>",
      "<graphics type=''/>",
    ];
    for (const device of devices) plan(q35({ devices: [device] }));
    plan(q35({ devices }));
    plan(domain({ arch: '', machine: '' }));
  });

  const TRAPS = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'prototype',
    '__defineGetter__',
    'length',
  ];

  test.each(TRAPS)('%s as type, model, bus and name: as any unknown word', (word) => {
    const documents = (unknown: string): readonly string[] => [
      q35({ devices: [`<controller type='${unknown}'/>`] }),
      q35({ devices: [`<controller type='pci' index='1' model='${unknown}'/>`] }),
      ...['usb', 'scsi', 'virtio-serial', 'ide'].map((type) =>
        q35({ devices: [`<controller type='${type}' model='${unknown}'/>`] }),
      ),
      q35({ devices: [nic(unknown)] }),
      q35({ devices: [`<interface type='${unknown}'><model type='virtio'/></interface>`] }),
      q35({ devices: [`<interface type='network'><source network='${unknown}'/></interface>`] }),
      q35({ devices: [disk(unknown)] }),
      q35({ devices: [disk('vda', unknown)] }),
      q35({ devices: [`<disk device='${unknown}'><target dev='vda'/></disk>`] }),
      q35({ devices: [`<disk device='disk' model='${unknown}'><target dev='vda' bus='virtio'/></disk>`] }),
      q35({ devices: [`<hostdev mode='${unknown}' type='pci'/>`] }),
      q35({ devices: [`<hostdev mode='subsystem' type='${unknown}'/>`] }),
      q35({ devices: [`<hostdev mode='subsystem' type='mdev' model='${unknown}'/>`] }),
      ...['sound', 'memballoon', 'rng', 'watchdog', 'iommu', 'vsock', 'panic', 'memory', 'crypto', 'tpm', 'pstore'].map(
        (name) => q35({ devices: [`<${name} model='${unknown}'/>`] }),
      ),
      q35({ devices: [`<video><model type='${unknown}'/></video>`] }),
      q35({ devices: [`<input type='${unknown}' bus='${unknown}'/>`] }),
      q35({ devices: [`<input type='mouse' bus='${unknown}'/>`] }),
      q35({ devices: [`<channel type='unix'><target type='${unknown}' name='${unknown}'/></channel>`] }),
      q35({ devices: [`<serial type='pty'><target type='${unknown}'/></serial>`] }),
      q35({
        devices: [`<filesystem><driver type='${unknown}'/><source dir='/a'/><target dir='${unknown}'/></filesystem>`],
      }),
      q35({ devices: [nic('virtio', `<address type='${unknown}'/>`)] }),
      q35({ devices: [nic('virtio', `<address type='pci' bus='${unknown}'/>`)] }),
      q35({ devices: [`<${unknown}/>`, `<shmem name='${unknown}'><model type='${unknown}'/></shmem>`] }),
      q35({
        devices: [
          `<controller type='pci' index='1' model='pcie-root-port'><model name='${unknown}'/><target hotplug='${unknown}'/></controller>`,
        ],
      }),
      domain({ arch: unknown }),
      domain({ machine: unknown }),
      domain({ arch: unknown, machine: unknown, devices: [nic(), disk('vda')] }),
    ];
    // The word itself may stand in an answer; besides, it has to be the answer to any word that nobody knows.
    const answer = (xml: string, unknown: string): string => {
      const result = plan(xml);
      const text = result.ok
        ? patchXml(result.plan)
        : JSON.stringify(result.diagnostics.map(({ code, values }) => ({ code, values })));
      return text.replaceAll(unknown, 'WORD');
    };
    const neutral = 'x'.repeat(word.length);
    const others = documents(neutral);
    for (const [position, xml] of documents(word).entries()) {
      expect(answer(xml, word)).toBe(answer(others[position] ?? '', neutral));
    }
  });

  // The table of start ports is asked for a word that every object has.
  test.each(TRAPS)('%s as model of a controller that takes any', (word) => {
    for (const type of ['sata', 'ccid', 'fdc', 'ide']) {
      const result = plan(q35({ devices: [`<controller type='${type}' index='3' model='${word}'/>`] }));
      expect(result.ok ? patchXml(result.plan) : '').not.toContain('startport');
    }
  });

  test.each(TRAPS)('%s as profile, capability and host device', (word) => {
    const options: unknown[] = [{ capabilities: [word] }, { qemu: word }, { hostArch: word }];
    for (const option of options)
      if (typeof option === 'object' && option !== null) plan(q35({ devices: [nic()] }), option);
    plan(domain({ arch: 'x86_64' }), { host: { hostdevNetworks: [word] } });
    expect(planDomain(q35(), { qemu: word }).ok).toBe(false);
  });
});

describe('wrong shapes', () => {
  test.each([
    ['nothing', ''],
    ['white space', ' \n\t '],
    ['no domain', '<network/>'],
    ['two domains', '<a><domain/><domain/></a>'],
    ['text', 'domain'],
    ['a byte order mark', '\ufeff'],
    ['binary', '\u0000\u0001\u0002'],
    ['an open tag', '<domain'],
    ['entities', "<!DOCTYPE d [<!ENTITY a 'b'>]><domain>&a;</domain>"],
  ])('%s is refused', (_, xml) => {
    expect(plan(xml).ok).toBe(false);
  });

  test.each([
    ['an empty domain', '<domain/>'],
    ['no <devices>', "<domain type='qemu'><os><type arch='x86_64' machine='q35'>hvm</type></os></domain>"],
    ['no <os>', `<domain type='qemu'><devices>${nic()}</devices></domain>`],
    ['an empty <os>', '<domain><os/><devices/></domain>'],
    ['two <os>', q35().replace('<os>', '<os><type>hvm</type></os><os>')],
    ['two <devices>', q35({ devices: [nic()] }).replace('</devices>', `</devices><devices>${nic()}</devices>`)],
    ['devices within devices', q35({ devices: [`<devices>${nic()}</devices>`] })],
    ['a domain within a domain', q35({ devices: [q35()] })],
    ['text between devices', q35({ devices: ['text', nic(), '&amp;'] })],
    [
      'two addresses',
      q35({ devices: [nic('virtio', "<address type='pci' slot='5'/><address type='pci' slot='6'/>")] }),
    ],
    [
      'two models',
      q35({ devices: ["<interface type='user'><model type='e1000'/><model type='virtio'/></interface>"] }),
    ],
    ['two targets', q35({ devices: ["<disk><target dev='vda'/><target dev='vdb'/></disk>"] })],
    ['two balloons', q35({ devices: ["<memballoon model='none'/>", "<memballoon model='virtio'/>"] })],
    [
      'an address in <source> only',
      q35({ devices: ["<interface type='user'><source><address type='pci' slot='5'/></source></interface>"] }),
    ],
    ['a device with a namespace', q35({ devices: ["<q:interface xmlns:q='urn:q' type='user'/>"] })],
    ['arch unknown', domain({ arch: 'pdp11', machine: 'x', devices: [nic()] })],
    ['machine unknown', domain({ machine: 'q36', devices: [nic()] })],
    ['not hvm', q35().replace('hvm', 'xen')],
  ])('%s: a result under every profile', (_, xml) => {
    for (const profile of [
      'libvirt-2.5-step1',
      'libvirt-2.5',
      'libvirt-6.5',
      'libvirt-9.0',
      'libvirt-11.3',
      'libvirt-latest',
    ] as const) {
      plan(xml, { profile });
    }
  });

  test('attributes twice', () => {
    expect(plan("<domain><devices><disk type='a' type='b'/></devices></domain>").ok).toBe(false);
  });
});
