/** What a port of QEMU tells of its link: GT/s (null: "Unknown") and lanes. */
export interface PortLinkRow {
  readonly model: string;
  readonly speed: number | null;
  readonly width: number;
  /** The switch of QEMU's property, where it has one, and the speeds it takes by the release of QEMU. */
  readonly xSpeed?: readonly (readonly [since: string, speed: number])[];
}

/** Machines of QEMU 4.0 and newer (P2P-QEMU). */
export const PORT_LINKS: readonly PortLinkRow[] = [
  {
    model: 'pcie-root-port',
    speed: 16,
    width: 32,
    xSpeed: [
      ['7.2', 16],
      ['11.1', 64],
    ],
  },
  { model: 'pcie-switch-upstream-port', speed: 2.5, width: 1 },
  { model: 'pcie-switch-downstream-port', speed: null, width: 0 },
];

/** `<target>` of a port without a maker's name: GT/s as libvirt writes those of host devices, and lanes of PCI Express (V-LINK). */
export const LINK_SETTINGS = [
  ['speed', [2.5, 5, 8, 16, 32, 64]],
  ['width', [1, 2, 4, 8, 12, 16, 32]],
] as const satisfies readonly (readonly [name: string, values: readonly number[]])[];
