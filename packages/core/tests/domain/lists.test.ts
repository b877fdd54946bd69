// Order of the lists and missing indexes (A-LIST-1 to A-LIST-6, A-IDX), disk names, machine families (M-NAME).
import { describe, expect, test } from 'vitest';
import { diskTargetNumber } from '../../src/basics/index.ts';
import { type Controller, deviceLabel, NO_ADDRESS } from '../../src/domain/index.ts';
import { comesAfter, orderControllers } from '../../src/domain/list-order.ts';
import type { PROFILES } from '../../src/profiles/index.ts';
import {
  BARE,
  controller,
  disk,
  domain,
  hostdev,
  i440fx,
  NO_BALLOON,
  pci,
  planned,
  refusals,
  rootPort,
  usb2Set,
  video,
} from '../build.ts';

describe('A-LIST-2: target numbers', () => {
  test.each([
    ['vda', 0],
    ['vdz', 25],
    ['vdaa', 26],
    ['vdab', 27],
    ['vdzz', 701],
    ['vdaaa', 702],
    ['hdc', 2],
    ['sdh1', 7],
    ['xvdb', 1],
    ['ubda', 0],
    ['fdb', 1],
    ['vd', -1],
    ['vd1', -1],
    ['vda1b', -1],
    ['vdA', -1],
    ['cdrom', -1],
    ['', -1],
    ['xvd', -1],
  ])('%s: %i', (name, number) => {
    expect(diskTargetNumber(name)).toBe(number);
  });
});

describe('A-LIST-3: controllers of one type', () => {
  // As the rule says it, which takes quadratic time.
  function inserted(group: readonly Controller[]): readonly Controller[] {
    const list: Controller[] = [];
    for (const one of group) {
      const place = one.index < 0 ? -1 : list.findIndex((other) => comesAfter(other, one));
      list.splice(place < 0 ? list.length : place, 0, one);
    }
    return list;
  }

  const kinds = [-1, 0, 1, 2].flatMap((index) => [{ index }, { index, masterStartPort: 0 }]);
  const made = (kind: number): Controller => {
    const { index, ...companion } = kinds[kind] ?? { index: 0 };
    return { kind: 'controller', type: 'usb', index, address: NO_ADDRESS, target: {}, ...companion };
  };

  test('each is put before the first that comes after it, one without a number to the end', () => {
    const different = Array.from({ length: kinds.length ** 5 }, (_, code) =>
      Array.from({ length: 5 }, (__, place) => Math.floor(code / kinds.length ** place) % kinds.length),
    ).filter((list) => {
      const group = list.map(made);
      const places = (one: readonly Controller[]): string => one.map((each) => group.indexOf(each)).join();
      return places(orderControllers(group)) !== places(inserted(group));
    });
    expect(different).toEqual([]);
  });
});

const disksOf = (...devices: readonly string[]): string =>
  planned(i440fx({ devices: [...BARE, ...devices] }), 'libvirt-9.0')
    .domain.devices.disk.map(({ target }) => target)
    .join(' ');

describe('A-LIST-2: order of the disks', () => {
  test('by number within a bus, the buses where they first appear', () => {
    expect(disksOf(disk('vdc'), disk('sdb', 'scsi'), disk('vda'), disk('sda', 'scsi'), disk('vdb'))).toBe(
      'vda vdb vdc sda sdb',
    );
  });

  test('by number, not by text', () => {
    expect(disksOf(disk('vdaa'), disk('vdz'), disk('vdb'))).toBe('vdb vdz vdaa');
  });
});

const listOf = (...devices: readonly string[]): readonly string[] =>
  planned(i440fx({ devices: [...devices, NO_BALLOON] }), 'libvirt-9.0')
    .domain.devices.controller.filter(({ element }) => element !== undefined)
    .map(({ type, index, model }) => `${type} ${index}${model === undefined ? '' : ` ${model}`}`);

describe('A-LIST-3: order of the controllers', () => {
  test('by index within a type; types where they first appear', () => {
    expect(
      listOf(
        pci(3, 'pci-bridge'),
        controller('scsi', { index: 0, model: 'virtio-scsi' }),
        pci(1, 'pci-bridge'),
        controller('usb', { index: 0, model: 'nec-xhci' }),
        pci(2, 'pci-bridge'),
      ),
    ).toEqual(['pci 1 pci-bridge', 'pci 2 pci-bridge', 'pci 3 pci-bridge', 'scsi 0 virtio-scsi', 'usb 0 nec-xhci']);
  });

  test('one without index goes behind the last of its type', () => {
    const root = pci(0, 'pci-root');
    // While reading it has index -1, so the one with index 3 goes before the first that has a higher one.
    const list = listOf(root, pci(5, 'pci-bridge'), controller('pci', { model: 'pci-bridge' }), pci(3, 'pci-bridge'));
    expect(list.slice(0, 4)).toEqual(['pci 0 pci-root', 'pci 3 pci-bridge', 'pci 5 pci-bridge', 'pci 1 pci-bridge']);
  });

  test('a master comes before its companions, also when it is written last', () => {
    const [ehci = '', ...companions] = usb2Set();
    expect(listOf(...companions, ehci).filter((text) => text.startsWith('usb'))).toEqual([
      'usb 0 ich9-ehci1',
      'usb 0 ich9-uhci1',
      'usb 0 ich9-uhci2',
      'usb 0 ich9-uhci3',
    ]);
  });
});

describe('A-IDX: missing indexes', () => {
  const scsi = (index?: number): string =>
    controller('scsi', { model: 'virtio-scsi', ...(index === undefined ? {} : { index }) });

  test('the lowest number that no controller of the type has, also none later in the list', () => {
    expect(listOf(scsi(), scsi(), scsi(0), scsi(2))).toEqual([
      'scsi 1 virtio-scsi',
      'scsi 3 virtio-scsi',
      'scsi 0 virtio-scsi',
      'scsi 2 virtio-scsi',
    ]);
  });

  const bare = (model: string): string => controller('usb', { model });
  const SET = ['ich9-ehci1', 'ich9-uhci1', 'ich9-uhci2', 'ich9-uhci3'];

  test('the members of an ICH9 set share an index', () => {
    const list = listOf(controller('scsi', { index: 0, model: 'virtio-scsi' }), ...SET.map(bare), ...SET.map(bare));
    expect(list.filter((text) => text.startsWith('usb')).sort()).toEqual(
      [0, 1].flatMap((index) => SET.map((model) => `usb ${index} ${model}`)).sort(),
    );
  });

  test('another USB controller between ends a set', () => {
    const list = listOf(
      controller('scsi', { index: 0, model: 'virtio-scsi' }),
      bare('ich9-ehci1'),
      bare('nec-xhci'),
      bare('ich9-uhci1'),
    );
    expect(list.filter((text) => text.startsWith('usb'))).toEqual([
      'usb 0 ich9-ehci1',
      'usb 1 nec-xhci',
      'usb 2 ich9-uhci1',
    ]);
  });
});

describe('A-LIST-5 and A-LIST-6', () => {
  test('a primary display goes first', () => {
    const second = "<video><model type='qxl' primary='yes'/></video>";
    const plan = planned(i440fx({ devices: [...BARE, video('qxl'), second, video('qxl')] }), 'libvirt-9.0');
    expect(plan.domain.devices.video.map(({ primary }) => primary)).toEqual([true, false, false]);
    expect(plan.domain.devices.video[0]?.address).toMatchObject({ at: { slot: 2 } });
  });

  test('interfaces of type hostdev are placed before the other host devices', () => {
    const card =
      "<interface type='hostdev'><source><address type='pci' domain='0' bus='0xc2' slot='1' function='0'/></source></interface>";
    const plan = planned(i440fx({ devices: [...BARE, hostdev('c1:00.0'), card] }), 'libvirt-9.0');
    expect(plan.domain.devices.interface[0]?.address).toMatchObject({ at: { slot: 2 } });
    expect(plan.domain.devices.hostdev[0]?.address).toMatchObject({ at: { slot: 3 } });
  });
});

describe('M-NAME: machine families', () => {
  const familyOf = (arch: string, machine: string, profile: (typeof PROFILES)[number]['name']): string =>
    // Which QEMU has the machine is not asked here.
    planned(domain({ arch, machine, devices: [NO_BALLOON, "<controller type='usb' model='none'/>"] }), profile, {
      capabilities: ['spapr-pci-host-bridge'],
    }).domain.machine.family;

  test.each([
    ['x86_64', 'pc', 'i440fx', 'i440fx'],
    ['i686', 'pc', 'i440fx', 'i440fx'],
    ['x86_64', 'pc-i440fx-2.7', 'i440fx', 'i440fx'],
    ['x86_64', 'pc-1.2', 'i440fx', 'i440fx'],
    ['x86_64', 'pc-0.14', 'i440fx', 'i440fx'],
    ['x86_64', 'rhel6.6.0', 'i440fx', 'i440fx'],
    ['x86_64', 'pc-i440', 'i440fx', 'other'],
    ['x86_64', 'q35', 'q35', 'q35'],
    ['x86_64', 'pc-q35-2.7', 'q35', 'q35'],
    ['x86_64', 'pc-q35', 'q35', 'other'],
    ['x86_64', 'isapc', 'other', 'other'],
    ['x86_64', 'q35x', 'other', 'other'],
    ['aarch64', 'virt', 'arm-virt', 'arm-virt'],
    ['armv7l', 'virt-2.9', 'arm-virt', 'arm-virt'],
    ['armv6l', 'virt', 'other', 'arm-virt'],
    ['aarch64', 'virtx', 'other', 'other'],
    ['ppc64', 'pseries', 'pseries', 'pseries'],
    ['ppc64le', 'pseries-2.12', 'pseries', 'pseries'],
    ['ppc64', 'pseriesx', 'other', 'other'],
    ['s390x', 's390-ccw-virtio-2.7', 's390-ccw', 's390-ccw'],
    ['aarch64', 'vexpress-a15', 'vexpress', 'vexpress'],
    ['riscv64', 'virt', 'other', 'riscv-virt'],
  ])('%s %s: %s at 2.5, %s at the newest', (arch, machine, base, latest) => {
    expect(familyOf(arch, machine, 'libvirt-2.5')).toBe(base);
    expect(familyOf(arch, machine, 'libvirt-latest')).toBe(latest);
  });

  test('loongarch64 is known since libvirt has it', () => {
    expect(familyOf('loongarch64', 'virt', 'libvirt-latest')).toBe('loongarch-virt');
    expect(() => familyOf('loongarch64', 'virt', 'libvirt-9.0')).toThrow('RP2201');
  });

  test('pc-q35 has PCI at 2.5 and none after the names became strict', () => {
    const xml = domain({ machine: 'pc-q35', devices: [rootPort(1)] });
    expect(refusals(xml, 'libvirt-2.5')).toEqual([]);
    expect(refusals(xml, 'libvirt-latest')).not.toEqual([]);
  });

  test('without <type> attributes the defaults hold', () => {
    const plan = planned("<domain type='kvm'><os><type>hvm</type></os><devices/></domain>", 'libvirt-9.0');
    expect(plan.domain.machine).toEqual({ arch: 'x86_64', name: 'pc', family: 'i440fx' });
  });
});

test('labels name devices as their user would', () => {
  const plan = planned(i440fx({ devices: [disk('vda'), pci(1, 'pci-bridge'), hostdev('c1:00.3')] }), 'libvirt-9.0');
  const labels = Object.values(plan.domain.devices).flat().map(deviceLabel);
  expect(labels).toContain('disk vda');
  expect(labels).toContain('controller pci 1 (pci-bridge)');
  expect(labels).toContain('hostdev 0000:c1:00.3 (pci)');
});
