import type { CommandReference, OptionReference } from './grammar-reference.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script that teaches a shell to complete the words of a call. */
export function completionScript(shell: Shell, commands: readonly CommandReference[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands);
}

const below = (commands: readonly CommandReference[]): readonly CommandReference[] =>
  commands.filter(({ name }) => name !== '');
const names = ({ short, long }: OptionReference): readonly string[] => [
  ...(short === undefined || short === long ? [] : [short]),
  long,
];
const topNames = (commands: readonly CommandReference[]): readonly string[] =>
  below(commands).flatMap(({ name }) => (name.includes(' ') ? [] : [name]));
const subNames = (commands: readonly CommandReference[], parent: string): readonly string[] =>
  below(commands).flatMap(({ name }) => (name.startsWith(`${parent} `) ? [name.slice(parent.length + 1)] : []));

function bashScript(commands: readonly CommandReference[]): string {
  const top = commands.find(({ name }) => name === '');
  const cases = below(commands).map((command) => {
    const values = command.options.flatMap((option) => bashValue(option));
    const words = [...command.options.flatMap(names), ...subNames(commands, command.name), ...command.words];
    return [
      `    '${command.name}')`,
      ...(values.length === 0 ? [] : ['      case "$previous" in', ...values, '      esac']),
      `      words='${words.join(' ')}'; files=${command.takesFiles ? 1 : 0} ;;`,
    ].join('\n');
  });
  const twoWords = below(commands).filter(({ name }) => name.includes(' '));
  return `# bash completion of rootport; made by "rootport completion bash"
_rootport() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="\${COMP_WORDS[1]}" words='' files=0
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '${[...topNames(commands), 'help', ...(top?.options ?? []).flatMap(names)].join(' ')}' -- "$current"))
    return
  fi
${twoWords.map(({ name }) => `  if ((COMP_CWORD > 2)) && [[ "$command \${COMP_WORDS[2]}" == '${name}' ]]; then command='${name}'; fi`).join('\n')}
  case "$command" in
${cases.join('\n')}
    help) words='${topNames(commands).join(' ')}' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
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
  const pattern = names(option).join('|');
  if (option.choices.length > 0) {
    return [`        ${pattern}) COMPREPLY=($(compgen -W '${option.choices.join(' ')}' -- "$current")); return ;;`];
  }
  if (option.takesFile) {
    return [
      `        ${pattern}) compopt -o filenames 2>/dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$current")); return ;;`,
    ];
  }
  return [`        ${pattern}) return ;;`];
}

function zshScript(commands: readonly CommandReference[]): string {
  const list = below(commands).filter(({ name }) => !name.includes(' '));
  const cases = below(commands).map(
    (command) => `      ('${command.name}')\n        _arguments -s -S : ${zshArguments(command, commands)}\n        ;;`,
  );
  const twoWords = below(commands).filter(({ name }) => name.includes(' '));
  return `#compdef rootport
# zsh completion of rootport; made by "rootport completion zsh"
_rootport() {
  local -a commands
  commands=(
${list.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command="\${words[2]}"
${twoWords.map(({ name }) => `  if ((CURRENT > 3)) && [[ "\${words[2]} \${words[3]}" == '${name}' ]]; then command='${name}'; shift words; ((CURRENT--)); fi`).join('\n')}
  shift words
  ((CURRENT--))
  case "$command" in
${cases.join('\n')}
  esac
}
if [[ "\${funcstack[1]}" == _rootport ]]; then _rootport "$@"; else compdef _rootport rootport; fi
`;
}

function zshArguments(command: CommandReference, commands: readonly CommandReference[]): string {
  const options = command.options.flatMap((option) => {
    const action = zshAction(option);
    const description = option.description.replace(/[[\]:]/g, (sign) => `\\${sign}`);
    return names(option).map((name) => quote(`${name}[${description}]${action}`));
  });
  const words = [...subNames(commands, command.name), ...command.words];
  const rest =
    words.length > 0 ? [quote(`*:word:(${words.join(' ')})`)] : command.takesFiles ? [quote('*:file:_files')] : [];
  return [...options, ...rest].join(' \\\n          ');
}

function zshAction({ value, choices, takesFile }: OptionReference): string {
  if (value === undefined) return '';
  const name = value.replace(/[<>[\]]/g, '');
  return `:${name}:${choices.length > 0 ? `(${choices.join(' ')})` : takesFile ? '_files' : ' '}`;
}

function fishScript(commands: readonly CommandReference[]): string {
  const top = topNames(commands);
  const lines = below(commands).flatMap((command) => {
    const [first = '', second] = command.name.split(' ');
    const condition =
      second === undefined
        ? `__fish_seen_subcommand_from ${first}`
        : `__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${second}`;
    const head =
      second === undefined
        ? `complete -c rootport -n __fish_use_subcommand -f -a ${first} -d ${quote(command.summary)}`
        : `complete -c rootport -n '__fish_seen_subcommand_from ${first}' -f -a ${second} -d ${quote(command.summary)}`;
    const words =
      command.words.length === 0 ? [] : [`complete -c rootport -n '${condition}' -f -a '${command.words.join(' ')}'`];
    const noFiles = command.takesFiles ? [] : [`complete -c rootport -n '${condition}' -f`];
    return [head, ...command.options.map((option) => fishOption(option, condition)), ...words, ...noFiles];
  });
  return `# fish completion of rootport; made by "rootport completion fish"
complete -c rootport -n __fish_use_subcommand -f -a help -d 'print the help of a command'
complete -c rootport -n '__fish_seen_subcommand_from help' -f -a '${top.join(' ')}'
${lines.join('\n')}
`;
}

function fishOption(
  { short, long, value, choices, takesFile, description }: OptionReference,
  condition: string,
): string {
  const parts = [
    `complete -c rootport -n '${condition}'`,
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    ...(long.startsWith('--') ? [`-l ${long.slice(2)}`] : []),
    ...(value === undefined
      ? []
      : choices.length > 0
        ? [`-x -a '${choices.join(' ')}'`]
        : takesFile
          ? ['-r -F']
          : ['-x']),
    `-d ${quote(description)}`,
  ];
  return parts.join(' ');
}

/** A word in single quotes, for any of the shells. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
