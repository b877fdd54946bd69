import { basename } from 'node:path';
import { callerPath, profileNamed, programArguments, runProgram, UsageError } from './command-line.ts';
import { CORE_PLANNER } from './core-planner.ts';
import { findSets, isAsExpected, NEWEST_SET, profileOfFolder, runSet, type SetResult } from './corpus.ts';
import { reportText } from './corpus-report.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { SHARED_FOLDER, sharedPath } from './shared-folder.ts';

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

const { values, positionals } = programArguments(USAGE, {
  allowPositionals: true,
  options: {
    profile: { type: 'string' },
    'also-11.3': { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    case: { type: 'string' },
    max: { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
  },
});

function setFolders(): readonly string[] {
  if (positionals.length === 0) {
    const corpus = sharedPath('corpus');
    if (!corpus) throw new UsageError(`no DIR given, and there is no corpus in ${SHARED_FOLDER}`);
    return findSets(corpus).filter((folder) => profileOfFolder(folder) !== undefined);
  }
  return positionals.flatMap((directory) => {
    const sets = findSets(callerPath(directory));
    if (sets.length === 0) throw new UsageError(`${directory}: neither a set nor a folder of sets`);
    return sets;
  });
}

function runFolders(): readonly SetResult[] {
  const given = values.profile === undefined ? undefined : profileNamed(values.profile);
  const common = {
    planner: CORE_PLANNER,
    known: KNOWN_DIFFERENCES,
    all: values.all,
    strict: values.strict,
    ...(values.case !== undefined && { only: values.case }),
  };
  return setFolders().flatMap((folder) => {
    const profile = given ?? profileOfFolder(folder);
    if (!profile) throw new UsageError(`${folder}: the name tells no profile; give one with --profile`);
    const own = runSet(folder, { ...common, profile });
    if (!values['also-11.3'] || basename(folder) !== NEWEST_SET) return [own];
    return [own, runSet(folder, { ...common, profile: 'libvirt-11.3', view: '11.3' })];
  });
}

// 0 as expected, 1 differences, 2 wrong call.
process.exitCode = await runProgram(USAGE, () => {
  const max = Number(values.max);
  const results = runFolders();
  const options = values.case === undefined ? { max, lines: 4 } : { max };
  process.stdout.write(values.json ? `${JSON.stringify(results, null, 1)}\n` : reportText(results, options));
  return results.every(isAsExpected) ? 0 : 1;
});
