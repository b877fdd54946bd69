/** Groups of machine types that share placement rules (M-NAME). */
export type MachineFamily =
  | 'i440fx'
  | 'q35'
  | 'arm-virt'
  | 'riscv-virt'
  | 'loongarch-virt'
  | 'pseries'
  | 's390-ccw'
  | 'vexpress'
  | 'other';

/** The machine of a domain, as `<os><type>` names it. */
export interface Machine {
  readonly arch: string;
  /** `pc-q35-6.2`, as written, or the default where none is written. */
  readonly name: string;
  readonly family: MachineFamily;
}
