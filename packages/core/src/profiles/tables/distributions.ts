import type { Release } from '../releases.ts';

interface DistributionRow {
  readonly name: string;
  readonly title: string;
  readonly libvirt: Release;
  readonly qemu: string;
  /** Year and month in which the distribution was published with these. */
  readonly date: string;
  /** `packages`: read from the packages themselves, November 2026; `memory`: as its makers are remembered to ship it. */
  readonly source: 'packages' | 'memory';
}

/** What distributions ship: libvirt and QEMU of the day on which each was published, without later updates. */
export const DISTRIBUTIONS = [
  { name: 'debian-9', title: 'Debian 9', libvirt: '3.0', qemu: '2.8', date: '2017-06', source: 'memory' },
  { name: 'debian-10', title: 'Debian 10', libvirt: '5.0', qemu: '3.1', date: '2019-07', source: 'memory' },
  { name: 'debian-11', title: 'Debian 11', libvirt: '7.0', qemu: '5.2', date: '2021-08', source: 'packages' },
  { name: 'debian-12', title: 'Debian 12', libvirt: '9.0', qemu: '7.2', date: '2023-06', source: 'packages' },
  { name: 'debian-13', title: 'Debian 13', libvirt: '11.3', qemu: '10.0', date: '2025-08', source: 'packages' },
  {
    name: 'debian-12-backports',
    title: 'Debian 12 with backports',
    libvirt: '11.3',
    qemu: '10.0',
    date: '2026-11',
    source: 'packages',
  },
  {
    name: 'debian-13-backports',
    title: 'Debian 13 with backports',
    libvirt: '12.9',
    qemu: '11.1',
    date: '2026-11',
    source: 'packages',
  },
  { name: 'fedora-36', title: 'Fedora 36', libvirt: '8.1', qemu: '6.2', date: '2022-05', source: 'memory' },
  { name: 'fedora-37', title: 'Fedora 37', libvirt: '8.6', qemu: '7.0', date: '2022-11', source: 'memory' },
  { name: 'fedora-38', title: 'Fedora 38', libvirt: '9.0', qemu: '7.2', date: '2023-04', source: 'memory' },
  { name: 'fedora-39', title: 'Fedora 39', libvirt: '9.7', qemu: '8.1', date: '2023-11', source: 'memory' },
  { name: 'fedora-40', title: 'Fedora 40', libvirt: '10.1', qemu: '8.2', date: '2024-04', source: 'memory' },
  { name: 'fedora-41', title: 'Fedora 41', libvirt: '10.6', qemu: '9.1', date: '2024-10', source: 'memory' },
  { name: 'fedora-42', title: 'Fedora 42', libvirt: '11.0', qemu: '9.2', date: '2025-04', source: 'memory' },
  { name: 'fedora-43', title: 'Fedora 43', libvirt: '11.6', qemu: '10.1', date: '2025-10', source: 'memory' },
  { name: 'rhel-7.9', title: 'RHEL 7.9', libvirt: '4.5', qemu: '1.5', date: '2020-09', source: 'memory' },
  { name: 'rhel-8.2', title: 'RHEL 8.2', libvirt: '4.5', qemu: '2.12', date: '2020-04', source: 'memory' },
  { name: 'rhel-8.4', title: 'RHEL 8.4', libvirt: '6.0', qemu: '4.2', date: '2021-05', source: 'memory' },
  { name: 'rhel-8.6', title: 'RHEL 8.6', libvirt: '8.0', qemu: '6.2', date: '2022-05', source: 'memory' },
  { name: 'rhel-8.8', title: 'RHEL 8.8', libvirt: '8.0', qemu: '6.2', date: '2023-05', source: 'memory' },
  { name: 'rhel-8.10', title: 'RHEL 8.10', libvirt: '8.0', qemu: '6.2', date: '2024-05', source: 'memory' },
  { name: 'rhel-9.0', title: 'RHEL 9.0', libvirt: '8.0', qemu: '6.2', date: '2022-05', source: 'memory' },
  { name: 'rhel-9.1', title: 'RHEL 9.1', libvirt: '8.5', qemu: '7.0', date: '2022-11', source: 'memory' },
  { name: 'rhel-9.2', title: 'RHEL 9.2', libvirt: '9.0', qemu: '7.2', date: '2023-05', source: 'memory' },
  { name: 'rhel-9.3', title: 'RHEL 9.3', libvirt: '9.5', qemu: '8.0', date: '2023-11', source: 'memory' },
  { name: 'rhel-9.4', title: 'RHEL 9.4', libvirt: '10.0', qemu: '8.2', date: '2024-04', source: 'memory' },
  { name: 'rhel-9.5', title: 'RHEL 9.5', libvirt: '10.5', qemu: '9.0', date: '2024-11', source: 'memory' },
  { name: 'rhel-9.6', title: 'RHEL 9.6', libvirt: '10.10', qemu: '9.1', date: '2025-05', source: 'memory' },
  { name: 'rhel-10.0', title: 'RHEL 10.0', libvirt: '10.10', qemu: '9.1', date: '2025-05', source: 'memory' },
  { name: 'sles-12.5', title: 'SLES 12 SP5', libvirt: '5.1', qemu: '3.1', date: '2019-12', source: 'memory' },
  { name: 'sles-15.1', title: 'SLES 15 SP1', libvirt: '5.1', qemu: '3.1', date: '2019-06', source: 'memory' },
  { name: 'sles-15.2', title: 'SLES 15 SP2', libvirt: '6.0', qemu: '4.2', date: '2020-07', source: 'memory' },
  { name: 'sles-15.3', title: 'SLES 15 SP3', libvirt: '7.1', qemu: '5.2', date: '2021-06', source: 'memory' },
  { name: 'sles-15.4', title: 'SLES 15 SP4', libvirt: '8.0', qemu: '6.2', date: '2022-06', source: 'memory' },
  { name: 'sles-15.5', title: 'SLES 15 SP5', libvirt: '9.0', qemu: '7.1', date: '2023-06', source: 'memory' },
  { name: 'sles-15.6', title: 'SLES 15 SP6', libvirt: '10.0', qemu: '8.2', date: '2024-06', source: 'memory' },
  { name: 'sles-15.7', title: 'SLES 15 SP7', libvirt: '11.0', qemu: '9.2', date: '2025-06', source: 'memory' },
  { name: 'ubuntu-18.04', title: 'Ubuntu 18.04', libvirt: '4.0', qemu: '2.11', date: '2018-04', source: 'memory' },
  { name: 'ubuntu-20.04', title: 'Ubuntu 20.04', libvirt: '6.0', qemu: '4.2', date: '2020-04', source: 'memory' },
  { name: 'ubuntu-22.04', title: 'Ubuntu 22.04', libvirt: '8.0', qemu: '6.2', date: '2022-04', source: 'memory' },
  { name: 'ubuntu-24.04', title: 'Ubuntu 24.04', libvirt: '10.0', qemu: '8.2', date: '2024-04', source: 'memory' },
  { name: 'ubuntu-24.10', title: 'Ubuntu 24.10', libvirt: '10.6', qemu: '9.0', date: '2024-10', source: 'memory' },
  { name: 'ubuntu-25.04', title: 'Ubuntu 25.04', libvirt: '11.0', qemu: '9.2', date: '2025-04', source: 'memory' },
  { name: 'ubuntu-25.10', title: 'Ubuntu 25.10', libvirt: '11.6', qemu: '10.1', date: '2025-10', source: 'memory' },
] as const satisfies readonly DistributionRow[];

/** Other names of a distribution's beginning: short forms, and rebuilds that ship what the original ships. */
export const DISTRIBUTION_ALIASES: Readonly<Record<string, string>> = {
  alma: 'rhel',
  almalinux: 'rhel',
  centos: 'rhel',
  'centos-stream': 'rhel',
  el: 'rhel',
  f: 'fedora',
  fc: 'fedora',
  leap: 'sles',
  ol: 'rhel',
  'opensuse-leap': 'sles',
  'oracle-linux': 'rhel',
  'red-hat-enterprise-linux': 'rhel',
  rocky: 'rhel',
  'rocky-linux': 'rhel',
  sle: 'sles',
};

/** The names that distributions give to their versions. */
export const CODE_NAMES: Readonly<Record<string, string>> = {
  stretch: 'debian-9',
  buster: 'debian-10',
  bullseye: 'debian-11',
  bookworm: 'debian-12',
  trixie: 'debian-13',
  bionic: 'ubuntu-18.04',
  focal: 'ubuntu-20.04',
  jammy: 'ubuntu-22.04',
  noble: 'ubuntu-24.04',
  oracular: 'ubuntu-24.10',
  plucky: 'ubuntu-25.04',
  questing: 'ubuntu-25.10',
};
