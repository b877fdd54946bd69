import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findProfile, type ProfileName } from '@rootport/core';
import { CORE_PLANNER } from './core-planner.ts';
import { findSets, isAsExpected, NEWEST_SET, profileOfFolder, runSet, type SetResult } from './corpus.ts';
import { reportText } from './corpus-report.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { PROJECT_ROOT, SHARED_FOLDER, sharedPath } from './shared-folder.ts';

const USAGE = `usage: npm run conformance -- [options] [DIR...]

Runs recorded answers of libvirt. A DIR is a set (it has a manifest.json) or a
folder of sets; without one, the sets in ../shared/corpus are run.

  --profile NAME  plan with this profile, whatever the set's folder is called
  --also-11.3     run the newest set's answers of libvirt 11.3 as well
  --all           compare every type of address, not only PCI
  --strict        refusals outside of placement have to be refused, too
  --case NAME     run this case alone and show all its differences
  --max N         show at most N differing cases (default 50)
  --json          print the result as JSON
`;

/** A wrong call: the text is for the user. */
class UsageError extends Error {}

function readCall(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        profile: { type: 'string' },
        'also-11.3': { type: 'boolean' },
        all: { type: 'boolean' },
        strict: { type: 'boolean' },
        case: { type: 'string' },
        max: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function profileNamed(name: string): ProfileName {
  const found = findProfile(name);
  if (!found) throw new UsageError(`no profile ${name}; rootport profiles lists them`);
  return found;
}

function countNamed(text: string): number {
  if (!/^\d+$/.test(text)) throw new UsageError(`--max wants a number, not ${text}`);
  return Number(text);
}

function setFolders(directories: readonly string[]): readonly string[] {
  if (directories.length === 0) {
    const corpus = sharedPath('corpus');
    if (!corpus) throw new UsageError(`no DIR given, and there is no corpus in ${SHARED_FOLDER}`);
    return findSets(corpus).filter((folder) => profileOfFolder(folder) !== undefined);
  }
  return directories.flatMap((directory) => {
    // npm runs scripts in the project's root and keeps the caller's folder in INIT_CWD
    const sets = findSets(resolve(process.env['INIT_CWD'] ?? PROJECT_ROOT, directory));
    if (sets.length === 0) throw new UsageError(`${directory}: neither a set nor a folder of sets`);
    return sets;
  });
}

function runFolders(call: ReturnType<typeof readCall>): readonly SetResult[] {
  const { values, positionals } = call;
  const given = values.profile === undefined ? undefined : profileNamed(values.profile);
  const common = {
    planner: CORE_PLANNER,
    known: KNOWN_DIFFERENCES,
    all: values.all ?? false,
    strict: values.strict ?? false,
    ...(values.case !== undefined && { only: values.case }),
  };
  return setFolders(positionals).flatMap((folder) => {
    const profile = given ?? profileOfFolder(folder);
    if (!profile) throw new UsageError(`${folder}: the name tells no profile; give one with --profile`);
    const own = runSet(folder, { ...common, profile });
    if (!values['also-11.3'] || basename(folder) !== NEWEST_SET) return [own];
    return [own, runSet(folder, { ...common, profile: 'libvirt-11.3', view: '11.3' })];
  });
}

/** Runs the command; returns the exit code: 0 as expected, 1 differences, 2 wrong call. */
export function main(args: readonly string[]): number {
  try {
    const call = readCall(args);
    const { values } = call;
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const max = countNamed(values.max ?? '50');
    const results = runFolders(call);
    const options = values.case === undefined ? { max, lines: 4 } : { max };
    process.stdout.write(values.json ? `${JSON.stringify(results, null, 1)}\n` : reportText(results, options));
    return results.every(isAsExpected) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

process.exitCode = main(process.argv.slice(2));
