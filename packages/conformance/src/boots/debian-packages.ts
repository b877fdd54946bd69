import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** A Debian suite for one architecture, with an apt state of its own: nothing of it is installed. */
export interface DebianSuite {
  /** Unpacks packages into a folder, once; with everything that they depend on, or alone. */
  readonly unpack: (packages: readonly string[], into: string, with_: 'dependencies' | 'nothing else') => void;
  /** The packages that one depends on. */
  readonly dependsOn: (name: string) => readonly string[];
}

/** The mirror that this machine's apt uses, or $ROOTPORT_MIRROR. */
function mirror(): string {
  const given = process.env['ROOTPORT_MIRROR'];
  if (given !== undefined) return given;
  const targets = execFileSync('apt-get', ['indextargets', '--format', '$(REPO_URI)'], { encoding: 'utf8' });
  const found = targets.split('\n').find((uri) => /\/debian\/*$/.test(uri));
  if (found === undefined) throw new Error('apt has no Debian mirror here: set ROOTPORT_MIRROR');
  return found;
}

/** Opens a suite; `state` is the folder for apt's lists and packages. */
export function debianSuite(suite: string, architecture: string, state: string): DebianSuite {
  const cache = join(state, 'cache', 'archives');
  for (const folder of [join(state, 'etc'), join(state, 'lists', 'partial'), join(cache, 'partial')]) {
    mkdirSync(folder, { recursive: true });
  }
  const sources = join(state, 'etc', 'sources.list');
  writeFileSync(join(state, 'status'), '');
  // What backports do not have comes from the release that they are for.
  const suites = [suite, suite.replace(/-backports$/, '')].filter((one, at, all) => all.indexOf(one) === at);
  const line = `deb [signed-by=${KEYRING} arch=${architecture}] ${mirror()}`;
  writeFileSync(sources, suites.map((one) => `${line} ${one} main\n`).join(''));
  const settings = {
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(state, 'lists'),
    'Dir::Cache': join(state, 'cache'),
    'Dir::State::status': join(state, 'status'),
    'APT::Default-Release': suite,
    'APT::Sandbox::User': 'root',
    'APT::Install-Recommends': 'false',
    'APT::Architecture': architecture,
    'APT::Architectures': architecture,
  };
  const words = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const run = (program: string, args: readonly string[]): string =>
    execFileSync(program, [...words, ...args], { cwd: cache, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const updated = join(state, 'updated');
  if (!existsSync(updated)) {
    run('apt-get', ['-qq', 'update']);
    writeFileSync(updated, '');
  }
  return {
    dependsOn: (name) =>
      [...run('apt-cache', ['depends', name]).matchAll(/Depends: (\S+)/g)].map(([, other = '']) => other),
    unpack: (packages, into, with_) => {
      const done = join(into, '.done');
      if (existsSync(done)) return;
      mkdirSync(into, { recursive: true });
      for (const name of readdirSync(cache)) if (name.endsWith('.deb')) rmSync(join(cache, name));
      if (with_ === 'dependencies') run('apt-get', ['-qq', 'install', '-y', '--download-only', ...packages]);
      else run('apt-get', ['-qq', 'download', ...packages]);
      const files = readdirSync(cache).filter((name) => name.endsWith('.deb'));
      for (const file of files) {
        execFileSync('dpkg-deb', ['-x', join(cache, file), into]);
        rmSync(join(cache, file));
      }
      writeFileSync(done, '');
    },
  };
}
