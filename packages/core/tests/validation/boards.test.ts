import { describe, expect, test } from 'vitest';
import { type ProfileName, planDomain } from '../../src/index.ts';
import { controller, domain, nic, sound } from '../build.ts';

const codesOf = (arch: string, machine: string, device: string, profile: ProfileName): string => {
  const result = planDomain(domain({ arch, machine, devices: device === '' ? [] : [device] }), { profile });
  return result.ok ? 'accepted' : result.diagnostics.map(({ code }) => code).join();
};

const scsi = (model: string): string => controller('scsi', { index: 0, model });
const ccw = "<address type='ccw'/>";

// Asked of the live 7.0, 9.0 and 12.9, each with the QEMU of its time.
describe('boards and models that few machines have', () => {
  test.each([
    ['x86_64', 'q35', scsi('ncr53c90'), ['RP2019', 'RP2019', 'RP2019']],
    ['sparc', 'SS-5', scsi('ncr53c90'), ['accepted', 'accepted', 'accepted']],
    ['s390x', 's390-ccw-virtio', scsi('am53c974'), ['accepted', 'accepted', 'accepted']],
    ['s390x', 's390-ccw-virtio', scsi('lsilogic'), ['RP2019', 'RP2019', 'RP2019']],
    ['s390x', 's390-ccw-virtio', sound('ich6'), ['accepted', 'accepted', 'accepted']],
    ['riscv64', 'sifive_u', nic('e1000'), ['accepted', 'accepted', 'RP3001']],
    ['riscv64', 'sifive_u', controller('pci', { index: 0, model: 'pci-root' }), ['accepted', 'accepted', 'RP3001']],
    ['sparc', 'SS-5', controller('scsi'), ['accepted', 'accepted', 'accepted']],
    ['m68k', 'q800', '', ['RP3001', 'RP3001', 'RP3001']],
    ['sh4', 'shix', '', ['accepted', 'accepted', 'RP2300']],
    ['aarch64', 'akita', '', ['accepted', 'accepted', 'RP2300']],
    ['x86_64', 'pc-q35-4.0.1', '', ['accepted', 'accepted', 'RP2300']],
    ['x86_64', 'pc-q35-5.2.1', '', ['RP2300', 'RP2300', 'RP2300']],
    ['x86_64', 'ubuntu-q35', nic('e1000'), ['accepted', 'accepted', 'accepted']],
    ['aarch64', 'pc-q35-noble', '', ['RP2300', 'RP2300', 'RP2300']],
    ['x86_64', 'nitro', '', ['RP2300', 'RP2300', 'RP3001']],
    ['aarch64', 'raspi3b', nic('e1000'), ['accepted', 'accepted', 'RP3001']],
    ['aarch64', 'raspi3b', nic('lan9118'), ['accepted', 'accepted', 'accepted']],
    ['riscv64', 'sifive_u', nic('lan9118'), ['accepted', 'accepted', 'accepted']],
    ['x86_64', 'q35', nic('virtio', ccw), ['accepted', 'RP2050', 'RP2050']],
    ['x86_64', 'q35', controller('scsi', { model: 'virtio-scsi', where: ccw }), ['RP2050', 'RP2050', 'RP2050']],
    ['x86_64', 'q35', controller('usb', { model: 'piix3-uhci', where: ccw }), ['RP2050', 'RP2050', 'RP2050']],
    ['x86_64', 'pc', controller('usb', { model: 'piix3-uhci', where: ccw }), ['accepted', 'accepted', 'accepted']],
    ['x86_64', 'pc', `<vsock model='virtio'><cid address='4'/>${ccw}</vsock>`, ['RP2050', 'RP2050', 'RP2050']],
  ])('%s %s %s', (arch, machine, device, expected) => {
    const releases = ['libvirt-7.0', 'libvirt-9.0', 'libvirt-12.9'] as const;
    expect(releases.map((profile) => codesOf(arch, machine, device, profile))).toEqual(expected);
  });
});

// Asked of the live 9.0: it misses the attribute.
describe('the type of the domain', () => {
  test.each(['', " type=''", " type='xen'"])('<domain%s> is refused', (type) => {
    const xml = domain({}).replace(" type='qemu'", type);
    const result = planDomain(xml);
    expect(result.ok ? [] : result.diagnostics.map(({ code }) => code)).toEqual(['RP2446']);
  });
});

// Asked of the live 9.0 and 11.3. Their QEMUs have no PCI devices, so libvirt finds no model to name.
describe('machines of a QEMU without PCI devices, with a written root', () => {
  const devices = [controller('pci', { index: 0, model: 'pci-root' }), controller('usb', { index: 0 }), nic('e1000')];

  test.each([
    ['m68k', 'q800'],
    ['microblaze', 'petalogix-s3adsp1800'],
    ['cris', 'axis-dev88'],
  ])('%s %s', (arch, machine) => {
    const result = planDomain(domain({ arch, machine, devices }), { profile: 'libvirt-9.0' });
    const models = result.ok ? result.plan.domain.devices.controller.map(({ type, model }) => `${type} ${model}`) : [];
    expect(models).toEqual(['pci pci-root', 'usb undefined']);
  });

  test('what m68k has on virtio-mmio counts', () => {
    const scsi = [controller('pci', { index: 0, model: 'pci-root' }), controller('scsi', { index: 0 })];
    const result = planDomain(domain({ arch: 'm68k', machine: 'q800', devices: scsi }), { profile: 'libvirt-9.0' });
    const models = result.ok ? result.plan.domain.devices.controller.map(({ model }) => model) : [];
    expect(models).toContain('virtio-scsi');
  });
});
