// The commands that are measured: one row for each command and each form of its output.

/** What grows: a guest's document, or a file about a host. */
export type Subject = 'guest' | 'host';

export interface GrowthCall {
  readonly name: string;
  readonly of: Subject;
  readonly args: readonly string[];
  /** Calls that write what this one reads; each has the document at `path`. */
  readonly needs?: readonly { readonly path: string; readonly args: readonly string[] }[];
}

export const DOCUMENT = 'vm.xml';
/** A device to attach. */
export const NEW_DEVICE = 'nic.xml';
/** A host with devices that some guests have, and a guest that devices are placed in. */
export const HOST_FACTS = 'host.json';
export const SMALL_GUEST = 'small.xml';
export const LOCK = 'vm.xml.rootport.lock';
const OTHER = 'other.xml';

const writeLock = [{ path: DOCUMENT, args: ['lock', DOCUMENT] }];
const writePlan = [{ path: OTHER, args: ['plan', '--in-place', OTHER] }];

function call(line: string, needs?: GrowthCall['needs']): GrowthCall {
  const args = line.split(' ');
  const name = args.filter((arg) => arg !== DOCUMENT && arg !== NEW_DEVICE).join(' ');
  const common = { name, args, of: 'guest' as const };
  return needs === undefined ? common : { ...common, needs };
}

const hostCall = (line: string): GrowthCall => ({ ...call(line), of: 'host' });

export const CALLS: readonly GrowthCall[] = [
  ...['xml', 'canonical', 'json', 'tree'].map((format) => call(`plan ${DOCUMENT} -o ${format}`)),
  call(`plan ${DOCUMENT} --profile libvirt-9.0`),
  call(`plan ${DOCUMENT} --profile libvirt-2.5`),
  call(`plan ${DOCUMENT} --check`),
  call(`plan ${DOCUMENT} --lock`, writeLock),
  ...['tree', 'svg', 'mermaid', 'dot', 'json'].map((format) => call(`show ${DOCUMENT} -o ${format}`)),
  call(`explain ${DOCUMENT}`),
  call(`explain ${DOCUMENT} -o json`),
  call(`explain ${DOCUMENT} 00:09.0`),
  call(`capacity ${DOCUMENT}`),
  call(`reserve ${DOCUMENT} --free 8 -o xml`),
  call(`attach ${DOCUMENT} ${NEW_DEVICE}`),
  call(`attach ${DOCUMENT} ${NEW_DEVICE} -o xml`),
  call(`detach ${DOCUMENT} 52:54:00:00:00:01`),
  call(`diff ${DOCUMENT} ${OTHER}`, writePlan),
  call(`diff ${DOCUMENT} ${OTHER} --profile-b libvirt-9.0 --all -o json`, writePlan),
  call(`lock ${DOCUMENT} -o -`),
  ...['text', 'json', 'sarif', 'github', 'junit'].map((format) => call(`check ${DOCUMENT} -o ${format}`)),
  call(`check ${DOCUMENT} --fix`),
  call(`check ${DOCUMENT} --fix --unsafe`),
  call(`convert ${DOCUMENT} --machine q35 -o xml`),
  call(`qemu ${DOCUMENT}`),
  call(`qemu ${DOCUMENT} --runnable`),
  call(`qemu ${DOCUMENT} -o json`),
  call(`bars ${DOCUMENT}`),
  call(`guest ${DOCUMENT}`),
  call(`guest ${DOCUMENT} -o json`),
  call(`names ${DOCUMENT}`),
  call(`names ${DOCUMENT} -o json`),
  call(`names ${DOCUMENT} --emit netplan`),
  call(`names ${DOCUMENT} --pin`),
  call(`profiles diff libvirt-9.0 libvirt-11.3 ${DOCUMENT}`),
  call(`place ${DOCUMENT} --host ${HOST_FACTS} --devices 0000:f0:00.0,0000:f0:01.0`),
  call(`p2p ${DOCUMENT} --host ${HOST_FACTS}`),
  call(`p2p ${DOCUMENT} --host ${HOST_FACTS} -o svg`),
  call(`kubevirt simulate ${DOCUMENT}`),
  call(`fleet upgrade ${DOCUMENT} --from 9.0 --to 12.9`),
  call(`fleet inventory ${DOCUMENT} -o html`),
  call(`fleet room ${DOCUMENT}`),
  ...['text', 'json', 'svg'].map((format) => hostCall(`host ${DOCUMENT} -o ${format}`)),
  ...['text', 'json'].map((format) => hostCall(`host groups ${DOCUMENT} -o ${format}`)),
  hostCall(`place ${SMALL_GUEST} --host ${DOCUMENT} --devices 0000:00:00.0`),
  hostCall(`p2p ${SMALL_GUEST} --host ${DOCUMENT}`),
];
