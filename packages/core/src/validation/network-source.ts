import { isNumber, type Release, type ReleaseRange, rowsInForce, SETTING_DATES } from '../profiles/index.ts';
import { attributeValue, elements, type XmlElement } from '../xml/index.ts';

/** What libvirt refuses of a source on the network. */
export interface SourceFault {
  /** From `<source>` down: `host port`. */
  readonly setting: string;
  /** The end of a sentence about the setting. */
  readonly reason: string;
}

interface NameRow extends ReleaseRange {
  readonly protocols: readonly string[];
  readonly pattern: RegExp;
}

/** Sources that are named `pool/image`, and since a namespace may stand between, those of rbd. */
const NAMES: readonly NameRow[] = [
  { ...SETTING_DATES.all, protocols: ['gluster', 'rbd'], pattern: /^[^/]+\// },
  { ...SETTING_DATES.last, protocols: ['gluster'], pattern: /^[^/]*\/./ },
  { ...SETTING_DATES.last, protocols: ['rbd'], pattern: /^[^/]*\/(?:[^/]+\/.+|[^/]+$)/ },
];

/**
 * The faults of a source of type `network`, as a disk, an image below one and the store of firmware's variables have it;
 * as the live 7.0, 9.0, 11.3 and 12.9 told (E-PARSE).
 */
export function networkFaults(source: XmlElement, release: Release): readonly SourceFault[] {
  const protocol = attributeValue(source, 'protocol') ?? '';
  const name = attributeValue(source, 'name');
  const faults: SourceFault[] = [];
  const patterns = rowsInForce(NAMES, release).filter(({ protocols }) => protocols.includes(protocol));
  if (name !== undefined && patterns.some(({ pattern }) => !pattern.test(name)))
    faults.push({ setting: 'name', reason: `${protocol} wants pool/image` });
  if (name === undefined && protocol !== 'nbd' && protocol !== '')
    faults.push({ setting: 'name', reason: 'it is missing' });
  if (protocol === 'nfs' && elements(source, 'host').length !== 1)
    faults.push({ setting: 'host', reason: 'nfs needs exactly one' });
  return [...faults, ...hostFaults(source, protocol)];
}

/** The faults of the hosts of a source. */
export function hostFaults(source: XmlElement, protocol: string): readonly SourceFault[] {
  return elements(source, 'host').flatMap((host) => {
    const faults: SourceFault[] = [];
    const over = attributeValue(host, 'transport') ?? 'tcp';
    // Over a unix socket neither port nor name is read.
    const port = over === 'unix' ? undefined : attributeValue(host, 'port');
    if (port !== undefined && !isPort(port))
      faults.push({ setting: 'host port', reason: 'it has to be from 0 to 65535' });
    if (over !== 'unix' && attributeValue(host, 'socket') !== undefined)
      faults.push({ setting: 'host socket', reason: `transport ${over} has none` });
    if (protocol === 'nfs' && over !== 'tcp') faults.push({ setting: 'host transport', reason: 'nfs is over tcp' });
    const needed = over === 'unix' ? 'socket' : 'name';
    if (attributeValue(host, needed) === undefined)
      faults.push({ setting: `host ${needed}`, reason: `transport ${over} needs one` });
    return faults;
  });
}

const isPort = (text: string): boolean => isNumber(text) && Number(text) <= 0xffff;
