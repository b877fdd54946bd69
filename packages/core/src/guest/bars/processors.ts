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

/** Widths of processors that are in use, for a guest that has its host's; those between behave as their neighbours. */
const HOST_BITS: readonly number[] = [36, 39, 46, 48, 52];

/** Machine types of distributions whose guests have their host's width, whatever the model. */
const HOST_BITS_MACHINES = /rhel|-hpb$/;

/** So many where the document does not say. */
const MOST_LOST_BITS = 6;

/** Widths of processors without long mode. */
const SHORT_BITS: readonly number[] = [32, 36];
/** QEMU's and Intel's models without long mode. */
const SHORT_MODELS = /^(?:(?:qemu|kvm)32|486|pentium[23]?|coreduo|n270|athlon)$/;

/** The same of ARM's. */
const ARM_HOST_BITS: readonly number[] = [36, 40, 44, 48];

/** Widths of models that QEMU emulates. */
const ARM_MODEL_BITS: readonly number[] = [40, 44, 48];

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
  const written = writtenAddressBits(domain);
  const bits = known.addressBits ?? written.bits;
  const other = OTHER_PROCESSORS.find(({ family }) => family === domain.machine.family);
  if (other !== undefined) {
    // Under KVM the guest has its host's width, whatever the model; emulated ones have different widths.
    const own = cpu === undefined ? [other.bits] : ARM_MODEL_BITS;
    const open = other.vendor !== 'ARM' ? [other.bits] : isEmulated ? own : ARM_HOST_BITS;
    return (bits === undefined ? open : [bits]).map((width) => ({ ...other, bits: width, hasLargePages: true }));
  }
  const hasHosts = (isHosts && !isEmulated) || written.isHosts || HOST_BITS_MACHINES.test(domain.machine.name);
  const open = hasHosts ? HOST_BITS.map((width) => Math.min(width, written.limit)) : [DEFAULT_ADDRESS_BITS];
  const widths = bits !== undefined ? [bits] : isShort(domain, cpu) ? [...SHORT_BITS, ...open] : open;
  const lost = lostBits(domain.element);
  const all = [...new Set(lost === 0 ? widths : widths.flatMap((width) => [width, width - lost]))];
  const vendor = known.vendor ?? vendorOf(cpu, isEmulated, isHosts);
  const pages = largePages(cpu, isHosts || mode === 'host-model');
  return PROCESSORS.filter((row) => vendor === undefined || row.vendor === vendor).flatMap((row) =>
    all.flatMap((width) => pages.map((hasLargePages) => ({ ...row, bits: width, hasLargePages }))),
  );
}

/** Bits that the encryption of memory may take from the width of addresses: `<launchSecurity>`. */
function lostBits(domain: XmlElement): number {
  const security = child(domain, 'launchSecurity');
  const reduced = security === undefined ? undefined : child(security, 'reducedPhysBits');
  return security === undefined
    ? 0
    : reduced === undefined
      ? MOST_LOST_BITS
      : Number(textOf(reduced)) || MOST_LOST_BITS;
}

/** Whether the processor may have no addresses of 64 bits. */
function isShort({ machine }: Domain, cpu: XmlElement | undefined): boolean {
  return machine.arch === 'i686' || policyOf(cpu, 'lm') === false || SHORT_MODELS.test(modelOf(cpu));
}

/** Whether the document asks for a feature; undefined where it does not say. */
function policyOf(cpu: XmlElement | undefined, name: string): boolean | undefined {
  const feature = (cpu === undefined ? [] : elements(cpu, 'feature')).find(
    (one) => attributeValue(one, 'name') === name,
  );
  const policy = feature === undefined ? undefined : (attributeValue(feature, 'policy') ?? 'require');
  if (policy === 'require' || policy === 'force') return true;
  return policy === 'disable' || policy === 'forbid' ? false : undefined;
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
  const policy = policyOf(cpu, 'pdpe1gb');
  if (policy !== undefined) return [policy];
  const model = modelOf(cpu);
  return !isHosts && (model === '' || SMALL_PAGE_MODELS.test(model)) ? [false] : [false, true];
}
