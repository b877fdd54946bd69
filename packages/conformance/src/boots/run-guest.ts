import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRecord } from '../json-value.ts';
import { OPTION_ROM } from '../option-rom.ts';
import type { BuiltGuest } from './build-guest.ts';

/** How a guest is started, and what is done with it. */
export interface GuestRun {
  readonly guest: BuiltGuest;
  /** The QEMU and words before the others: `['qemu-system-x86_64']`. */
  readonly qemu: readonly string[];
  /** The words of the plan. */
  readonly args: readonly string[];
  /** UEFI from these two files; absent: what the machine brings. */
  readonly efi?: { readonly code: string; readonly vars: string };
  /** Naming schemes that the newest udev is asked for. */
  readonly schemes: readonly string[];
  /** Arguments of `device_add`, one device after the other, after the first report. */
  readonly plugged: readonly Readonly<Record<string, unknown>>[];
  /** Milliseconds until it is given up. */
  readonly timeout: number;
  /** A guest that tells nothing in time is an answer as well. */
  readonly mayHang?: boolean;
}

export interface GuestOutput {
  /** Everything that the console showed; the last report counts. */
  readonly output: string;
  /** `7.2.22` */
  readonly qemu: string;
  readonly machine: string;
  /** QEMU's ids of the guest's functions, by `0000:01:00.0`. */
  readonly ids: ReadonlyMap<string, string>;
  /** The numbers of the BARs that QEMU's functions have, option ROMs left out. */
  readonly bars: ReadonlyMap<string, readonly number[]>;
}

const END = 'GT end';
/** How long a device takes to come in; SHPC waits for five seconds. */
const PLUG_TIME = 8000;

/** Starts a guest with an emulated processor, waits for its report, plugs devices in, ends it. Throws when it does not come. */
export async function runGuest(run: GuestRun): Promise<GuestOutput> {
  const folder = mkdtempSync(join(tmpdir(), 'rootport-boot-'));
  const [program = '', ...words] = run.qemu;
  const child = spawn(program, [...words, ...commandLine(run, folder)], { stdio: ['pipe', 'pipe', 'pipe'] });
  try {
    return await follow(child, run, join(folder, 'qmp'));
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

function commandLine({ guest, args, efi, schemes }: GuestRun, folder: string): readonly string[] {
  const { row, kernel, initramfs } = guest;
  const vars = join(folder, 'vars.fd');
  if (efi !== undefined) copyFileSync(efi.vars, vars);
  const flash = (unit: number, file: string, more: string): readonly string[] => [
    '-drive',
    `if=pflash,unit=${unit},format=raw,file=${file}${more}`,
  ];
  return [
    ...(efi === undefined ? [] : [...flash(0, efi.code, ',readonly=on'), ...flash(1, vars, '')]),
    ...args,
    ...row.args,
    ...['-accel', 'tcg', '-display', 'none', '-no-reboot', '-no-user-config', '-nodefaults'],
    ...['-chardev', 'stdio,id=console,signal=off', ...row.consoleArgs],
    ...['-chardev', `socket,id=qmp,path=${join(folder, 'qmp')},server=on,wait=off`, '-mon', 'chardev=qmp,mode=control'],
    ...['-kernel', kernel, '-initrd', initramfs],
    ...['-append', `console=${row.console} quiet panic=-1 gt.schemes=${schemes.join(',')}`],
  ];
}

async function follow(child: ChildProcess, run: GuestRun, qmpPath: string): Promise<GuestOutput> {
  let output = '';
  let errors = '';
  let isGone = false;
  child.stdout?.on('data', (data: Buffer) => {
    output += data.toString('latin1');
  });
  child.stderr?.on('data', (data: Buffer) => {
    errors += data.toString('latin1');
  });
  child.stdin?.on('error', () => undefined);
  child.on('error', (error) => {
    errors += error.message;
    isGone = true;
  });
  child.on('exit', () => {
    isGone = true;
  });
  const deadline = Date.now() + run.timeout;
  const reports = (): number => output.split(END).length - 1;
  const report = async (count: number): Promise<void> => {
    while (reports() < count) {
      if (isGone) throw new Error(`QEMU ended: ${errors.trim()} ${output.slice(-500)}`);
      if (Date.now() > deadline && run.mayHang === true) return;
      if (Date.now() > deadline) throw new Error(`no report in time: ${errors.trim()} ${output.slice(-1500)}`);
      await sleep(200);
    }
  };
  const socket = await open(qmpPath, () => isGone);
  if (socket === undefined) throw new Error(`QEMU ended: ${errors.trim()}`);
  const ask = qmp(socket);
  await ask('qmp_capabilities');
  const version = await ask('query-version');
  await report(1);
  if (run.plugged.length > 0) {
    for (const device of run.plugged) {
      await ask('device_add', device);
      await sleep(PLUG_TIME);
    }
    child.stdin?.write('report\n');
    await report(2);
  }
  const functions = functionsOf(await ask('query-pci'));
  child.stdin?.write('off\n');
  socket.destroy();
  const at = run.args.indexOf('-machine');
  const machine = /(?:^|,)(?:type=)?([^,=]+)(?:,|$)/.exec(run.args[at + 1] ?? '')?.[1] ?? '';
  return { output, qemu: versionText(version), machine, ids: idsOf(functions), bars: barsOf(functions) };
}

const sleep = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));

async function open(path: string, isGone: () => boolean): Promise<Socket | undefined> {
  while (!isGone()) {
    const socket = await new Promise<Socket | undefined>((resolve) => {
      const one = connect(path);
      one.once('connect', () => resolve(one));
      one.once('error', () => resolve(undefined));
    });
    if (socket !== undefined) return socket;
    await sleep(50);
  }
  return undefined;
}

type Ask = (execute: string, args?: object) => Promise<unknown>;

/** One question after the other; throws what QEMU refuses. */
function qmp(socket: Socket): Ask {
  let buffer = '';
  const waiting: ((message: Record<string, unknown>) => void)[] = [];
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const one of waiting.splice(0)) one({ error: { desc: 'QEMU is gone' } });
  });
  socket.on('data', (data) => {
    buffer += data.toString();
    const lines = buffer.split('\n');
    buffer = lines.pop() ?? '';
    for (const line of lines) {
      if (line.trim() === '') continue;
      const message: unknown = JSON.parse(line);
      if (isRecord(message) && ('return' in message || 'error' in message)) waiting.shift()?.(message);
    }
  });
  return (execute, args) =>
    new Promise((resolve, reject) => {
      waiting.push(({ return: value, error }) => {
        if (isRecord(error)) reject(new Error(`${execute}: ${error['desc']}`));
        else resolve(value);
      });
      socket.write(`${JSON.stringify({ execute, ...(args === undefined ? {} : { arguments: args }) })}\n`);
    });
}

function versionText(answer: unknown): string {
  const qemu = isRecord(answer) ? answer['qemu'] : undefined;
  return isRecord(qemu) ? `${qemu['major']}.${qemu['minor']}.${qemu['micro']}` : '';
}

interface QemuFunction {
  readonly place: string;
  readonly device: Record<string, unknown>;
}

function functionsOf(answer: unknown): readonly QemuFunction[] {
  const found: QemuFunction[] = [];
  const hex = (value: unknown): string => Number(value).toString(16).padStart(2, '0');
  const walk = (devices: unknown): void => {
    for (const device of Array.isArray(devices) ? devices : []) {
      if (!isRecord(device)) continue;
      found.push({ place: `0000:${hex(device['bus'])}:${hex(device['slot'])}.${device['function']}`, device });
      const bridge = device['pci_bridge'];
      if (isRecord(bridge)) walk(bridge['devices']);
    }
  };
  for (const bus of Array.isArray(answer) ? answer : []) if (isRecord(bus)) walk(bus['devices']);
  return found;
}

/** QEMU numbers every root bus of a pSeries 0, and all of s390x: there an id may stand for several functions. */
function idsOf(functions: readonly QemuFunction[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const { place, device } of functions) {
    const id = device['qdev_id'];
    if (found.has(place)) ambiguous.add(place);
    if (typeof id === 'string' && id !== '') found.set(place, id);
  }
  for (const place of ambiguous) found.delete(place);
  return found;
}

function barsOf(functions: readonly QemuFunction[]): ReadonlyMap<string, readonly number[]> {
  return new Map(
    functions.map(({ place, device }) => {
      const regions = Array.isArray(device['regions']) ? device['regions'] : [];
      return [
        place,
        regions.flatMap((one) => (isRecord(one) && Number(one['bar']) < OPTION_ROM ? [Number(one['bar'])] : [])),
      ];
    }),
  );
}
