import { ALL_PROFILES, completionsAt, NAMING_SCHEMES, SCHEME_DISTRIBUTIONS } from '@rootport/core';
import type { CommandReference, OptionReference } from './grammar-reference.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script that teaches a shell to complete the words of a call. */
export function completionScript(shell: Shell, commands: readonly CommandReference[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands);
}

const BEFORE_ARCH = "<domain><os><type arch='";

/** What stands for a placeholder of the grammar that has no choices there, since other words are taken as well. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  profile: [...ALL_PROFILES.map(({ name }) => name), 'local'],
  scheme: [...NAMING_SCHEMES.map(({ name }) => name), ...SCHEME_DISTRIBUTIONS],
  arch: completionsAt(`${BEFORE_ARCH}'/></os></domain>`, BEFORE_ARCH.length).items.map(({ label }) => label),
};

/** Placeholders of arguments for which rootport is asked: the first column of what this command prints. */
const LISTED: Readonly<Record<string, string>> = { CODE: 'codes', RULE: 'rules' };
/** The placeholder of arguments that are devices of the file before them. */
const DEVICE = 'NAME';

/** By which words a value is completed. */
type ValueKind = 'choices' | 'values' | 'file' | 'folder' | 'other';

const placeholder = ({ value = '' }: OptionReference): string => value.replace(/[<>[\]]/g, '');
function kindOf(option: OptionReference): ValueKind {
  const name = placeholder(option);
  if (option.choices.length > 0) return 'choices';
  if (VALUES[name] !== undefined) return 'values';
  if (name === 'file' || name === 'lockfile') return 'file';
  return name === 'folder' ? 'folder' : 'other';
}

const below = (commands: readonly CommandReference[]): readonly CommandReference[] =>
  commands.filter(({ name }) => name !== '');
const names = ({ short, long }: OptionReference): readonly string[] => [
  ...(short === undefined || short === long ? [] : [short]),
  long,
];
const depth = ({ name }: CommandReference): number => name.split(' ').length;
/** Deeper ones last, so that the longest name that a call begins with wins. */
const nested = (commands: readonly CommandReference[]): readonly CommandReference[] =>
  below(commands)
    .filter((command) => depth(command) > 1)
    .sort((a, b) => depth(a) - depth(b));
const topNames = (commands: readonly CommandReference[]): readonly string[] =>
  below(commands).flatMap(({ name }) => (name.includes(' ') ? [] : [name]));
const subNames = (commands: readonly CommandReference[], parent: string): readonly string[] =>
  below(commands).flatMap(({ name }) => {
    const rest = name.startsWith(`${parent} `) ? name.slice(parent.length + 1) : ' ';
    return rest.includes(' ') ? [] : [rest];
  });

interface ArgumentWords {
  /** Fixed ones. */
  readonly words: readonly string[];
  /** Names of {@link VALUES}. */
  readonly values: readonly string[];
  /** Commands of rootport whose first column is asked for. */
  readonly listed: readonly string[];
  readonly areDevices: boolean;
}
function argumentWords(command: CommandReference, commands: readonly CommandReference[]): ArgumentWords {
  const { placeholders } = command;
  return {
    words: [...subNames(commands, command.name), ...command.words],
    values: placeholders.map((name) => name.toLowerCase()).filter((name) => VALUES[name] !== undefined),
    listed: placeholders.flatMap((name) => LISTED[name] ?? []),
    areDevices: placeholders.includes(DEVICE),
  };
}

const listCommand = (command: string): string => `rootport ${command} 2>/dev/null | cut -d' ' -f1`;
const devicesCommand = (file: string): string => `rootport explain -q -o names ${file} 2>/dev/null`;

function bashScript(commands: readonly CommandReference[]): string {
  const top = commands.find(({ name }) => name === '');
  const cases = below(commands).map((command) => {
    const cased = command.options.flatMap((option) => bashValue(option));
    const { words, values, listed, areDevices } = argumentWords(command, commands);
    const all = [...command.options.flatMap(names), ...words, ...values.map((name) => `$_rootport_${name}`)];
    return [
      `    '${command.name}')`,
      ...(cased.length === 0 ? [] : ['      case "$previous" in', ...cased, '      esac']),
      `      words="${all.join(' ')}" files=${command.takesFiles ? 1 : 0}`,
      ...listed.map((name) => `      words+=" $(${listCommand(name)})"`),
      ...(areDevices ? ['      _rootport_devices && files=0'] : []),
      '      ;;',
    ].join('\n');
  });
  return `# bash completion of rootport; made by "rootport completion bash"
${Object.entries(VALUES)
  .map(([name, values]) => `_rootport_${name}='${values.join(' ')}'`)
  .join('\n')}
# Adds the devices of the file that the call has already; false if there is none.
_rootport_devices() {
  local word device
  for word in "\${COMP_WORDS[@]:2:COMP_CWORD-2}"; do
    word=\${word//[\\\\\\'\\"]/}
    word=\${word/#\\~\\//$HOME/}
    [[ -f $word ]] || continue
    while IFS= read -r device; do
      [[ $device == "$current"* ]] && COMPREPLY+=("$device")
    done < <(${devicesCommand('"$word"')})
    return 0
  done
  return 1
}
_rootport() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="\${COMP_WORDS[1]}" words='' files=0
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${[...topNames(commands), 'help', ...(top?.options ?? []).flatMap(names)].join(' ')}' -- "$current"))
    return
  fi
${nested(commands)
  .map((one) => {
    const count = depth(one);
    return `  if ((COMP_CWORD > ${count})) && [[ "\${COMP_WORDS[*]:1:${count}}" == '${one.name}' ]]; then command='${one.name}'; fi`;
  })
  .join('\n')}
  case "$command" in
${cases.join('\n')}
    help) words='${topNames(commands).join(' ')}' ;;
  esac
  COMPREPLY+=($(compgen -W "$words" -- "$current"))
  if ((files)) && [[ "$current" != -* ]]; then
    compopt -o filenames 2>/dev/null
    local IFS=$'\\n'
    COMPREPLY+=($(compgen -f -- "$current"))
  fi
}
complete -F _rootport rootport
`;
}

function bashValue(option: OptionReference): readonly string[] {
  if (option.value === undefined) return [];
  const paths = (what: string): string =>
    `compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen ${what} -- "$current"));`;
  const completed: Readonly<Record<ValueKind, string>> = {
    choices: `COMPREPLY=($(compgen -W '${option.choices.join(' ')}' -- "$current"));`,
    values: `COMPREPLY=($(compgen -W "$_rootport_${placeholder(option)}" -- "$current"));`,
    file: paths('-f'),
    folder: paths('-d'),
    other: '',
  };
  return [`        ${names(option).join('|')}) ${`${completed[kindOf(option)]} return`.trim()} ;;`];
}

function zshScript(commands: readonly CommandReference[]): string {
  const list = below(commands).filter(({ name }) => !name.includes(' '));
  const cases = below(commands).map(
    (command) => `      ('${command.name}')\n        _arguments -s -S : ${zshArguments(command, commands)}\n        ;;`,
  );
  return `#compdef rootport
# zsh completion of rootport; made by "rootport completion zsh"
${Object.entries(VALUES)
  .map(([name, values]) => `_rootport_${name}() { compadd -- ${values.join(' ')} }`)
  .join('\n')}
_rootport_list() { compadd -- \${(f)"$(rootport "$1" 2>/dev/null | cut -d' ' -f1)"} }
# The devices of the file that the call has already.
_rootport_devices() {
  local word
  for word in "\${(@Q)words[2,CURRENT-1]}"; do
    word=\${word/#\\~\\//$HOME/}
    [[ -f $word ]] || continue
    compadd -- \${(f)"$(${devicesCommand('"$word"')})"}
    return
  done
}
_rootport() {
  local -a commands
  commands=(
${list.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`).join('\n')}
    'help:print the help of a command'
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command="\${words[2]}" depth=1
${nested(commands)
  .map((one) => {
    const count = depth(one);
    return `  if ((CURRENT > ${count + 1})) && [[ "\${(j: :)words[2,${count + 1}]}" == '${one.name}' ]]; then command='${one.name}' depth=${count}; fi`;
  })
  .join('\n')}
  shift depth words
  ((CURRENT -= depth))
  case "$command" in
${cases.join('\n')}
      (help)
        _describe command commands
        ;;
  esac
}
if [[ "\${funcstack[1]}" == _rootport ]]; then _rootport "$@"; else compdef _rootport rootport; fi
`;
}

function zshArguments(command: CommandReference, commands: readonly CommandReference[]): string {
  const options = command.options.flatMap((option) => {
    const action = zshAction(option);
    const description = option.description.replace(/[[\]:\\]/g, (sign) => `\\${sign}`);
    return names(option).map((name) => quote(`${name}[${description}]${action}`));
  });
  const { words, values, listed, areDevices } = argumentWords(command, commands);
  const actions = [
    ...(words.length === 0 ? [] : [`compadd -- ${words.join(' ')}`]),
    ...values.map((name) => `_rootport_${name}`),
    ...listed.map((name) => `_rootport_list ${name}`),
    ...(command.takesFiles ? ['_files'] : []),
  ];
  const rest = actions.length === 0 ? [] : [quote(`*:word:{${actions.join('; ')}}`)];
  const all = areDevices ? [quote('1:file:_files'), quote('*:device:_rootport_devices')] : rest;
  return [...options, ...all].join(' \\\n          ');
}

function zshAction(option: OptionReference): string {
  if (option.value === undefined) return '';
  const name = placeholder(option);
  const completed: Readonly<Record<ValueKind, string>> = {
    choices: `(${option.choices.join(' ')})`,
    values: `_rootport_${name}`,
    file: '_files',
    folder: '_files -/',
    other: ' ',
  };
  return `:${name.replaceAll(':', '\\:')}:${completed[kindOf(option)]}`;
}

function fishScript(commands: readonly CommandReference[]): string {
  const top = topNames(commands);
  const lines = below(commands).flatMap((command) => {
    const parts = command.name.split(' ');
    const seen = (some: readonly string[]): string =>
      some.map((one) => `__fish_seen_subcommand_from ${one}`).join('; and ');
    const condition = `${quote(seen(parts))}`;
    const head =
      parts.length === 1
        ? `complete -c rootport -n __fish_use_subcommand -f -a ${command.name} -d ${quote(command.summary)}`
        : `complete -c rootport -n ${quote(seen(parts.slice(0, -1)))} -f -a ${parts.at(-1)} -d ${quote(command.summary)}`;
    const { values, listed, areDevices } = argumentWords(command, commands);
    const words = [
      ...command.words,
      ...values.map((name) => `$__rootport_${name}`),
      ...listed.map((name) => `(__rootport_list ${name})`),
      ...(areDevices ? ['(__rootport_devices)'] : []),
    ];
    return [
      head,
      ...command.options.map((option) => fishOption(option, condition)),
      ...(words.length === 0 ? [] : [`complete -c rootport -n ${condition} -a ${quote(words.join(' '))}`]),
      ...(command.takesFiles ? [] : [`complete -c rootport -n ${condition} -f`]),
    ];
  });
  return `# fish completion of rootport; made by "rootport completion fish"
${Object.entries(VALUES)
  .map(([name, values]) => `set -g __rootport_${name} ${values.join(' ')}`)
  .join('\n')}
function __rootport_list
    ${listCommand('$argv')}
end
# The devices of the file that the call has already.
function __rootport_devices
    for word in (commandline -opc)[3..-1]
        if test -f $word
            ${devicesCommand('$word')}
            return
        end
    end
end
complete -c rootport -n __fish_use_subcommand -f -a help -d 'print the help of a command'
complete -c rootport -n '__fish_seen_subcommand_from help' -f -a '${top.join(' ')}'
${lines.join('\n')}
`;
}

function fishOption(option: OptionReference, condition: string): string {
  const { short, long, value, description } = option;
  const completed: Readonly<Record<ValueKind, string>> = {
    choices: `-x -a '${option.choices.join(' ')}'`,
    values: `-x -a '$__rootport_${placeholder(option)}'`,
    file: '-r -F',
    folder: "-x -a '(__fish_complete_directories)'",
    other: '-x',
  };
  const parts = [
    `complete -c rootport -n ${condition}`,
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    ...(long.startsWith('--') ? [`-l ${long.slice(2)}`] : []),
    ...(value === undefined ? [] : [completed[kindOf(option)]]),
    `-d ${quote(description)}`,
  ];
  return parts.join(' ');
}

/** A word in single quotes, for any of the shells. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
