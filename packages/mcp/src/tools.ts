import { type Io, run } from 'rootport/run';
import { z } from 'zod';
import { type Recorded, textIo } from './text-io.ts';

/** In UTF-16 code units: far above any domain, far below what makes an agent's machine work for minutes. */
export const LONGEST = 4_000_000;

const xml = (what: string) => z.string().min(1).max(LONGEST).describe(`${what}, as text; a path is not read`);
const short = (what: string) => z.string().min(1).max(200).describe(what);

/** What decides the answer besides the documents. */
const PLANNING = {
  profile: short('the libvirt to imitate, such as libvirt-9.0 or debian-12').optional(),
  qemu: short('what this QEMU can do, such as 7.2').optional(),
  arch: short('architecture when the document names none').optional(),
  host: z.string().max(LONGEST).optional().describe('JSON with facts about the host, as --host reads it'),
};

/** Texts; of what the command has as a flag, whether it is given. */
export type Arguments = Readonly<Record<string, string | boolean | undefined>>;

/** A command as a tool: its answer is the JSON that the command prints. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: z.ZodRawShape;
  /** The files of the call, by the arguments that hold their texts. */
  readonly files: Readonly<Record<string, string>>;
  /** Arguments after the options, as names of files or values. */
  operands(given: Arguments): readonly string[];
  /** Arguments that are options of the command under the same name. */
  readonly options?: readonly string[];
  /** The same for options without a value. */
  readonly flags?: readonly string[];
}

const DOMAIN = { xml: xml('the libvirt domain definition (XML)'), ...PLANNING };

export const TOOLS: readonly Tool[] = [
  {
    name: 'plan',
    title: 'Plan the PCI addresses of a domain',
    description: 'Gives every device of a libvirt domain the PCI address that libvirt would give it.',
    inputSchema: DOMAIN,
    files: { 'domain.xml': 'xml' },
    operands: () => ['domain.xml'],
  },
  {
    name: 'check',
    title: 'Check a domain',
    description: 'Says what libvirt would refuse of a domain and what is likely a mistake, with places and fixes.',
    inputSchema: { ...DOMAIN, rules: short('settings of rules, such as RP6003=error,machine-alias=off').optional() },
    files: { 'domain.xml': 'xml' },
    operands: () => ['domain.xml'],
    options: ['rules'],
  },
  {
    name: 'explain',
    title: 'Explain an address',
    description: 'Says by which rules a device is where it is, or why it found no place.',
    inputSchema: { ...DOMAIN, device: short('vda, net0, a MAC address, 03:00.0, pci.3; without: the plan').optional() },
    files: { 'domain.xml': 'xml' },
    operands: ({ device }) => ['domain.xml', ...(device === undefined ? [] : [String(device)])],
  },
  {
    name: 'capacity',
    title: 'Count what still fits',
    description: 'Says how many more devices of each kind fit into a domain, stored and running.',
    inputSchema: DOMAIN,
    files: { 'domain.xml': 'xml' },
    operands: () => ['domain.xml'],
  },
  {
    name: 'attach',
    title: 'Say where a device would land',
    description: 'Says at which address libvirt would put a device that is attached to a domain, or why it would not.',
    inputSchema: { ...DOMAIN, device: xml('the device (XML)') },
    files: { 'domain.xml': 'xml', 'device.xml': 'device' },
    operands: () => ['domain.xml', 'device.xml'],
  },
  {
    name: 'names',
    title: 'Predict the names of network interfaces',
    description: 'Predicts what a Linux guest with systemd calls its network interfaces, and how sure that is.',
    inputSchema: {
      ...DOMAIN,
      scheme: short("systemd's naming scheme (v247) or a distribution (debian-12)").optional(),
      firmware: short('seabios, ovmf, aavmf or none').optional(),
    },
    files: { 'domain.xml': 'xml' },
    operands: () => ['domain.xml'],
    options: ['scheme', 'firmware'],
  },
  {
    name: 'place',
    title: 'Put devices of a host near the right cells of a guest',
    description:
      'Writes GPUs, NICs and other devices of a host into a domain, with expanders, ports and addresses by NUMA node, or says what cannot be kept.',
    inputSchema: {
      ...DOMAIN,
      host: z
        .string()
        .min(1)
        .max(LONGEST)
        .describe('the devices of the host, in any form that "rootport host" reads, as text'),
      devices: z.string().min(1).max(10_000).describe('host addresses: 0000:18:00.0,0000:19:00.0').optional(),
      gpus: z.boolean().describe('all GPUs and accelerators of the host').optional(),
      nics: z.boolean().describe('all network adapters of the host').optional(),
      policy: short('what gets an expander: per-node, per-root, switch or dedicated').optional(),
      node: z.string().min(1).max(10_000).describe('nodes of devices: 0000:18:00.0=1').optional(),
      cell: short('guest cells by host node: 0=1,1=0').optional(),
      loose: z.boolean().describe('tell what cannot be kept, where that is possible, and go on').optional(),
    },
    files: { 'domain.xml': 'xml' },
    operands: () => ['domain.xml'],
    options: ['devices', 'policy', 'node', 'cell'],
    flags: ['gpus', 'nics', 'loose'],
  },
  {
    name: 'diff',
    title: 'Compare two domains',
    description: 'Says what changes for the guest between two definitions, and how bad that is.',
    inputSchema: { before: xml('the old definition (XML)'), after: xml('the new definition (XML)'), ...PLANNING },
    files: { 'old.xml': 'before', 'new.xml': 'after' },
    operands: () => ['old.xml', 'new.xml'],
  },
];

export interface ToolAnswer {
  readonly isError: boolean;
  readonly text: string;
  /** The JSON of the command; absent where it printed none. */
  readonly json?: Readonly<Record<string, unknown>>;
}

/** Calls the command on texts. Wrong values of options are answered by the command, in its words. */
export async function callTool(tool: Tool, given: Arguments): Promise<ToolAnswer> {
  const texts: Record<string, string> = {};
  for (const [file, argument] of Object.entries(tool.files)) texts[file] = String(given[argument] ?? '');
  if (given['host'] !== undefined) texts['host.json'] = String(given['host']);
  // With "=", so that no value is taken for an option.
  const options = ['profile', 'qemu', 'arch', ...(tool.options ?? [])]
    .filter((name) => given[name] !== undefined)
    .map((name) => `--${name}=${given[name]}`);
  const flags = (tool.flags ?? []).filter((name) => given[name] === true).map((name) => `--${name}`);
  const host = given['host'] === undefined ? [] : ['--host=host.json'];
  const recorded: Recorded = { stdout: '', stderr: '' };
  const io: Io = textIo(texts, recorded);
  const code = await run([tool.name, '-o', 'json', ...options, ...flags, ...host, '--', ...tool.operands(given)], io);
  const json = jsonOf(recorded.stdout);
  if (code >= 2 || json === undefined) return { isError: true, text: recorded.stderr || recorded.stdout };
  return { isError: false, text: recorded.stdout, json };
}

function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  return JSON.parse(text);
}
