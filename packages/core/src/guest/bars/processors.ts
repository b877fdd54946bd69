import type { Domain } from '../../domain/index.ts';
import {
  DEFAULT_ADDRESS_BITS,
  OTHER_PROCESSORS,
  PROCESSORS,
  type ProcessorRow,
  type ProcessorVendor,
} from '../../profiles/index.ts';
import { attributeValue, child, elements, textOf, type XmlElement } from '../../xml/index.ts';
import { writtenAddressBits } from './written-sizes.ts';

/** A processor that a guest may have, as far as firmware looks at it. */
export interface Processor extends ProcessorRow {
  /** Bits of an address. */
  readonly bits: number;
  /** It has pages of 1 GiB (`pdpe1gb`). */
  readonly hasLargePages: boolean;
}

/** What a caller knows of the processor. */
export interface KnownProcessor {
  readonly addressBits?: number | undefined;
  readonly vendor?: ProcessorVendor | undefined;
}

/** Widths of processors that are in use, for a guest that has its host's. */
const HOST_BITS: readonly number[] = [39, 46, 48];

/** The same of ARM's. */
const ARM_HOST_BITS: readonly number[] = [36, 40, 44, 48];

/** Models of QEMU's that are AMD's, besides those without a maker. */
const AMD_MODELS = /^(?:EPYC|Opteron|Dhyana|phenom|athlon|qemu|kvm)/;
/** QEMU's own models, which have no large pages. */
const SMALL_PAGE_MODELS = /^(?:qemu|kvm)\d+$/;

/**
 * The processors that a guest may have by its document. QEMU gives a guest under KVM the vendor of its host, whatever
 * the model, so that there is one for each vendor unless one is known (G-LIM-BITS).
 */
export function possibleProcessors(domain: Domain, known: KnownProcessor): readonly Processor[] {
  const cpu = child(domain.element, 'cpu');
  const mode = cpu === undefined ? undefined : attributeValue(cpu, 'mode');
  const isHosts = mode === 'host-passthrough' || mode === 'maximum';
  const isEmulated = attributeValue(domain.element, 'type') === 'qemu';
  const bits = known.addressBits ?? writtenAddressBits(domain);
  const other = OTHER_PROCESSORS.find(({ family }) => family === domain.machine.family);
  if (other !== undefined) {
    // Under KVM the guest has its host's width, whatever the model.
    const open = other.vendor === 'ARM' && !isEmulated ? ARM_HOST_BITS : [other.bits];
    return (bits === undefined ? open : [bits]).map((width) => ({ ...other, bits: width, hasLargePages: true }));
  }
  const widths = bits !== undefined ? [bits] : isHosts && !isEmulated ? HOST_BITS : [DEFAULT_ADDRESS_BITS];
  const vendor = known.vendor ?? vendorOf(cpu, isEmulated, isHosts);
  const pages = largePages(cpu, isHosts || mode === 'host-model');
  return PROCESSORS.filter((row) => vendor === undefined || row.vendor === vendor).flatMap((row) =>
    widths.flatMap((width) => pages.map((hasLargePages) => ({ ...row, bits: width, hasLargePages }))),
  );
}

function modelOf(cpu: XmlElement | undefined): string {
  const model = cpu === undefined ? undefined : child(cpu, 'model');
  return model === undefined ? '' : textOf(model).trim();
}

function vendorOf(cpu: XmlElement | undefined, isEmulated: boolean, isHosts: boolean): ProcessorVendor | undefined {
  if (!isEmulated) return undefined;
  const model = modelOf(cpu);
  return isHosts || model === '' || AMD_MODELS.test(model) ? 'AMD' : 'Intel';
}

/** Whether the processor may have pages of 1 GiB: yes, no, or both. */
function largePages(cpu: XmlElement | undefined, isHosts: boolean): readonly boolean[] {
  const feature = (cpu === undefined ? [] : elements(cpu, 'feature')).find(
    (one) => attributeValue(one, 'name') === 'pdpe1gb',
  );
  const policy = feature === undefined ? undefined : (attributeValue(feature, 'policy') ?? 'require');
  if (policy === 'require' || policy === 'force') return [true];
  if (policy === 'disable' || policy === 'forbid') return [false];
  const model = modelOf(cpu);
  return !isHosts && (model === '' || SMALL_PAGE_MODELS.test(model)) ? [false] : [false, true];
}
