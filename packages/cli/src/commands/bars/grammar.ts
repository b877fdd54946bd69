import type { ProcessorVendor } from '@rootport/core';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import {
  addPlannerOptions,
  documentsArgument,
  type Finish,
  filesFromOption,
  firmwareOption,
  outputOption,
  profileOption,
} from '../options.ts';
import type { BarsFlags } from './bars.ts';

/** `rootport bars`. */
export function addBars(program: Command, io: Io, finish: Finish): void {
  const bars = program.command('bars').alias('windows');
  bars
    .summary('add up the room for BARs, and say whether firmware has it')
    .description(
      'Plans a domain and adds up, bus by bus, the I/O ports and the memory that the BARs of its devices need, and says whether the firmware can give it.',
    )
    .addArgument(documentsArgument())
    .addOption(outputOption())
    .addOption(firmwareOption())
    .addOption(
      new Option(
        '--firmware-version <version>',
        'such as 1.16.3 or 2025.02; else the one that comes with --qemu',
      ).argParser(version),
    )
    .addOption(
      new Option('--phys-bits <bits>', 'address bits of the processor; else as written, or 40').argParser(addressBits),
    )
    .addOption(
      new Option('--cpu-vendor <vendor>', 'intel or amd; else as in the document, or either').argParser(vendor),
    )
    .addOption(profileOption());
  addPlannerOptions(bars)
    .addOption(filesFromOption())
    .option('-q, --quiet', 'no warnings and notes')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', BARS_HELP)
    .action(async (files: readonly string[], flags: BarsFlags) => {
      const { barsCommand } = await import('./bars.ts');
      finish(await barsCommand(files, flags, io));
    });
}

function version(value: string): string {
  if (!/^\d+(\.\d+){1,2}$/.test(value)) throw new InvalidArgumentError('Write it as 1.16.3 or 2025.02.');
  return value;
}

function vendor(value: string): ProcessorVendor {
  const known = { intel: 'Intel', amd: 'AMD' } as const;
  const found = Object.entries(known).find(([name]) => name === value.toLowerCase())?.[1];
  if (found === undefined) throw new InvalidArgumentError('Give intel or amd.');
  return found;
}

function addressBits(value: string): number {
  const bits = Number(value);
  if (!(Number.isInteger(bits) && bits >= 32 && bits <= 64)) throw new InvalidArgumentError('Give 32 to 64.');
  return bits;
}

const BARS_HELP = `
Examples:
  rootport bars vm.xml
  rootport bars --firmware ovmf --phys-bits 46 --host host.json vm.xml

The BARs of QEMU's devices are known; those of host devices are given with
--host, as "lspci -vv" shows them:
  {"hostDevices": {"0000:03:00.0": {"bars": [{"kind": "mem32", "size": "16M"},
                                    {"kind": "pref64", "size": "512G"}]}}}
Kinds: io, mem32, mem64, and pref32, pref64 for prefetchable memory.

What fits was measured with SeaBIOS 1.14 to 1.17 and OVMF 2020.11 to 2026.08,
and on virt of ARM and RISC-V, where Linux gives out the room; elsewhere it
is not known. Address bits, maker and large pages of the processor count: what
the document leaves open has to fit every processor that the guest may get.

Exit codes: 0 all fits; 1 something does not, or the document was refused; 2
wrong call or unreadable input; 3 a bug in rootport; 4 it is not known.`;
