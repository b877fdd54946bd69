import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchCase } from './bench-cases.ts';
import { isRecord, type JsonRecord, numberAt, recordAt, recordsOf, textAt } from './json-value.ts';
import { isOracleAvailable, oracleFunction } from './oracle.ts';
import { ORACLE_FOLDER } from './shared-folder.ts';

/** libvirt's best times for a document, in milliseconds. */
export interface LibvirtTimes {
  /** The whole of defining. */
  readonly define: number;
  /** Text to checked, completed, placed domain. */
  readonly parse: number;
  /** Inside it, the placement of PCI addresses alone: a lower bound. */
  readonly place: number;
  /** Domain to text. */
  readonly format: number;
}

/** `own` as libvirt is; `steady`: the question for the host's processor answered from memory. */
type HostSort = 'own' | 'steady';

/** Where libvirt's times come from. */
export interface LibvirtBench {
  readonly source: string;
  /** Measured beside ours; false: recorded, the same in every run, so that nothing can be compared with them. */
  readonly isLive: boolean;
  /** Undefined where there is no time for the case. */
  readonly measure: (row: BenchCase, host: HostSort, seconds: number) => LibvirtTimes | undefined;
  readonly close: () => void;
}

function readTimes(record: JsonRecord, pick: (record: JsonRecord, name: string) => number | undefined) {
  const [define, parse] = [pick(record, 'define'), pick(record, 'parse')];
  const [place, format] = [pick(record, 'place'), pick(record, 'format')];
  if (define === undefined || parse === undefined || place === undefined || format === undefined) return undefined;
  return { define, parse, place, format };
}

function bestOf(record: JsonRecord, name: string): number | undefined {
  const times = recordAt(record, name);
  return times && numberAt(times, 'min');
}

async function oracleFolder(): Promise<string> {
  const folder = (await oracleFunction('oracleRoot', 'define.mjs'))();
  if (typeof folder !== 'string') throw new Error('the oracle has no folder');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Builds and warms the oracle's benchmark program. Throws where a part is missing (compiler, headers, libvirt). */
async function openLive(): Promise<LibvirtBench> {
  const root = await oracleFolder();
  const binary = (await oracleFunction('buildBench', 'bench', 'run.mjs'))(root);
  const worker = join(ORACLE_FOLDER, 'worker.py');
  if (typeof binary !== 'string') throw new Error('the oracle is not complete');
  const home = join(root, 'bench-home');
  const python = process.env['ORACLE_PYTHON'] ?? '/usr/bin/python3';
  const warm = [worker, '--root', home, '--base', join(root, 'base'), '--warm'];
  execFileSync(python, warm, { stdio: ['ignore', 'ignore', 'inherit'] });
  const folder = mkdtempSync(join(root, 'bench-documents-'));
  return {
    source: 'libvirt measured in this run',
    isLive: true,
    measure: ({ name, xml }, host, seconds) => {
      const file = join(folder, `${name}.xml`);
      writeFileSync(file, xml);
      const steady = host === 'steady' ? ['--steady-host'] : [];
      const args = ['--root', home, '--seconds', String(seconds), ...steady, file];
      const answer: unknown = JSON.parse(execFileSync(binary, args, { encoding: 'utf8', maxBuffer: 1 << 26 }));
      const times = isRecord(answer) ? recordAt(answer, 'ms') : undefined;
      return times && readTimes(times, bestOf);
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}

function openRecorded(): LibvirtBench | undefined {
  const recorded: unknown = JSON.parse(readFileSync(join(ORACLE_FOLDER, 'bench', 'baseline.json'), 'utf8'));
  if (!isRecord(recorded)) return undefined;
  const rows = new Map(recordsOf(recorded['cases']).map((row) => [textAt(row, 'name'), row]));
  return {
    source: `recorded times of libvirt on ANOTHER machine (${textAt(recorded, 'machine') ?? 'unknown'})`,
    isLive: false,
    measure: ({ name }, host) => {
      const times = recordAt(rows.get(name) ?? {}, host === 'own' ? 'best' : 'steady_host_best');
      return times && readTimes(times, numberAt);
    },
    close: () => {},
  };
}

/** libvirt itself where it can be measured, else its recorded times, else nothing. */
export async function openLibvirtBench(): Promise<LibvirtBench | undefined> {
  try {
    if (await isOracleAvailable()) return await openLive();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `libvirt cannot be measured here: ${why.split('\n')[0]}\n  npm run oracle:setup -- --bench installs what that takes\n`,
    );
  }
  return openRecorded();
}
