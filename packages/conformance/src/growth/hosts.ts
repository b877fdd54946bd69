// Files about hosts: a small one that goes with guests, and those that grow.

/** The address of the nth device: 32 to a bus, 256 buses to a domain. */
function addressOf(n: number): string {
  const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');
  return `${hex(n >> 13, 4)}:${hex((n >> 5) & 255, 2)}:${hex(n & 31, 2)}.0`;
}

const GPU = { class: '0302', id: '10de:2335' };
const NIC = { class: '0200', id: '15b3:1021' };
const SSD = { class: '0108', id: '144d:a80a' };

function facts(parts: object): string {
  return JSON.stringify({
    ...{ formatVersion: '2.0', nodes: [{ id: 0 }, { id: 1 }], roots: [{ id: 'pci0000:00', node: 0 }] },
    ...{ bridges: [], devices: [] },
    ...parts,
  });
}

/** Sixteen devices that guests with host devices pass, and two more to place. */
export function hostFacts(): string {
  const passed = Array.from({ length: 16 }, (_, n) => ({
    ...(n % 2 === 0 ? GPU : NIC),
    ...{ address: `0000:00:0${n >> 3}.${n & 7}`, root: 'pci0000:00', node: 0 },
  }));
  const more = ['0000:f0:00.0', '0000:f0:01.0'].map((address) => ({ ...GPU, address, root: 'pci0000:00', node: 0 }));
  return facts({ devices: [...passed, ...more] });
}

/** A guest of one cell. */
export function smallGuest(): string {
  return `<domain type='qemu'>
  <name>small</name>
  <memory unit='GiB'>1</memory>
  <vcpu>1</vcpu>
  <numatune><memnode cellid='0' mode='strict' nodeset='0'/></numatune>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <cpu><numa><cell id='0' cpus='0' memory='1' unit='GiB'/></numa></cpu>
  <devices/>
</domain>
`;
}

type Sort = 'lspci' | 'functions' | 'roots' | 'switch' | 'gpus';

/** A file about a host with n devices of one sort. */
export function hostText(n: number, sort: Sort): string {
  const numbers = Array.from({ length: n }, (_, position) => position);
  const common = (at: number): object => ({ ...SSD, address: addressOf(at), root: 'pci0000:00', node: at % 2 });
  switch (sort) {
    case 'lspci':
      return numbers
        .map(
          (at) => `${addressOf(at)} Ethernet controller [0200]: Maker Virtual Function [15b3:101e]\n\tNUMA node: 0\n`,
        )
        .join('');
    case 'functions':
      return facts({ devices: numbers.map((at) => ({ ...common(at), iommuGroup: 1 })) });
    case 'roots': {
      const rootOf = (at: number): string => `pci${(at + 16).toString(16).padStart(4, '0')}:00`;
      return facts({
        roots: numbers.map((at) => ({ id: rootOf(at), node: at })),
        devices: numbers.map((at) => ({ ...common(at), root: rootOf(at), node: at })),
      });
    }
    case 'switch':
      return facts({
        bridges: [
          { address: '0000:ff:1e.0', type: 'root', root: 'pci0000:00' },
          { address: '0000:ff:1f.0', type: 'upstream', parent: '0000:ff:1e.0', root: 'pci0000:00' },
        ],
        devices: numbers.map((at) => ({ ...common(at), parent: '0000:ff:1f.0' })),
      });
    case 'gpus':
      return facts({ devices: numbers.map((at) => ({ ...common(at), ...GPU })) });
  }
}
