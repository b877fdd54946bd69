import {
  type Bar,
  createDiagnostic,
  type Diagnostic,
  factsOfHost,
  type HostFacts,
  type HostInput,
  readHost,
} from '@rootport/core';
import { faultText, type JsonFile, readJson, show } from '../config/json-file.ts';
import { failure, type Outcome, success } from '../outcome.ts';

/** The facts of a file: written by hand as JSON without a version, or in any of the forms that tell a host. */
export function readAnyFacts(input: HostInput): Outcome<HostFacts, readonly Diagnostic[]> {
  const text = 'text' in input ? input.text : '';
  const isJson = text.trimStart().startsWith('{');
  if (isJson && !/"(?:formatVersion|apiVersion)"\s*:/.test(text)) return readHostFacts(text, input.file);
  const { host, files, diagnostics } = readHost([input]);
  if (host !== undefined) return success(factsOfHost(host));
  const faults = [...files.flatMap((one) => one.diagnostics), ...diagnostics].filter(
    ({ severity }) => severity === 'error',
  );
  // What is nothing at all was most likely meant as JSON.
  return faults.some(({ code }) => code === 'RP5500') ? readHostFacts(text, input.file) : failure(faults);
}

/** The facts as written: a size may be in lspci's form. */
type WrittenFacts = Omit<HostFacts, 'hostDevices'> & {
  readonly $schema?: string;
  readonly hostDevices?: Readonly<Record<string, WrittenDevice>>;
};
type Device = NonNullable<HostFacts['hostDevices']>[string];
type WrittenDevice = Omit<Device, 'bars'> & { readonly bars?: readonly WrittenBar[] };
type WrittenBar = Omit<Bar, 'size'> & { readonly size: number | string };

/** Reads the JSON of `--host`; RP5004 for each thing that is wrong. Nothing is guessed. */
export function readHostFacts(text: string, file: string): Outcome<HostFacts, readonly Diagnostic[]> {
  const refusal = (problem: string, span: Diagnostic['span']) =>
    createDiagnostic('RP5004', { ...(span === undefined ? {} : { span }), values: { file, problem } });
  const { value, faults, spanOf } = readJson(text, 'host-facts');
  if (faults.length > 0) return failure(faults.map((fault) => refusal(faultText(fault, 'the whole'), fault.span)));
  const { $schema, hostDevices, ...rest } = value as WrittenFacts;
  if (hostDevices === undefined) return success(rest);
  const wrong = wrongSizes(hostDevices, spanOf);
  if (wrong.length > 0) return failure(wrong.map(({ problem, span }) => refusal(problem, span)));
  const devices = Object.entries(hostDevices).map(([address, { bars, ...device }]): [string, Device] => [
    address,
    { ...device, ...(bars === undefined ? {} : { bars: bars.map((bar) => ({ ...bar, size: bytes(bar.size) })) }) },
  ]);
  return success({ ...rest, hostDevices: Object.fromEntries(devices) });
}

/** A power of two is what no schema can ask for. */
function wrongSizes(devices: NonNullable<WrittenFacts['hostDevices']>, spanOf: JsonFile['spanOf']) {
  return Object.entries(devices).flatMap(([address, { bars = [] }]) =>
    bars.flatMap(({ size }, position) => {
      if (Number.isInteger(Math.log2(bytes(size)))) return [];
      const path = `hostDevices["${address}"].bars[${position}].size`;
      const problem = `${path} is ${show(size)}; it has to be a power of two, in bytes or as "16M"`;
      return [{ problem, span: spanOf(['hostDevices', address, 'bars', `${position}`, 'size']) }];
    }),
  );
}

const UNITS = ['', 'K', 'M', 'G', 'T'];

/** As lspci writes it, `512G`; or a number of bytes. */
function bytes(size: number | string): number {
  if (typeof size === 'number') return size;
  const [, digits = '', unit = ''] = /^(\d+)([KMGT]?)$/.exec(size) ?? [];
  return Number(digits) * 1024 ** UNITS.indexOf(unit);
}
