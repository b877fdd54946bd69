import type { HostFacts } from '@rootport/core';

/**
 * The host that libvirt's recorded answers were given on, for sets that do not state it: on pseries the IOMMU groups
 * decide about host bridges. Learned from the newest set, which names these facts case by case.
 */
export const TEST_HOST: HostFacts = {
  hostDevices: {
    '0000:00:00.0': { present: true, pcie: true, iommuGroup: 0 },
    '0000:00:01.0': { present: true, pcie: true, iommuGroup: 1 },
    '0000:06:12.1': { present: true, pcie: false, iommuGroup: 10 },
    '0000:06:12.2': { present: true, pcie: false, iommuGroup: 11 },
    '0001:00:00.0': { present: true, pcie: true, iommuGroup: 4 },
    '0001:01:00.0': { present: true, pcie: true, iommuGroup: 5 },
    '0001:01:00.1': { present: true, pcie: true, iommuGroup: 5 },
    '0005:90:01.0': { present: true, pcie: false, iommuGroup: 7 },
    '0005:90:01.1': { present: true, pcie: false, iommuGroup: 7 },
    '0005:90:01.2': { present: true, pcie: false, iommuGroup: 7 },
    '0005:90:01.3': { present: true, pcie: true, iommuGroup: 7 },
    '0021:de:1f.1': { present: true, pcie: true, iommuGroup: 13 },
  },
};
