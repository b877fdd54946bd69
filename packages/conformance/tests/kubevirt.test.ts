import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendHostile } from '../src/kubevirt/frames.ts';
import { convertedVm, dice, randomVm } from '../src/kubevirt/guests.ts';
import { isServerBuilt, type PluginServer, question, startServer } from '../src/kubevirt/server.ts';
import { kubevirtTrial } from '../src/kubevirt/trial.ts';

if (!isServerBuilt()) process.stdout.write('skipped: the KubeVirt server is not built (npm run build)\n');

const NODE = fileURLToPath(new URL('../../../fixtures/guide/node.txt', import.meta.url));
const VMI = JSON.stringify({ metadata: { name: 'x', annotations: { 'rootport/reserve': '9' } } });

describe.skipIf(!isServerBuilt())('the built server for KubeVirt', () => {
  let server: PluginServer | undefined;
  const running = (): PluginServer => {
    if (server === undefined) throw new Error('not started');
    return server;
  };
  beforeAll(async () => {
    server = await startServer(['--host', NODE, '--profile', 'libvirt-9.0', '--qemu', '7.2']);
  });
  afterAll(async () => {
    // SIGTERM ends it cleanly, whatever was sent to it before.
    expect(await running().stop()).toEqual({ code: 0, isSocketLeft: false });
  });

  test('keeps places through every definition of some VMs (npm run kubevirt:trial asks more)', async () => {
    const report = await kubevirtTrial({ count: 5, roll: dice(17), server: running() });
    expect(report.refused).toEqual({});
    expect(report.faults).toEqual([]);
    expect(report.definitions).toBeGreaterThan(10);
  });

  test('outlives hostile frames and calls (seed 17)', async () => {
    const roll = dice(17);
    const domain = convertedVm(randomVm(0, roll));
    const wanted = await running().ask(domain, VMI);
    const check = async (): Promise<boolean> => {
      const reply = await running().ask(domain, VMI);
      return reply.ok && wanted.ok && reply.domain.equals(wanted.domain);
    };
    const report = await sendHostile(running(), 600, roll, { request: question(domain, VMI, 'Boot'), check });
    expect(report.answered.every(Boolean)).toBe(true);
    expect(Object.keys(report.codes)).toContain('3');
    expect(report.codes['bug']).toBeUndefined();
    expect(Object.values(report.sent).reduce((sum, count) => sum + count, 0)).toBe(600);
  });
});
