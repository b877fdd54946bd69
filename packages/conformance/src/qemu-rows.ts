import { deviceProperties, type Plan, planQemuDevices } from '@rootport/core';
import type { ArgsDevice, RecordedArgs } from './compare-args.ts';

/** What of a recorded PCI row has to be equal; the rest (driver, id) is told apart. */
const PLACEMENT = [
  'bus',
  'addr',
  'multifunction',
  'port',
  'chassis',
  'chassis_nr',
  'bus_nr',
  'numa_node',
  'index',
  'hotplug',
  'masterbus',
  'firstport',
  'uid',
  'fid',
  'target',
] as const;

/** Rows of one command line held against a plan. */
export interface RowsComparison {
  readonly total: number;
  readonly matched: number;
  /** Rows whose driver is another although the placement is equal. */
  readonly otherDriver: readonly string[];
  readonly differences: readonly string[];
  /** The ids come in the same order. */
  readonly sameOrder: boolean;
}

/** True for a row of a PCI device, a host bridge or a zPCI device. */
function isPciRow(row: ArgsDevice): boolean {
  if (/^pcie?(\.\d+)*$/.test(row['bus'] ?? '')) return row['addr'] !== undefined;
  return row['driver'] === 'zpci' || row['driver'] === 'spapr-pci-host-bridge';
}

function planRows(plan: Plan): readonly ArgsDevice[] {
  return planQemuDevices(plan)
    .flatMap(deviceProperties)
    .map((properties) => Object.fromEntries(properties.map(([name, value]) => [name, `${value}`])));
}

// 0x10 and 16, on and true are one value; the emulator reads addr as hexadecimal.
function normal(name: string, value: string | undefined): string | undefined {
  if (value === 'on' || value === 'off') return value === 'on' ? 'true' : 'false';
  if (value === undefined || !/^0x[0-9a-f]+$/i.test(value) || name === 'addr') return value;
  return `${Number.parseInt(value, 16)}`;
}

function placement(row: ArgsDevice): string {
  const values = PLACEMENT.map((name) => [name, normal(name, row[name])] as const);
  return values.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])).join(' ');
}

const nameOf = (row: ArgsDevice): string => `${row['id'] ?? '(no id)'} ${row['driver']}: ${placement(row)}`;

/** Compares every PCI row of a recorded command line with the plan's; a row is known by its id, or its place without. */
export function compareQemuRows(args: RecordedArgs, plan: Plan): RowsComparison {
  const expected = args.devices.filter(isPciRow);
  const open = [...planRows(plan)];
  const differences: string[] = [];
  const otherDriver: string[] = [];
  for (const row of expected) {
    const found = open.find((one) => one['id'] === row['id'] && placement(one) === placement(row));
    if (found === undefined) {
      const near = open.find((one) => one['id'] === row['id'] && row['id'] !== undefined);
      differences.push(`expected ${nameOf(row)}, planned ${near === undefined ? 'nothing' : nameOf(near)}`);
      continue;
    }
    open.splice(open.indexOf(found), 1);
    if (found['driver'] !== row['driver']) otherDriver.push(`${row['driver']} planned as ${found['driver']}`);
  }
  const left = open.map((row) => `planned ${nameOf(row)}, expected nothing`);
  const order = (rows: readonly ArgsDevice[]): string => rows.map((row) => row['id'] ?? row['driver']).join(' ');
  return {
    total: expected.length,
    matched: expected.length - differences.length,
    otherDriver,
    differences: [...differences, ...left],
    sameOrder: order(expected) === order(planRows(plan)),
  };
}
