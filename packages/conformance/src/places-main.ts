import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  type Host,
  isOffered,
  PLACE_POLICIES,
  type PlacePolicy,
  type ProfileName,
  placeDevices,
  planDomain,
  readHost,
} from '@rootport/core';
import { CORE_PLANNER } from './core-planner.ts';
import { judgeAnswer } from './differential.ts';
import { openLiveOracle } from './oracle.ts';
import { sharedPath } from './shared-folder.ts';

const HELP = `npm run places -- [--suite NAME] [--profile libvirt-9.0]

Places the devices of every visible host with every policy in a guest that has a
cell for each node, and asks a live libvirt what it makes of the document.

Exit code 1: libvirt refuses one, or answers something else than we do.
`;

const { values } = parseArgs({
  options: {
    suite: { type: 'string' },
    profile: { type: 'string', default: 'libvirt-9.0' },
    help: { type: 'boolean', short: 'h' },
  },
});

if (values.help === true) process.stdout.write(HELP);
else process.exitCode = await main();

async function main(): Promise<number> {
  if (values.suite !== undefined) process.env['ROOTPORT_ORACLE_SUITE'] = values.suite;
  const profile = values.profile as ProfileName;
  const oracle = await openLiveOracle(1);
  let wrong = 0;
  for (const { name, host } of hosts()) {
    for (const policy of PLACE_POLICIES) {
      const xml = placed(host, policy, profile);
      if (typeof xml !== 'string') {
        process.stdout.write(`${name} ${policy}: refused by us: ${xml.codes.join(', ')}\n`);
        continue;
      }
      const domain = { id: `${name}-${policy}`, machine: 'q35', xml };
      const verdict = judgeAnswer(domain, await oracle.ask(domain), { planner: CORE_PLANNER, plan: { profile } });
      if (verdict.kind !== 'accepted-equal') wrong += 1;
      const more = verdict.kind === 'different' ? `\n  ${verdict.mismatch.lines.slice(0, 5).join('\n  ')}` : '';
      process.stdout.write(`${name} ${policy}: ${verdict.kind}${more}\n`);
    }
  }
  await oracle.close();
  process.stdout.write(`libvirt ${oracle.version}: ${wrong} different\n`);
  return wrong === 0 ? 0 : 1;
}

/** The visible hosts that have devices to pass and nodes to be near to. */
function hosts(): readonly { readonly name: string; readonly host: Host }[] {
  const folder = sharedPath('hosts', 'visible') ?? '';
  return readdirSync(folder).flatMap((name) =>
    readdirSync(`${folder}/${name}`)
      .filter((file) => /\.xml$/.test(file) && file !== 'host.no-io.xml')
      .flatMap((file) => {
        const { host } = readHost([{ file, text: readFileSync(`${folder}/${name}/${file}`, 'utf8') }]);
        const hasDevices = host?.devices.some((one) => isOffered(one) && one.node !== null) === true;
        return host === undefined || !hasDevices ? [] : [{ name: `${name}/${file}`, host }];
      }),
  );
}

/** A guest with a cell on each node that has devices. */
function guest(host: Host): string {
  const nodes = [...new Set(host.devices.flatMap((one) => (isOffered(one) ? (one.node ?? []) : [])))].sort(
    (a, b) => a - b,
  );
  const cells = nodes.map((_, id) => `<cell id='${id}' cpus='${id}' memory='1' unit='GiB'/>`);
  const memnodes = nodes.map((node, id) => `<memnode cellid='${id}' mode='strict' nodeset='${node}'/>`);
  return `<domain type='qemu'>
  <name>places</name>
  <memory unit='GiB'>${nodes.length}</memory>
  <vcpu>${nodes.length}</vcpu>
  <numatune>${memnodes.join('')}</numatune>
  <os><type arch='x86_64' machine='pc-q35-6.2'>hvm</type></os>
  <features><acpi/></features>
  <cpu><numa>${cells.join('')}</numa></cpu>
  <devices>
    <controller type='pci' index='0' model='pcie-root'/>
    <interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>
    <memballoon model='virtio'/>
  </devices>
</domain>
`;
}

function placed(host: Host, policy: PlacePolicy, profile: ProfileName): string | { readonly codes: readonly string[] } {
  const devices = host.devices.filter((one) => isOffered(one) && one.node !== null && one.vf !== true);
  const result = placeDevices(guest(host), (xml) => planDomain(xml, { profile }), {
    ...{ host, policy },
    devices: devices.map(({ address }) => address),
  });
  if (result.ok) return result.xml;
  return { codes: [...new Set(result.diagnostics.map(({ code }) => code))] };
}
