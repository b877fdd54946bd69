import { parseXml } from '@rgrove/parse-xml';
import * as core from '@rootport/core';
import { BrokenLaw, within } from './laws.ts';

/** The laws of reading hosts. Returns whether the inputs are a host. A law that is broken throws. */
export function hostLaws(inputs: readonly core.HostInput[], length: number): boolean {
  const timed = <T>(name: string, step: () => T): T => within(length, name, step);
  const reading = timed('readHost', () => core.readHost(inputs));
  const told = [...reading.diagnostics, ...reading.files.flatMap(({ diagnostics }) => diagnostics)];
  for (const one of told) {
    const { message, help } = core.describeDiagnostic(one);
    if (message === '' || /undefined|\[object|NaN/.test(help)) throw new BrokenLaw(`${one.code}: words are missing`);
    const { span } = one;
    if (span !== undefined && !(span.start >= 0 && span.start <= span.end && span.end <= length))
      throw new BrokenLaw(`${one.code}: its place is outside of the text`);
  }
  const { host } = reading;
  if (host === undefined) {
    if (!told.some(({ severity }) => severity === 'error')) throw new BrokenLaw('a refusal without an error');
    return false;
  }
  timed('hostTree', () => core.hostTree(host));
  timed('hostGroupsText', () => core.hostGroupsText(host));
  parseXml(timed('hostSvg', () => core.hostSvg(host)));
  if (core.refuseHostPairs(host) === undefined) timed('hostPairs', () => core.hostPairs(host));
  const text = JSON.stringify(host);
  const again = core.readHost([{ file: 'facts', text }]);
  if (again.host === undefined) throw new BrokenLaw('its own facts are refused');
  const [before, after] = [host, again.host].map(groupsOf);
  if (before !== after) throw new BrokenLaw('the groups of its own facts are others');
  return true;
}

const groupsOf = (host: core.Host): string => JSON.stringify([core.hostGroups(host), host.devices.map(kindAndNode)]);
const kindAndNode = ({ address, kind, node, notOffered }: core.HostDevice): unknown => [
  address,
  kind,
  node,
  notOffered,
];
