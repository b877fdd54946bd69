import {
  comparePlans,
  KUBEVIRT_FORMULAS,
  type PlanOptions,
  type PlanResult,
  planDomain,
  regenerate,
  simulateKubevirt,
} from '@rootport/core';
import { programArguments, runProgram } from './command-line.ts';
import { convertedVm, type Dice, dice, randomVm } from './kubevirt/guests.ts';
import { type LiveOracle, openLiveOracle } from './oracle.ts';

const HELP = `npm run managers -- [OPTIONS]

Makes random guests as Nova writes them, has the live libvirt define them, takes
its dumps back to what Nova would write, and compares the plan of that with the
dump. Makes random VMs as KubeVirt's converter writes them and gives each of
KubeVirt's definitions to libvirt as well.

  --count N       guests of each sort; 1000 by default
  --seed N        other guests
  --profile P     what the live libvirt is; libvirt-9.0 by default
  --qemu V        what its QEMU is; 7.2 by default

Needs the oracle (ROOTPORT_ORACLE_SUITE chooses another libvirt). Exit code 1: an
address differs.
`;

const { values } = programArguments(HELP, {
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    profile: { type: 'string', default: 'libvirt-9.0' },
    qemu: { type: 'string', default: '7.2' },
  },
});

const times = (count: number, make: (position: number) => string): string =>
  Array.from({ length: count }, (_, position) => make(position)).join('');
const maybe = (roll: Dice, text: string): string => (roll(2) === 0 ? text : '');
const letter = (position: number): string => String.fromCharCode(97 + position);
const mac = (n: number, position: number): string =>
  `52:54:${[n >> 8, n & 255, position, 1].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`;

function domain(name: string, memory: string, devices: string): string {
  return `<domain type='qemu'>
  <name>${name}</name>
  ${memory}
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <devices>
${devices}  </devices>
</domain>
`;
}

const PORT = "    <controller type='pci' model='pcie-root-port'/>\n";

/** I-NOVA-DOCUMENT. */
function novaGuest(n: number, roll: Dice): { readonly xml: string; readonly rootPorts: number } {
  const rootPorts = [0, 0, 8, 16, 28][roll(5)] ?? 0;
  const isScsi = roll(3) === 0;
  const disks = times(1 + roll(4), (at) => {
    const [bus, prefix] = isScsi ? ['scsi', 'sd'] : ['virtio', 'vd'];
    const address = isScsi ? `<address type='drive' controller='0' unit='${at}'/>` : '';
    return `    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/var/${n}-${at}'/><target dev='${prefix}${letter(at)}' bus='${bus}'/>${address}</disk>\n`;
  });
  const devices = [
    disks,
    maybe(
      roll,
      "    <disk type='file' device='cdrom'><driver name='qemu' type='raw'/><target dev='sdz' bus='sata'/></disk>\n",
    ),
    isScsi ? "    <controller type='scsi' index='0' model='virtio-scsi'/>\n" : '',
    times(
      1 + roll(5),
      (at) => `    <interface type='ethernet'><mac address='${mac(n, at)}'/><model type='virtio'/></interface>\n`,
    ),
    "    <serial type='pty'/>\n",
    "    <graphics type='vnc' port='-1'/>\n",
    `    <video><model type='${['virtio', 'vga', 'cirrus'][roll(3)]}'/></video>\n`,
    maybe(roll, "    <input type='tablet' bus='usb'/>\n"),
    maybe(roll, "    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>\n"),
    maybe(roll, "    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>\n"),
    rootPorts === 0 ? '' : `    <controller type='pci' model='pcie-root'/>\n${PORT.repeat(rootPorts)}`,
    "    <controller type='usb' index='0'/>\n",
    maybe(roll, "    <watchdog model='i6300esb' action='reset'/>\n"),
    `    <memballoon model='${['virtio', 'none'][roll(2)]}'/>\n`,
  ];
  return { xml: domain(`nova-${n}`, "<memory unit='KiB'>1048576</memory>", devices.join('')), rootPorts };
}

interface Check {
  readonly oracle: LiveOracle;
  readonly planner: (xml: string) => PlanResult;
}

/** Devices that are elsewhere in our plan than in libvirt's answer; the reason where there is no plan or no answer. */
async function differences(
  ours: PlanResult,
  id: string,
  xml: string,
  { oracle, planner }: Check,
): Promise<readonly string[]> {
  const answer = await oracle.ask({ id, machine: 'q35', xml });
  if (!answer.ok || !ours.ok) {
    const [theirs, us] = [answer.ok ? 'accepts' : `refuses (${answer.message})`, ours.ok ? 'accept' : 'refuse'];
    return answer.ok === ours.ok ? [] : [`libvirt ${theirs}, we ${us}`];
  }
  const read = planner(answer.xml);
  if (!read.ok) return ['the answer of libvirt is refused'];
  const { devices } = comparePlans(ours.plan, read.plan);
  return devices
    .filter(({ status }) => status !== 'same')
    .map(
      ({ label, before, after }) => `${label}: ${before?.address ?? 'absent'}, libvirt ${after?.address ?? 'absent'}`,
    );
}

async function novaDifferences(n: number, roll: Dice, check: Check): Promise<readonly string[]> {
  const { xml, rootPorts } = novaGuest(n, roll);
  const dump = await check.oracle.ask({ id: `nova-${n}`, machine: 'q35', xml });
  if (!dump.ok) return [`libvirt refuses it: ${dump.message}`];
  const back = regenerate(dump.xml, 'nova', check.planner, { rootPorts });
  if (!back.ok) return ['it cannot be taken back'];
  return differences(check.planner(back.xml), `nova-${n}`, xml, check);
}

async function kubevirtDifferences(n: number, roll: Dice, check: Check): Promise<readonly string[]> {
  const slots = [undefined, undefined, 11][roll(3)];
  const formula = KUBEVIRT_FORMULAS[roll(3)] ?? 'v3';
  const settings = { formula, ...(slots === undefined ? {} : { slotCount: slots }), rootComplex: roll(8) === 0 };
  const start = simulateKubevirt(convertedVm(randomVm(n, roll)), check.planner, settings);
  if (!start.ok) return ['we refuse it'];
  const told: string[] = [];
  for (const { number, xml, plan } of start.passes) {
    const id = `kubevirt-${n}-${number}`;
    const found = await differences({ ok: true, plan, diagnostics: [] }, id, xml, check);
    told.push(...found.map((text) => `definition ${number} (${formula}): ${text}`));
  }
  return told;
}

async function main(): Promise<number> {
  const options = { profile: values.profile, qemu: values.qemu } as PlanOptions;
  const oracle = await openLiveOracle(1);
  const check: Check = { oracle, planner: (xml) => planDomain(xml, options) };
  const roll = dice(Number(values.seed));
  let code = 0;
  for (const [name, ask] of [
    ['nova', novaDifferences],
    ['kubevirt', kubevirtDifferences],
  ] as const) {
    let wrong = 0;
    for (let n = 0; n < Number(values.count); n += 1) {
      const found = await ask(n, roll, check);
      if (found.length === 0) continue;
      wrong += 1;
      if (wrong <= 5)
        process.stdout.write(
          `${name} ${n}:\n${found
            .slice(0, 5)
            .map((text) => `  ${text}\n`)
            .join('')}`,
        );
    }
    process.stdout.write(`${name}: ${values.count} guests, libvirt ${oracle.version}: ${wrong} differ\n`);
    if (wrong > 0) code = 1;
  }
  await oracle.close();
  return code;
}

process.exitCode = await runProgram(HELP, main);
