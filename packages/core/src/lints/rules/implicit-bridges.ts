import { createDiagnostic, type Diagnostic } from '../../diagnostics/index.ts';
import { type Device, deviceLabel, deviceSpan, pciAddressOf } from '../../domain/index.ts';
import { formatPciAddress } from '../../topology/index.ts';
import { removeAddress } from '../edits.ts';
import type { LintInput } from '../lint.ts';
import { emptyFillers } from '../look.ts';

/** So many controllers that hold nothing are still taken for meant. */
const MOST_MEANT = 4;

interface Crowd {
  readonly models: Set<string>;
  count: number;
  empty: number;
}

/** RP6002: controllers that exist only to honour one address, or one controller index. */
export function implicitBridges({ domain, plan }: LintInput): readonly Diagnostic[] {
  if (plan === undefined) return [];
  const empty = emptyFillers(plan);
  const byDevice = new Map<Device, Crowd>();
  for (const { cause, device, index, model } of plan.growth) {
    const culprit =
      cause === 'given-address'
        ? device
        : cause === 'index-gap'
          ? domain.devices.controller.find(
              (one) => one.type === 'pci' && one.element !== undefined && one.index > index,
            )
          : undefined;
    if (culprit === undefined) continue;
    const entry = byDevice.get(culprit) ?? { models: new Set(), count: 0, empty: 0 };
    entry.count += 1;
    if (empty.has(index)) entry.empty += 1;
    entry.models.add(model);
    byDevice.set(culprit, entry);
  }
  return [...byDevice]
    .filter(([, { empty }]) => empty > MOST_MEANT)
    .map(([device, { count, models }]) => {
      const at = pciAddressOf(device.address);
      const isIndex = plan.growth.every(({ cause, device: asker }) => cause !== 'given-address' || asker !== device);
      const fix = isIndex ? undefined : removeAddress(domain, device, false);
      return createDiagnostic('RP6002', {
        span: deviceSpan(device, isIndex ? 'index' : 'address'),
        values: {
          device: deviceLabel(device),
          what: isIndex ? 'the index' : `the address ${at === undefined ? '' : formatPciAddress(at)}`,
          count,
          models: [...models].join(', '),
        },
        fixes: fix === undefined ? [] : [fix],
      });
    });
}
