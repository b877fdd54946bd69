import { type Bar, deviceBars, loneDeviceWords } from '@rootport/core';
import { programArguments } from './command-line.ts';
import { recordAt, recordsOf } from './json-value.ts';
import { OPTION_ROM } from './option-rom.ts';
import { startQemu } from './paused-qemu.ts';
import { vhostServer } from './vhost-server.ts';

const HELP = `npm run bars:measure -- [--qemu "PROGRAM"] [--machine NAME] [DRIVER...]

Starts QEMU paused with each of its PCI devices alone, asks it for the BARs and
compares them with the rows of profiles/tables/device-bars.ts. All PCI devices
that it has, or those named. A device that needs more of the host than QEMU alone
is listed as not started. About half a second a device.

Exit code 1: a row says something else.
`;

/** Room for memory devices. */
const MEMORY = ['-m', 'size=64M,slots=2,maxmem=1G'];

/** Properties without which a device does not start. */
const NEEDED: Readonly<Record<string, string>> = {
  'pci-bridge': 'chassis_nr=1',
  'vhost-vsock-pci': 'guest-cid=3',
  'vhost-user-fs-pci': 'tag=t',
};

const { values, positionals } = programArguments(HELP, {
  allowPositionals: true,
  options: {
    qemu: { type: 'string', default: 'qemu-system-x86_64' },
    machine: { type: 'string', default: 'q35' },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const program = values.qemu.split(' ');
  const machine = ['-machine', values.machine, '-nodefaults'];
  const { version, drivers } = await startQemu(program, machine, async (ask) => ({
    version: recordAt(recordsOf([await ask('query-version')])[0] ?? {}, 'qemu'),
    drivers: recordsOf(await ask('qom-list-types', { implements: 'pci-device', abstract: false })).map(
      ({ name }) => `${name}`,
    ),
  }));
  process.stdout.write(`QEMU ${version?.['major']}.${version?.['minor']}.${version?.['micro']}, ${values.machine}\n`);
  let wrong = 0;
  const server = await vhostServer();
  for (const driver of [...drivers].sort()) {
    if (positionals.length > 0 && !positionals.includes(driver)) continue;
    const line = await measure(program, [...machine, ...MEMORY, ...wordsOf(driver, server.path)], driver);
    if (line.startsWith('DIFFERENT')) wrong += 1;
    process.stdout.write(`${driver}: ${line}\n`);
  }
  server.close();
  process.stdout.write(`${wrong} rows differ\n`);
  return wrong === 0 ? 0 : 1;
}

function wordsOf(driver: string, socket: string): readonly string[] {
  const words = [...loneDeviceWords(driver)];
  const isServed = /^vhost-user-(?!gpu|vga)/.test(driver);
  const last = words.pop() ?? '';
  const needed = NEEDED[driver.replace(/-(?:non-)?transitional$/, '')];
  return [
    ...(isServed ? ['-chardev', `socket,id=server,path=${socket}`] : []),
    ...words,
    [last, ...(isServed ? ['chardev=server'] : []), ...(needed === undefined ? [] : [needed])].join(','),
  ];
}

async function measure(program: readonly string[], args: readonly string[], driver: string): Promise<string> {
  let found: readonly Bar[] | undefined;
  try {
    found = await startQemu(program, args, async (ask) => barsOf(await ask('query-pci')));
  } catch (error) {
    return `not started: ${error instanceof Error ? error.message.trim().split('\n').at(-1) : error}`;
  }
  if (found === undefined) return 'not there';
  const row = deviceBars(driver, false);
  const text = textOf(found);
  if (row === undefined) return `NO ROW: ${text}`;
  const own = textOf(row);
  return own === text ? text : `DIFFERENT: ${text}, the row has ${own}`;
}

/** The BARs of the device that is called `it`; an option ROM counts as a window of memory below 4 GiB. */
function barsOf(answer: unknown): readonly Bar[] | undefined {
  const device = recordsOf(answer)
    .flatMap((bus) => recordsOf(bus['devices']))
    .find((one) => one['qdev_id'] === 'it');
  return (
    device &&
    recordsOf(device['regions']).map((region): Bar => {
      const size = Number(region['size']);
      if (region['type'] === 'io') return { kind: 'io', size };
      const isPrefetchable = region['prefetch'] === true && region['bar'] !== OPTION_ROM;
      return { kind: `${isPrefetchable ? 'pref' : 'mem'}${region['mem_type_64'] === true ? '64' : '32'}`, size };
    })
  );
}

/** `io 32, mem32 4096`, in order of kind and size. */
function textOf(bars: readonly Bar[]): string {
  return (
    bars
      .map(({ kind, size }) => `${kind} ${size}`)
      .sort()
      .join(', ') || 'none'
  );
}
