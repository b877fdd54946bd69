import { checkArguments, isFlag, isText } from '../basics/index.ts';
import { splitVirtioModel } from './qemu-stub.ts';
import { type Bar, DEVICE_BARS } from './tables/device-bars.ts';

/** The BARs of a QEMU driver; undefined for one that was not measured. A virtio device behind a port is modern only. */
export function deviceBars(driver: string, isBehindPort: boolean): readonly Bar[] | undefined {
  checkArguments('deviceBars', { driver: [driver, isText], isBehindPort: [isBehindPort, isFlag] });
  const { base, suffix } = splitVirtioModel(driver);
  const row = DEVICE_BARS.find(({ drivers }) => drivers.includes(base));
  if (row?.legacyPorts === undefined) return row?.bars;
  const isModern = suffix === '-non-transitional' || (isBehindPort && suffix === '');
  return isModern ? row.bars : [...row.bars, { kind: 'io', size: row.legacyPorts }];
}
