import { DEFAULT_PROFILE, type DiagnosticCode, visibleLines } from '@rootport/core';
import type { Config, Severity } from '../../config/config.ts';
import type { FoundConfig } from '../../config/find-config.ts';
import { parseRules } from '../../config/rules.ts';
import { EXIT, type ExitCode } from '../../exit-codes.ts';
import type { PlannerFlags } from '../../planning/plan-options.ts';
import { printJson, refuseCall, refuseFaults } from '../../planning/planned-document.ts';
import { settingsFor } from '../../planning/settings.ts';
import { isIgnored } from '../../sources/is-ignored.ts';
import { displayName } from '../../system/input.ts';
import type { Io } from '../../system/io.ts';
import { formatTable } from '../../terminal/table.ts';

/** A minor change adds fields, a major one may change or remove some. */
const CONFIG_FORMAT_VERSION = '1.0';

export interface ConfigFlags extends PlannerFlags {
  readonly output?: 'text' | 'json';
  readonly rules?: readonly string[];
  readonly severity?: Severity;
}

/** A setting that is in force. */
export interface SettingInForce {
  readonly name: string;
  readonly value: unknown;
  readonly from: 'option' | 'file' | 'default';
  /** The line of the file, from 1. */
  readonly line?: number;
}

/** What holds where nothing is said; in the order in which settings are printed. */
const DEFAULTS: Readonly<Record<Exclude<keyof Config, 'rules'>, unknown>> = {
  profile: DEFAULT_PROFILE,
  qemu: null,
  capabilities: null,
  arch: 'x86_64',
  host: null,
  severity: 'warning',
  files: null,
  ignore: null,
};

/** `rootport config`: the settings in force for a document, and where each comes from. */
export async function configCommand(file: string | undefined, flags: ConfigFlags, io: Io): Promise<ExitCode> {
  const call = { isJson: flags.output === 'json', formatVersion: CONFIG_FORMAT_VERSION };
  const rules = parseRules(flags.rules ?? []);
  if (!rules.ok) return refuseCall(rules.problem, call, io);
  const settings = await settingsFor(file ?? '-', flags, io);
  if (!settings.ok) return refuseFaults(settings.problem, call, io);
  const { options, config } = settings.value;
  const given = { ...rules.value, ...flags, profile: flags.profile && options.profile };
  const rows = [...Object.keys(DEFAULTS), ...Object.keys({ ...config?.config.rules, ...rules.value })].flatMap((name) =>
    inForce(name as keyof typeof DEFAULTS | DiagnosticCode, given, config),
  );
  const ignored = file !== undefined && config !== undefined && (await isIgnored(file, config, io));
  if (call.isJson) {
    const document = file === undefined ? {} : { file: displayName(file) };
    const from = config === undefined ? {} : { config: config.file };
    printJson({ formatVersion: CONFIG_FORMAT_VERSION, ...document, ok: true, ...from, ignored, settings: rows }, io);
  } else io.stdout.write(visibleLines(settingsText(rows, config?.file, ignored, io)));
  return EXIT.fine;
}

function inForce(
  name: keyof typeof DEFAULTS | DiagnosticCode,
  given: Readonly<Record<string, unknown>>,
  found: FoundConfig | undefined,
): readonly SettingInForce[] {
  if (given[name] !== undefined) return [{ name, value: given[name], from: 'option' }];
  // One of the two stands in for the other.
  if ((name === 'qemu' && given['capabilities']) || (name === 'capabilities' && given['qemu'])) return [];
  const line = found?.lineOf(name);
  const config: Readonly<Record<string, unknown>> = { ...found?.config, ...found?.config.rules };
  if (line !== undefined) return [{ name, value: config[name], from: 'file', line }];
  return name in DEFAULTS ? [{ name, value: DEFAULTS[name as keyof typeof DEFAULTS], from: 'default' }] : [];
}

/** What a setting without a value comes to. */
const NOTHING: Readonly<Record<string, string>> = { qemu: 'that of the time of the profile' };

function settingsText(rows: readonly SettingInForce[], file: string | undefined, ignored: boolean, io: Io): string {
  const lines = rows
    .filter(({ name, value }) => value !== null || NOTHING[name] !== undefined)
    .map(({ name, value, from, line }) => [
      `  ${name}`,
      value === null ? (NOTHING[name] ?? '') : [value].flat().join(', '),
      from === 'file' ? `line ${line}` : from === 'option' ? 'option of the call' : 'default',
    ]);
  const head = file === undefined ? 'No configuration file.\n' : `${file}\n`;
  const left = ignored ? 'The document is one of those to ignore.\n' : '';
  return `${head}${left}${formatTable(lines, io.stdout.columns ?? 80)}`;
}
