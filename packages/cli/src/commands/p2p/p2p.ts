import {
  cliques,
  guestPlaces,
  type Host,
  hostdevAliases,
  NCCL_MODEL,
  ncclFile,
  type PeerVerdict,
  type Plan,
  peerPairs,
  peersSvg,
  peerVerdicts,
  refusePairs,
  visibleLines,
  xSpeedOf,
} from '@rootport/core';
import { Document, Scalar } from 'yaml';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { planCall, printJson, refuseCall } from '../../planning/planned-document.ts';
import { wrongCall } from '../../reports/faults.ts';
import { reportDiagnostics } from '../../reports/report.ts';
import type { Io } from '../../system/io.ts';
import { formatTable } from '../../terminal/table.ts';

export interface P2pFlags extends PlannerFlags {
  readonly emit?: 'nccl' | 'cloud-init' | 'clique' | 'xspeed';
  readonly output?: 'text' | 'json' | 'svg';
}

/** The promise about `rootport p2p` as JSON: a minor change adds fields, a major one may change or remove some. */
const P2P_FORMAT_VERSION = '1.0';

/** `rootport p2p`: pairs on the host and in the guest, or what makes NCCL see those of the host. */
export async function p2pCommand(file: string | undefined, flags: P2pFlags, io: Io): Promise<ExitCode> {
  const isJson = flags.output === 'json';
  const call = { command: 'p2p', isJson, formatVersion: P2P_FORMAT_VERSION };
  const opened = await planCall(file, flags, call, io);
  if (!opened.ok) return opened.problem;
  const { file: name, source, options, plan } = opened.value;
  const host = options.host?.machine;
  if (host === undefined)
    return refuseCall(wrongCall('--host with the facts of "rootport host" is needed', 'p2p'), call, io);
  const places = guestPlaces(plan);
  const refusal = refusePairs(host, places);
  if (refusal !== undefined) return refuseCall(refusal, call, io);
  const pairs = peerVerdicts(host, peerPairs(plan, host, places), places);
  if (flags.emit !== undefined) return emit(flags.emit, { plan, host, pairs, name, source }, flags, io);
  if (isJson) printJson({ formatVersion: P2P_FORMAT_VERSION, file: name, ok: true, model: NCCL_MODEL, pairs }, io);
  else if (flags.output === 'svg') io.stdout.write(peersSvg(plan, host));
  else io.stdout.write(visibleLines(report(pairs, io)));
  return pairs.some(({ isWorse }) => isWorse) ? EXIT.findings : EXIT.fine;
}

interface Work {
  readonly plan: Plan;
  readonly host: Host;
  readonly pairs: readonly PeerVerdict[];
  readonly name: string;
  readonly source: string;
}

function emit(what: NonNullable<P2pFlags['emit']>, work: Work, flags: P2pFlags, io: Io): ExitCode {
  const { plan, host, pairs, name, source } = work;
  if (what === 'clique') io.stdout.write(cliqueXml(plan, cliques(host, pairs)));
  else if (what === 'xspeed') io.stdout.write(xSpeedXml(xSpeedOf(plan, host, flags.qemu)));
  else {
    const file = ncclFile(host, guestPlaces(plan));
    reportDiagnostics(file.diagnostics, { file: name, source }, { io, quiet: flags.quiet === true });
    if (!file.ok) return EXIT.findings;
    io.stdout.write(what === 'nccl' ? file.text : cloudInit(file.text));
  }
  return EXIT.fine;
}

const TOPOLOGY = '/etc/nccl-topology.xml';
/** NCCL looks here without a variable; the folder is made anew at each boot. */
const TARGET = '/var/run/nvidia-topologyd/virtualTopology.xml';

function cloudInit(text: string): string {
  const literal = (content: string): Scalar => {
    const scalar = new Scalar(content);
    scalar.type = Scalar.BLOCK_LITERAL;
    return scalar;
  };
  const script = `#!/bin/sh\ninstall -D -m 0644 ${TOPOLOGY} ${TARGET}\n`;
  const document = new Document({
    write_files: [
      { path: TOPOLOGY, content: literal(text) },
      { path: '/var/lib/cloud/scripts/per-boot/nccl-topology.sh', permissions: '0755', content: literal(script) },
    ],
  });
  return `#cloud-config\n${document.toString({ lineWidth: 0 })}`;
}

const QEMU_NAMESPACE = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'";

function cliqueXml(plan: Plan, found: ReadonlyMap<string, number>): string {
  const aliases = hostdevAliases(plan);
  const devices = [...found].flatMap(([host, clique]) => [
    `  <qemu:device alias='${aliases.get(host) ?? ''}'>`,
    '    <qemu:frontend>',
    `      <qemu:property name='x-nv-gpudirect-clique' type='unsigned' value='${clique}'/>`,
    '    </qemu:frontend>',
    '  </qemu:device>',
  ]);
  return `${[`<!-- inside <domain ${QEMU_NAMESPACE}> -->`, '<qemu:override>', ...devices, '</qemu:override>'].join('\n')}\n`;
}

function xSpeedXml(speed: number): string {
  const values = [`pcie-root-port.x-speed=${speed}`, 'pcie-root-port.x-width=16'];
  const lines = values.flatMap((value) => [`  <qemu:arg value='-global'/>`, `  <qemu:arg value='${value}'/>`]);
  return `${[`<!-- inside <domain ${QEMU_NAMESPACE}> -->`, '<qemu:commandline>', ...lines, '</qemu:commandline>'].join('\n')}\n`;
}

const onOff = (isOn: boolean): string => (isOn ? 'on' : 'off');

function report(pairs: readonly PeerVerdict[], io: Io): string {
  if (pairs.length === 0) return 'The guest has no two GPUs, and no GPU and NIC, of the host facts.\n';
  const rows = pairs.map(({ devices, metal, guest, withFile, on, kind, slowest }) => [
    devices[0],
    devices[1],
    metal,
    guest,
    withFile,
    `${kind === 'GPU-NIC' ? 'GDR' : 'P2P'} ${onOff(on.guest)}, with the file ${onOff(on.withFile)}`,
    slowest === null ? '' : `${Number(slowest.toFixed(2))} GB/s`,
  ]);
  const head = ['GPU', 'peer', 'host', 'guest', 'file', `by default in ${NCCL_MODEL}`, 'slowest link'];
  const worse = pairs.filter(({ isWorse }) => isWorse).length;
  const cure =
    worse === 0
      ? 'No pair is farther apart in the guest than on the host.\n'
      : `${worse} of ${pairs.length} pairs are farther apart in the guest. The cure is a topology file: --emit cloud-init.\n`;
  return `${formatTable([head, ...rows], io.stdout.columns)}${cure}`;
}
