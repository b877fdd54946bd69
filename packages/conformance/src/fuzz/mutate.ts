// Makes texts from texts: bytes, structure and grammar. Pure functions of a source of random numbers.

import { CANARY } from './laws.ts';

/** A whole number from 0 to below `count`. */
export type Pick = (count: number) => number;

/** Numbers that a seed decides (xorshift32). */
export function randomNumbers(seed: number): Pick {
  let state = seed | 0 || 1;
  return (count) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % count;
  };
}

export function oneOf<T>(pick: Pick, all: readonly T[]): T {
  const found = all[pick(all.length)];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}

/** What the texts known so far are made of. */
export interface Material {
  readonly texts: string[];
  /** Those that the planner accepts. */
  readonly accepted: string[];
  /** Devices, each with everything in it. */
  readonly devices: string[];
  /** Values by attribute. */
  readonly values: Map<string, string[]>;
}

const DEVICES = /^[ \t]*<([a-z]+)(?: [^>]*)?(?:\/>|>[\s\S]*?<\/\1>)/gm;
const ATTRIBUTE = /([a-zA-Z_:]+)=(?:'([^']*)'|"([^"]*)")/g;

export function emptyMaterial(): Material {
  return { texts: [], accepted: [], devices: [], values: new Map() };
}

/** Adds a text to the material. */
export function learn(material: Material, text: string, isAccepted: boolean): void {
  material.texts.push(text);
  if (isAccepted) material.accepted.push(text);
  const inner = /<devices>([\s\S]*)<\/devices>/.exec(text)?.[1] ?? '';
  for (const [device] of inner.matchAll(DEVICES)) if (device.length < 2000) material.devices.push(device);
  for (const [, name = '', a, b] of text.matchAll(ATTRIBUTE)) {
    const known = material.values.get(name) ?? [];
    if (known.length < 200) known.push(a ?? b ?? '');
    material.values.set(name, known);
  }
}

const ODD_VALUES = [
  '',
  '0',
  '-1',
  '1',
  '31',
  '32',
  '255',
  '256',
  '65535',
  '65536',
  '4294967295',
  '4294967296',
  '0x0',
  '0xff',
  '0x1f',
  '017',
  '1e9',
  'none',
  'on',
  'default',
  `x,${CANARY}=on`,
  `x&#10;${CANARY}: 1`,
  `x&lt;/a&gt;&lt;${CANARY}/&gt;`,
  `x&quot;&gt;&lt;${CANARY}/&gt;`,
  '\u202e',
  '&#x10FFFF;',
  '../../x',
  '$(x)',
  'ü',
];

const MACHINES = [
  ['x86_64', 'pc'],
  ['x86_64', 'q35'],
  ['x86_64', 'pc-i440fx-2.4'],
  ['x86_64', 'pc-q35-7.2'],
  ['x86_64', 'microvm'],
  ['x86_64', 'isapc'],
  ['aarch64', 'virt'],
  ['ppc64', 'pseries'],
  ['s390x', 's390-ccw-virtio'],
  ['riscv64', 'virt'],
  ['loongarch64', 'virt'],
  ['armv7l', 'vexpress-a15'],
  ['sparc', 'SS-5'],
] as const;

type Mutation = (text: string, material: Material, pick: Pick) => string;

const cut = (text: string, start: number, end: number, put = ''): string =>
  text.slice(0, start) + put + text.slice(end);

function matchOf(text: string, pattern: RegExp, pick: Pick): RegExpExecArray | undefined {
  const all = [...text.matchAll(pattern)];
  return all.length === 0 ? undefined : oneOf(pick, all);
}

const replaceValue: Mutation = (text, material, pick) => {
  const match = matchOf(text, ATTRIBUTE, pick);
  if (match === undefined) return text;
  const [whole, name = ''] = match;
  const value = pick(3) === 0 ? oneOf(pick, ODD_VALUES) : oneOf(pick, material.values.get(name) ?? ODD_VALUES);
  return cut(text, match.index, match.index + whole.length, `${name}="${value.replaceAll('"', '&quot;')}"`);
};

const dropAttribute: Mutation = (text, _, pick) => {
  const match = matchOf(text, ATTRIBUTE, pick);
  return match === undefined ? text : cut(text, match.index, match.index + match[0].length);
};

const addDevice: Mutation = (text, { devices }, pick) => {
  const at = text.lastIndexOf('</devices>');
  return at < 0 ? text : cut(text, at, at, `${oneOf(pick, devices)}\n`);
};

const dropDevice: Mutation = (text, _, pick) => {
  const match = matchOf(text, DEVICES, pick);
  return match === undefined || match[0].includes('<domain')
    ? text
    : cut(text, match.index, match.index + match[0].length);
};

const repeatDevice: Mutation = (text, _, pick) => {
  const match = matchOf(text, DEVICES, pick);
  return match === undefined ? text : cut(text, match.index, match.index, `${match[0]}\n`.repeat(1 + pick(4)));
};

const changeMachine: Mutation = (text, _, pick) => {
  const [arch, machine] = oneOf(pick, MACHINES);
  return text.replace(/<type(?: [^>]*)?>/, `<type arch='${arch}' machine='${machine}'>`);
};

const newDomain: Mutation = (_, { devices }, pick) => {
  const [arch, machine] = oneOf(pick, MACHINES);
  const chosen = Array.from({ length: pick(12) }, () => oneOf(pick, devices));
  return `<domain type='kvm'>\n<name>f</name>\n<memory>1048576</memory>\n<os><type arch='${arch}' machine='${machine}'>hvm</type></os>\n${pick(2) === 0 ? '<features><acpi/></features>\n' : ''}<devices>\n${chosen.join('\n')}\n</devices>\n</domain>\n`;
};

const swapTags: Mutation = (text, _, pick) => {
  const [a, b] = [matchOf(text, /<[^>]*>/g, pick), matchOf(text, /<[^>]*>/g, pick)];
  if (a === undefined || b === undefined || a.index + a[0].length > b.index) return text;
  return `${text.slice(0, a.index)}${b[0]}${text.slice(a.index + a[0].length, b.index)}${a[0]}${text.slice(b.index + b[0].length)}`;
};

const changeBytes: Mutation = (text, _, pick) => {
  const at = pick(text.length + 1);
  switch (pick(4)) {
    case 0:
      return cut(text, at, at + 1 + pick(8));
    case 1:
      return cut(text, at, at, String.fromCharCode(pick(3) === 0 ? pick(0x10000) : pick(128)));
    case 2:
      return cut(
        text,
        at,
        at + 1,
        oneOf(pick, ['<', '>', '&', '"', "'", '/', '\0', '\r', ']]>', '<!--', '<![CDATA[', ' ']),
      );
    default:
      return cut(text, at, at, text.slice(at, at + pick(200)));
  }
};

const splice: Mutation = (text, { texts }, pick) => {
  const other = oneOf(pick, texts);
  return text.slice(0, pick(text.length + 1)) + other.slice(pick(other.length + 1));
};

/** The commoner a mutation is in the list, the oftener it is chosen. Most keep the text well-formed. */
const MUTATIONS: readonly Mutation[] = [
  replaceValue,
  replaceValue,
  replaceValue,
  replaceValue,
  addDevice,
  addDevice,
  addDevice,
  repeatDevice,
  dropDevice,
  dropAttribute,
  changeMachine,
  newDomain,
  newDomain,
  swapTags,
  changeBytes,
  splice,
];

const MOST_LENGTH = 20_000;

/** A new text from one of the material, by one to three mutations; mostly from one that is accepted. */
export function mutate(material: Material, pick: Pick): string {
  const [one, other] = [
    oneOf(pick, pick(4) === 0 ? material.texts : material.accepted),
    oneOf(pick, material.accepted),
  ];
  // Rather the shorter one: what it takes to reach something is seldom long.
  let text = pick(3) > 0 && other.length < one.length ? other : one;
  for (let times = 1 + pick(3); times > 0; times -= 1) text = oneOf(pick, MUTATIONS)(text, material, pick);
  return text.slice(0, MOST_LENGTH);
}
