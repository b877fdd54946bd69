import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const MAIN = join(ROOT, 'packages/cli/dist/main.js');

/** Skips, with the reason, where the command is not built or a program is missing. */
const describeWith = (program: string) => {
  const reason = !existsSync(MAIN)
    ? 'packages/cli is not built (npm run build)'
    : spawnSync(program, ['--version']).status !== 0
      ? `${program} is not installed`
      : undefined;
  if (reason !== undefined) process.stdout.write(`skipped: examples with ${program}: ${reason}\n`);
  return describe.skipIf(reason !== undefined);
};

let folder = '';
const script = (name: string, text: string): string => {
  const path = join(folder, 'bin', name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
};
const run = (program: string, args: readonly string[], input = '') =>
  spawnSync(program, args, {
    input,
    encoding: 'utf8',
    cwd: folder,
    env: {
      ...process.env,
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
      HOME: folder,
      PYTHONPATH: join(ROOT, 'examples/ansible/filter_plugins'),
      PYTHONDONTWRITEBYTECODE: '1',
      LC_ALL: 'C.UTF-8',
      PROFILE: 'libvirt-9.0',
      ANSIBLE_NOCOLOR: '1',
    },
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootport-tools-'));
  mkdirSync(join(folder, 'bin'));
  script('rootport', `exec '${process.execPath}' '${MAIN}' "$@"`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describeWith('jq')('the program of a Terraform data source', () => {
  const page = read('docs/guide/terraform.md');
  const ask = (query: unknown) =>
    run(join(ROOT, 'examples/terraform/rootport.sh'), [], typeof query === 'string' ? query : JSON.stringify(query));

  test('gives one object of strings, as the page shows', () => {
    const query = { xml: read('fixtures/guide/new.xml'), profile: 'libvirt-9.0', qemu: '7.2', scheme: 'debian-12' };
    const { status, stdout, stderr } = ask(query);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(page).toContain(stdout);
    for (const value of Object.values(JSON.parse(stdout))) expect(value).toBeTypeOf('string');
    expect(page).toContain(read('examples/terraform/main.tf').match(/^data [\s\S]*?^}$/m)?.[0]);
  });

  test.each([
    ['a refused domain', { xml: read('fixtures/examples/refused.xml') }, /\[RP3008\]\n$/],
    ['no XML', {}, /\[RP1005\]\n$/],
    ['an unknown profile', { xml: '<domain/>', profile: '$(id)' }, /\[RP4003\]\n$/],
    ['text that is no JSON', '{', /parse error/],
  ])('refuses %s in one line', (_name, query, said) => {
    const { status, stdout, stderr } = ask(query);
    expect(status).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(said);
    expect(stderr.split('\n')).toHaveLength(2);
    if (stderr.includes('RP3008')) expect(page).toContain(stderr);
  });
});

describeWith('ansible-playbook')('the play of Ansible', () => {
  const play = (...args: readonly string[]) => {
    const { stdout, stderr } = run('ansible-playbook', [
      join(ROOT, 'examples/ansible/guest.yml'),
      '-e',
      `virt_type=qemu definitions=${folder} virsh=${join(folder, 'bin/virsh')}`,
      ...args,
    ]);
    const message = stdout.match(/"msg": (\{[\s\S]*?\n {4}\})/)?.[1];
    const changed = stdout.match(/ changed=(\d+) .* failed=0 /)?.[1];
    if (message === undefined || changed === undefined) throw new Error(stdout + stderr);
    return { changed: Number(changed), message: JSON.parse(message) };
  };
  const pythonOfAnsible = (): string =>
    /^ *python version = .*\((\/[^)]+)\)$/m.exec(run('ansible-playbook', ['--version']).stdout)?.[1] ?? 'python3';
  const NAMES = { '52:54:00:4e:21:01': 'enp1s0', '52:54:00:4e:21:02': 'enp2s0' };

  test('defines a guest once; what libvirt adds is no change, a device that it lacks is one', () => {
    const defined = join(folder, 'defined.xml');
    script(
      'virsh',
      `case "$1" in
  dumpxml) [ -f '${defined}' ] || { echo 'error: failed to get domain' >&2; exit 1; }; cat '${defined}' ;;
  define) cp '${join(ROOT, 'fixtures/guide/new-dumpxml.xml')}' '${defined}' ;;
esac`,
    );
    expect(play()).toEqual({ changed: 2, message: { changes: ['new'], names: NAMES } });
    expect(play()).toEqual({ changed: 0, message: { changes: [], names: NAMES } });

    writeFileSync(defined, read('fixtures/guide/new-dumpxml.xml').replace(/<disk [\s\S]*?<\/disk>/, ''));
    const filter = `
import sys
from rootport import rootport_changes
print(rootport_changes(*(open(name).read() for name in sys.argv[1:])))`;
    const args = ['-c', filter, defined, join(ROOT, 'fixtures/guide/new.xml')];
    const { stdout, stderr } = run(pythonOfAnsible(), args);
    expect(stdout, stderr).toBe("['disk vda: new']\n");
  }, 600_000);
});

test('the page of Ansible shows what the play does', () => {
  const play = read('examples/ansible/guest.yml');
  for (const line of ['validate: rootport check %s', 'when: written is changed or changes | length > 0']) {
    expect(play).toContain(line);
    expect(read('docs/guide/ansible.md')).toContain(line);
  }
});

describe.skipIf(!existsSync(MAIN))('the script around virt-install', () => {
  const plan = (virtInstall: string) => {
    script('virt-install', virtInstall);
    return run(join(ROOT, 'examples/virt-install/plan.sh'), ['--name', 'web']);
  };

  test('plans what virt-install prints, and asks it to create nothing', () => {
    const { status, stdout } = plan(`echo "$@" > args\ncat '${join(ROOT, 'fixtures/guide/web.xml')}'`);
    expect(status).toBe(0);
    expect(stdout.match(/<address type=["']pci["']/g)).toHaveLength(21);
    expect(readFileSync(join(folder, 'args'), 'utf8')).toBe('--name web --dry-run --print-xml\n');
  });

  test('stops where virt-install fails', () => {
    expect(plan('echo no such network >&2; exit 1')).toMatchObject({ status: 1, stdout: '' });
  });
});
