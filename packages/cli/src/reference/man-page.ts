import type { CommandReference, OptionReference } from './grammar-reference.ts';

/** The manual page rootport(1), in the macros of man(7). */
export function manPage(commands: readonly CommandReference[], version: string): string {
  const [program, ...rest] = commands;
  if (program === undefined) return '';
  const lines = [
    `.TH ROOTPORT 1 "" "rootport ${version}" "User Commands"`,
    '.SH NAME',
    'rootport \\- plan the PCI topology of virtual machines',
    '.SH SYNOPSIS',
    '.nf',
    ...rest.map(({ name, usage }) => `\\fBrootport ${text(name)}\\fR ${text(usage)}`),
    '.fi',
    '.SH DESCRIPTION',
    text(program.description),
    ...PARAGRAPHS.flatMap((paragraph) => ['.PP', text(paragraph)]),
    '.SH COMMANDS',
    ...rest.flatMap(commandLines),
    '.SH EXIT STATUS',
    ...EXIT_STATUS.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, text(meaning)]),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, meaning]) => ['.TP', `.B ${name}`, text(meaning)]),
    '.SH SEE ALSO',
    '.BR virsh (1),',
    '.BR qemu (1),',
    '.BR lspci (8)',
  ];
  return `${lines.join('\n')}\n`;
}

const PARAGRAPHS = [
  'Documents are domain XML of libvirt. A file named "-" is standard input. Results go to standard output, messages to standard error; each message ends in a code, which "rootport codes" explains.',
];

const EXIT_STATUS = [
  ['0', 'Fine.'],
  ['1', 'A document was refused, or something was found that was asked for.'],
  ['2', 'A wrong call, unreadable input or unwritable output.'],
  ['3', 'A bug in rootport.'],
] as const;

const ENVIRONMENT = [
  ['NO_COLOR', 'When it is not empty, no colours.'],
  ['FORCE_COLOR', 'When it is not empty, colours even where the output is not a terminal.'],
  ['ROOTPORT_DEBUG', 'With 1, a bug is reported with its stack.'],
] as const;

function commandLines({ name, description, options, notes }: CommandReference): readonly string[] {
  return [
    `.SS rootport ${text(name)}`,
    text(description),
    ...options.flatMap(optionLines),
    ...(notes === '' ? [] : ['.PP', '.nf', ...notes.split('\n').map((line) => text(line)), '.fi']),
  ];
}

function optionLines({ short, long, value, choices, description }: OptionReference): readonly string[] {
  const names = [short, long].filter((name) => name !== undefined).map((name) => `\\fB${text(name)}\\fR`);
  const argument = value === undefined ? '' : ` \\fI${text(value)}\\fR`;
  const words = choices.filter((choice) => !description.includes(choice));
  const more = words.length === 0 ? '' : ` (${words.join(', ')})`;
  return ['.TP', `${names.join(', ')}${argument}`, text(`${description}${more}`)];
}

/** Text that roff takes for nothing but text. */
function text(words: string): string {
  const escaped = words.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq');
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
