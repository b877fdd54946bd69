import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { call } from './fake-io.ts';

const ROOT = new URL('../../../', import.meta.url);
const GUIDE = new URL('docs/guide/', ROOT);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

const files = {
  'vm.xml': read('fixtures/guide/vm.xml'),
  'new.xml': read('fixtures/guide/new.xml'),
  'web.xml': read('fixtures/guide/web.xml'),
  'nic.xml': read('fixtures/guide/nic.xml'),
  'disk.xml': read('fixtures/guide/disk.xml'),
  'gpu.xml': read('fixtures/guide/gpu.xml'),
  'host.json': read('fixtures/guide/host.json'),
  'node.txt': read('fixtures/guide/node.txt'),
  'ai.xml': read('fixtures/guide/ai.xml'),
  'i440fx.xml': read('fixtures/convert/linux-i440fx.xml'),
  'refused.xml': read('fixtures/examples/refused.xml'),
  '100.conf': read('fixtures/proxmox/100.conf'),
  '101.conf': read('fixtures/proxmox/101.conf'),
  'collisions.xml': read('fixtures/examples/collisions.xml'),
};

const BLOCK = /^```console\n\$ rootport (.*)\n[\s\S]*?^```$/gm;

/** A page with what its commands print now; messages stand where a terminal shows them, before the result. */
async function printed(page: string): Promise<string> {
  let text = '';
  let end = 0;
  for (const block of page.matchAll(BLOCK)) {
    const command = block[1] ?? '';
    const { stdout, stderr, code } = await call(command.split(' '), { files });
    expect(code, command).toBeLessThan(2);
    text += `${page.slice(end, block.index)}\`\`\`console\n$ rootport ${command}\n${stderr}${stdout}\`\`\``;
    end = block.index + block[0].length;
  }
  return text + page.slice(end);
}

test.each(readdirSync(GUIDE))('%s shows what the command prints (npx vitest run -u writes it)', async (name) => {
  const page = read(`docs/guide/${name}`);
  const path = new URL(name, GUIDE).pathname;
  await expect(await printed(page)).toMatchFileSnapshot(path);
});
