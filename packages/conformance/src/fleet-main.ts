import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT } from './shared-folder.ts';

const HELP = `npm run fleet:trial -- [OPTIONS]

Writes random documents (28 devices on average) as NDJSON and sends them through
"rootport fleet upgrade": with one, two and four threads, in one, three and seven
shards, and killed (kill -9) at random moments and resumed. Prints time, memory
and documents per second, and whether the bytes are the same.

  --count N   documents; 100000 by default
  --kills N   how often a run is killed; 50 by default
  --seed N    other documents, other moments

Exit code 1: the bytes are not the same.
`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h' },
  },
});

const MAIN = join(PROJECT_ROOT, 'packages/cli/dist/main.js');

function dice(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A guest as clouds have them, of 12 to 44 devices. */
function guest(n: number, roll: (limit: number) => number): string {
  const isQ35 = roll(4) > 0;
  const hex = n.toString(16).padStart(6, '0');
  const mac = `52:54:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`;
  const disks = Array.from({ length: 2 + roll(20) }, (_, at) => {
    return `    <disk type='file' device='disk'>\n      <driver name='qemu' type='qcow2'/>\n      <source file='/var/${n}-${at}'/>\n      <target dev='vd${String.fromCharCode(97 + at)}' bus='virtio'/>\n    </disk>\n`;
  });
  const cards = Array.from({ length: 1 + roll(8) }, (_, at) => {
    const model = roll(3) > 0 ? 'virtio' : isQ35 ? 'e1000e' : 'e1000';
    return `    <interface type='bridge'>\n      <mac address='${mac}:0${at}'/>\n      <source bridge='br0'/>\n      <model type='${model}'/>\n    </interface>\n`;
  });
  const others = [
    `    <controller type='usb' index='0' model='${isQ35 ? 'qemu-xhci' : 'piix3-uhci'}'/>\n`,
    "    <controller type='scsi' index='0' model='virtio-scsi'/>\n    <controller type='virtio-serial' index='0'/>\n",
    "    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>\n    <console type='pty'/>\n",
    `    <input type='tablet' bus='usb'/>\n    <graphics type='vnc'/>\n    <video><model type='${roll(2) ? 'virtio' : 'vga'}'/></video>\n`,
    "    <memballoon model='virtio'/>\n    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>\n",
    roll(3) > 0 ? '' : "    <sound model='ich9'/>\n",
  ];
  return `<domain type='kvm'>\n  <name>g${n}</name>\n  <memory unit='GiB'>${1 + roll(8)}</memory>\n  <vcpu>2</vcpu>\n  <os><type arch='x86_64' machine='${isQ35 ? 'pc-q35-6.2' : 'pc-i440fx-6.2'}'>hvm</type></os>\n  <features><acpi/></features>\n  <devices>\n${[...disks, ...cards, ...others].join('')}  </devices>\n</domain>\n`;
}

async function writeDocuments(path: string): Promise<void> {
  const roll = dice(Number(values.seed));
  const out = createWriteStream(path);
  for (let n = 0; n < Number(values.count); n += 1) {
    if (!out.write(`${JSON.stringify({ id: `g${n}`, xml: guest(n, roll) })}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

const UPGRADE = ['fleet', 'upgrade', '--from', '7.0', '--qemu-from', '6.2', '--to', '12.9'];

const start = (folder: string, args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });

/** Seconds, and the most memory of the process in MiB, asked of the kernel now and then. */
async function measured(folder: string, args: readonly string[]): Promise<{ seconds: number; memory: number }> {
  const before = Date.now();
  const child = start(folder, args);
  let memory = 0;
  const watch = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      memory = Math.max(memory, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has just ended, or there is no /proc.
    }
  }, 100);
  const [code] = await once(child, 'exit');
  clearInterval(watch);
  if (code !== 0) throw new Error(`rootport ${args.join(' ')} ended with ${code}`);
  return { seconds: (Date.now() - before) / 1000, memory };
}

async function main(): Promise<number> {
  if (!existsSync(MAIN)) throw new Error('the command is not built: npm run build');
  const folder = mkdtempSync(join(tmpdir(), 'rootport-fleet-'));
  const digest = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  const print = (line: string): boolean => process.stdout.write(`${line}\n`);
  try {
    await writeDocuments(join(folder, 'g.ndjson'));
    const digests: string[] = [];
    let longest = 0;
    for (const jobs of [1, 2, 4]) {
      const { seconds, memory } = await measured(folder, [
        ...UPGRADE,
        '--jobs',
        `${jobs}`,
        '--results',
        'r',
        'g.ndjson',
      ]);
      digests.push(digest('r'));
      longest = Math.max(longest, seconds);
      const speed = Math.round(Number(values.count) / seconds);
      print(`jobs ${jobs}: ${seconds.toFixed(1)} s, ${speed} documents/s, ${Math.round(memory)} MiB`);
    }
    for (const of of [3, 7]) {
      const names = Array.from({ length: of }, (_, index) => `part-${of - index}`);
      for (const name of names) {
        await measured(folder, [...UPGRADE, '--shard', `${name.slice(5)}/${of}`, '--results', name, 'g.ndjson']);
      }
      await measured(folder, ['fleet', 'merge', '--results', 'merged', ...names]);
      digests.push(digest('merged'));
      print(`shards ${of}: merged`);
    }
    const roll = dice(Number(values.seed) + 1);
    for (let kill = 0; kill < Number(values.kills); kill += 1) {
      rmSync(join(folder, 'r'), { force: true });
      const args = [...UPGRADE, '--results', 'r', '--resume', 'g.ndjson'];
      const child = start(folder, args);
      const timer = setTimeout(() => child.kill('SIGKILL'), roll(Math.ceil(longest * 1000)));
      await once(child, 'exit');
      clearTimeout(timer);
      if (!existsSync(join(folder, 'r'))) await measured(folder, args);
      digests.push(digest('r'));
    }
    print(`killed ${values.kills} times and resumed`);
    const isSame = new Set(digests).size === 1;
    print(isSame ? `${digests.length} results, the same bytes` : 'the bytes are not the same');
    return isSame ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (values.help === true) process.stdout.write(HELP);
else process.exitCode = await main();
