import type { Bar, BarKind, HostFacts } from '@rootport/core';
import { createLineIndex } from '@rootport/core';
import { failure, type Outcome, success } from '../outcome.ts';
import { MOST_NESTED, tooDeepAt } from '../system/json-depth.ts';

type Device = NonNullable<HostFacts['hostDevices']>[string];
type Fields = ReadonlyMap<string, unknown>;

const BDF = /^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/;

/** Reads the JSON of `--host`. Nothing is guessed: a name or a value that is not known is a problem. */
export function parseHostFacts(text: string): Outcome<HostFacts> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const fields = readFields(json.value, 'the file', ['hostDevices', 'hostdevNetworks', '$schema']);
  if (!fields.ok) return fields;
  // By this an editor finds the schema; packages/core/schemas has it.
  const schema = fields.value.get('$schema') ?? '';
  if (typeof schema !== 'string') return failure(`$schema must be a text, not ${show(schema)}`);
  const devices = readDevices(fields.value.get('hostDevices'));
  if (!devices.ok) return devices;
  const networks = readNames(fields.value.get('hostdevNetworks'), 'hostdevNetworks');
  if (!networks.ok) return networks;
  return success({
    ...(devices.value === undefined ? {} : { hostDevices: devices.value }),
    ...(networks.value === undefined ? {} : { hostdevNetworks: networks.value }),
  });
}

function readDevices(value: unknown): Outcome<Readonly<Record<string, Device>> | undefined> {
  if (value === undefined) return success(undefined);
  const fields = readFields(value, 'hostDevices');
  if (!fields.ok) return fields;
  const devices: [string, Device][] = [];
  for (const [address, facts] of fields.value) {
    if (!BDF.test(address)) return failure(`hostDevices: write the address ${show(address)} like "0000:03:00.0"`);
    const device = readDevice(facts, `hostDevices[${show(address)}]`);
    if (!device.ok) return device;
    devices.push([address, device.value]);
  }
  return success(Object.fromEntries(devices));
}

function readDevice(value: unknown, where: string): Outcome<Device> {
  const fields = readFields(value, where, ['present', 'pcie', 'iommuGroup', 'numaNode', 'bars']);
  if (!fields.ok) return fields;
  const present = readFlag(fields.value, 'present', where);
  if (!present.ok) return present;
  const pcie = readFlag(fields.value, 'pcie', where);
  if (!pcie.ok) return pcie;
  const iommuGroup = readNumber(fields.value, 'iommuGroup', where);
  if (!iommuGroup.ok) return iommuGroup;
  const numaNode = readNumber(fields.value, 'numaNode', where);
  if (!numaNode.ok) return numaNode;
  const bars = readBars(fields.value.get('bars'), `${where}.bars`);
  if (!bars.ok) return bars;
  return success({
    ...(present.value === undefined ? {} : { present: present.value }),
    ...(pcie.value === undefined ? {} : { pcie: pcie.value }),
    ...(iommuGroup.value === undefined ? {} : { iommuGroup: iommuGroup.value }),
    ...(numaNode.value === undefined ? {} : { numaNode: numaNode.value }),
    ...(bars.value === undefined ? {} : { bars: bars.value }),
  });
}

const BAR_KINDS: readonly BarKind[] = ['io', 'mem32', 'mem64', 'pref32', 'pref64'];
const BAR_UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

function readBars(value: unknown, where: string): Outcome<readonly Bar[] | undefined> {
  if (value === undefined) return success(undefined);
  if (!Array.isArray(value)) return failure(`${where} must be a list, not ${show(value)}`);
  const bars: Bar[] = [];
  for (const [place, one] of value.entries()) {
    const fields = readFields(one, `${where}[${place}]`, ['kind', 'size']);
    if (!fields.ok) return fields;
    const kind = BAR_KINDS.find((name) => name === fields.value.get('kind'));
    if (kind === undefined) return failure(`${where}[${place}].kind must be one of ${BAR_KINDS.join(', ')}`);
    const size = barSize(fields.value.get('size'));
    if (size === undefined) {
      return failure(
        `${where}[${place}].size must be a power of two, in bytes or as "16M", not ${show(fields.value.get('size'))}`,
      );
    }
    bars.push({ kind, size });
  }
  return success(bars);
}

/** As lspci writes it: `512G`; or a number of bytes. */
function barSize(value: unknown): number | undefined {
  const [, digits = '', unit = ''] =
    /^(1|2|4|8|16|32|64|128|256|512)([KMGT]?)$/.exec(typeof value === 'string' ? value : '') ?? [];
  const size = typeof value === 'number' ? value : digits === '' ? 0 : Number(digits) * (BAR_UNITS[unit] ?? 0);
  return size > 0 && size <= 2 ** 52 && Number.isInteger(Math.log2(size)) ? size : undefined;
}

function readFields(value: unknown, where: string, known?: readonly string[]): Outcome<Fields> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return failure(`${where} must be an object, not ${show(value)}`);
  }
  const fields: Fields = new Map(Object.entries(value));
  for (const name of fields.keys()) {
    if (known !== undefined && !known.includes(name)) {
      return failure(`${where} has ${show(name)}, which is not one of ${known.join(', ')}`);
    }
  }
  return success(fields);
}

function readFlag(fields: Fields, name: string, where: string): Outcome<boolean | undefined> {
  const value = fields.get(name);
  if (value === undefined || typeof value === 'boolean') return success(value);
  return failure(`${where}.${name} must be true or false, not ${show(value)}`);
}

function readNumber(fields: Fields, name: string, where: string): Outcome<number | undefined> {
  const value = fields.get(name);
  if (value === undefined) return success(undefined);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return success(value);
  return failure(`${where}.${name} must be a whole number from 0, not ${show(value)}`);
}

function readNames(value: unknown, where: string): Outcome<readonly string[] | undefined> {
  if (value === undefined) return success(undefined);
  if (!Array.isArray(value)) return failure(`${where} must be a list of names, not ${show(value)}`);
  const names: string[] = [];
  for (const name of value) {
    if (typeof name !== 'string') return failure(`${where} must hold names only, not ${show(name)}`);
    names.push(name);
  }
  return success(names);
}

function parseJson(text: string): Outcome<unknown> {
  if (tooDeepAt(text) !== undefined) {
    return failure(`lists and objects are nested more than ${MOST_NESTED} deep`);
  }
  try {
    return success(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return failure(`not JSON: ${withPlace(error.message, text).replace(/\s+/g, ' ')}`);
  }
}

/** V8 counts characters from the start of the text; people count lines. */
function withPlace(message: string, text: string): string {
  return message.replace(/ in JSON at position (\d+)/, (_, offset: string) => {
    const { line, column } = createLineIndex(text).position(Number(offset));
    return ` at line ${line}, column ${column}`;
  });
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
