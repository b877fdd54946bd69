import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../../system/io.ts';
import {
  addPlannerOptions,
  documentsArgument,
  type Finish,
  filesFromOption,
  outputOption,
  profileOption,
  wholeNumber,
} from '../options.ts';
import type { VerifyFlags } from './verify.ts';

/** `rootport verify`. */
export function addVerify(program: Command, io: Io, finish: Finish): void {
  const verify = program.command('verify');
  verify
    .summary('ask a real QEMU whether every device is where the plan says')
    .description(
      'Plans a domain, starts QEMU with that machine, stopped and with hardly any memory, and asks it where it has each PCI device. Nothing of the guest runs, and no disk or network is touched. QEMU runs in its own sandbox, in an empty folder.',
    )
    .addArgument(documentsArgument())
    .addOption(outputOption())
    .option('--hotplug', 'also plug a device into every free port, and unplug it')
    .option('--qemu-binary <file>', 'this QEMU; else qemu-system-ARCH on PATH')
    .option('--no-sandbox', 'for a QEMU that was built without one (seccomp)')
    .addOption(
      new Option('--timeout <seconds>', 'how long a document may take; else 60').argParser(seconds).default(60, ''),
    )
    .addOption(
      new Option('--jobs <n>', 'how many QEMUs run at once; else one for each core').argParser(wholeNumber(1, 256)),
    )
    .addOption(profileOption());
  addPlannerOptions(verify)
    .addOption(filesFromOption())
    .option('-q, --quiet', 'only what is wrong')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', VERIFY_HELP)
    .action(async (files: readonly string[], flags: VerifyFlags) => {
      const { verifyCommand } = await import('./verify.ts');
      finish(await verifyCommand(files, flags, io));
    });
}

function seconds(value: string): number {
  const number = Number(value);
  if (!(number > 0 && number <= 86_400)) throw new InvalidArgumentError('Give seconds above 0, such as 60.');
  return number;
}

const VERIFY_HELP = `
Examples:
  rootport verify vm.xml
  rootport verify --hotplug vm.xml       every free port, too
  rootport verify -q machines/*.xml      only what is wrong
  rootport verify --profile libvirt-9.0 --qemu 7.2 vm.xml
  rootport verify --qemu-binary /opt/qemu/bin/qemu-system-x86_64 vm.xml

The machine is the one that "rootport qemu --runnable" prints: what needs the
host, such as a passed-through device, has another device in its place. QEMU and
all that it starts are ended when the command ends, whatever ends it.

Exit codes: 0 QEMU has everything where the plan says; 1 it has not, or does not
start, or the document was refused; 2 wrong call, unreadable input, or no QEMU
that answers; 3 a bug in rootport.`;
