import { createDiagnostic, readLock, reservePlaces } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { defineDomain } from '../src/define-domain.ts';
import { lockForVmi } from '../src/vmi-lock.ts';
import { converted, type GuestParts, lockOf, places, planner, ports, SETTINGS, start, started } from './guests.ts';

const WEB: GuestParts = { nics: { default: '52:54:00:00:00:01' }, disks: ['root', 'data'] };
const FORMULAS = [{ formula: 'v1' }, { formula: 'v2' }, { formula: 'v3' }, { slotCount: 10 }] as const;

describe('a lock (I-KP-CALLS, I-KV-PASSES)', () => {
  test.each(FORMULAS)('gives the same VM the same topology at each start: %j', (settings) => {
    const first = started(WEB, {}, settings);
    const again = started(WEB, { lock: lockOf(first.plan) }, settings);
    expect(places(again.plan)).toEqual(places(first.plan));
    const third = started(WEB, { lock: lockOf(again.plan) }, settings);
    expect([again.plan, third.plan].map(ports)).toEqual([ports(first.plan), ports(first.plan)]);
    expect(third.calls.at(-1)?.answered).not.toContain('placeholder');
  });

  test.each(FORMULAS)('keeps what is there when devices come and go before it: %j', (settings) => {
    const first = started(WEB, {}, settings);
    const changed = {
      // A pod network gives another MAC address; a disk before others shifts their targets.
      nics: { fast: '52:54:00:00:00:07', default: '52:54:00:00:00:09' },
      disks: ['boot', 'data'],
    };
    const before = places(first.plan);
    const after = places(started(changed, { lock: lockOf(first.plan) }, settings).plan);
    expect(after).toMatchObject({ default: before['default'], data: before['data'] });
    expect(new Set(Object.values(after)).size).toBe(Object.keys(after).length);
    // Without a lock they do move, or the test would say nothing.
    expect(places(started(changed, {}, settings).plan)).not.toMatchObject({ default: before['default'] });
  });

  test('is answered the same however often it is asked, and placeholders stay', () => {
    const lock = lockOf(started(WEB).plan);
    const { calls } = started({ ...WEB, disks: ['root', 'new', 'data'] }, { lock });
    expect(calls).toHaveLength(3);
    expect(calls[0]?.answered.match(/placeholder-\d/g)).toEqual(['placeholder-0', 'placeholder-1', 'placeholder-2']);
    for (const { answered } of calls) {
      const again = defineDomain(answered, { lock }, SETTINGS);
      expect(again.ok && again.xml).toBe(answered);
    }
  });

  test('leaves as many places free as KubeVirt wanted', () => {
    const first = started(WEB);
    const lock = lockOf(first.plan);
    const { plan, counts, calls } = started({ ...WEB, disks: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] }, { lock });
    const free = reservePlaces(calls.at(-1)?.answered ?? '', planner, { free: 0 });
    expect(free.ok && free.before).toBeGreaterThanOrEqual(counts.extraPorts);
    expect(ports(plan)).toBeLessThanOrEqual(ports(first.plan) + 8);
  });

  test('knows devices by their names in the VMI', () => {
    const first = started({ ...WEB, disks: ['root', 'data'] });
    const reading = readLock(lockOf(first.plan));
    const now = planner(converted({ nics: { default: '52:54:00:00:00:02' }, disks: ['data'] }));
    if (!reading.ok || !now.ok) throw new Error('unreadable');
    const { devices } = lockForVmi(reading.lock, now.plan);
    expect(
      devices.flatMap(({ kind, identity }) => (kind === 'disk' || kind === 'interface' ? [identity] : [])),
    ).toEqual(expect.arrayContaining([{ alias: 'ua-default' }, { alias: 'ua-data' }]));
    expect(JSON.stringify(devices)).not.toContain('ua-root');
  });

  test('of interfaces without names goes by their order when MAC addresses are new', () => {
    const nameless = (mac: string): string => converted({ nics: { x: mac } }).replace("<alias name='ua-x'/>", '');
    const first = planner(nameless('52:54:00:00:00:01'));
    if (!first.ok) throw new Error('refused');
    const again = defineDomain(nameless('52:54:00:00:00:02'), { lock: lockOf(first.plan) }, SETTINGS);
    expect(again.ok && /<interface[\s\S]*?bus='0x01'[\s\S]*?<\/interface>/.test(again.xml)).toBe(true);
  });

  test('of another machine refuses the start, and so does a text that is none', () => {
    const lock = lockOf(started(WEB).plan);
    const other = defineDomain(converted(WEB).replace("machine='q35'", "machine='pc'"), { lock }, SETTINGS);
    expect(other.diagnostics.map(({ code }) => code)).toContain('RP3071');
    expect(defineDomain(converted(WEB), { lock: '{' }, SETTINGS)).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'RP3070' }],
    });
  });
});

describe('places for hotplug', () => {
  test.each(FORMULAS)('are free in the end: %j', (settings) => {
    const { calls, plan } = started(WEB, { reserve: 12 }, settings);
    const free = reservePlaces(calls.at(-1)?.answered ?? '', planner, { free: 0 });
    expect(free.ok && free.before).toBeGreaterThanOrEqual(12);
    const without = places(started(WEB, {}, settings).plan);
    expect(places(plan)).toEqual(without);
  });

  test('that are there already change nothing', () => {
    const { calls } = started(WEB, { reserve: 1 });
    for (const { asked, answered } of calls) expect(answered).toBe(asked);
  });

  test('that cannot be had refuse the start', () => {
    expect(start({ nics: {} }, { reserve: 255 }).started).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'RP3060' }],
    });
  });
});

describe('GPUs', () => {
  const AI: GuestParts = { ...WEB, gpus: { left: '0000:18:00.0', right: '0000:98:00.0' } };

  test.each(['per-node', 'per-root', 'switch', 'dedicated'] as const)(
    'are placed by %s once, and stay in every definition',
    (place) => {
      const { calls, plan } = started(AI, { place });
      expect(calls).toHaveLength(3);
      const first = planner(calls[0]?.answered ?? '');
      expect(first.ok && places(first.plan)).toMatchObject({
        'gpu-left': places(plan)['gpu-left'],
        'gpu-right': places(plan)['gpu-right'],
      });
      const expanders = plan.domain.devices.controller.filter(({ model }) => model === 'pcie-expander-bus');
      expect(expanders.map(({ target }) => target.node)).toEqual([0, 1]);
    },
  );

  test('that the lock has keep its places, on another device of the host, too', () => {
    const first = started(AI, { place: 'per-node' });
    const moved = { ...AI, gpus: { left: '0000:19:00.0', right: '0000:99:00.0', third: '0000:1a:00.0' } };
    const again = started(moved, { place: 'per-node', lock: lockOf(first.plan) });
    const { 'gpu-third': third, ...others } = places(again.plan);
    expect(others).toMatchObject({
      'gpu-left': places(first.plan)['gpu-left'],
      'gpu-right': places(first.plan)['gpu-right'],
    });
    expect(third).toBeDefined();
  });

  test.each([
    ['a device that the facts do not have', { gpu: '0000:77:00.0' }, 'RP3500'],
    ['no facts', { gpu: '0000:18:00.0' }, 'RP5567'],
  ])('with %s refuse the start', (_, gpus, code) => {
    const none = { ok: false, diagnostics: [createDiagnostic('RP5567', { values: { problem: 'none' } })] } as const;
    const nodeFacts = code === 'RP5567' ? () => none : SETTINGS.nodeFacts;
    const defined = defineDomain(converted({ gpus }), { place: 'per-node' }, { planner, nodeFacts });
    expect(defined.ok).toBe(false);
    expect(defined.diagnostics.map((one) => one.code)).toContain(code);
  });

  test('that are not there need no facts', () => {
    const nodeFacts = () => {
      throw new Error('asked');
    };
    expect(defineDomain(converted(WEB), { place: 'switch' }, { planner, nodeFacts })).toMatchObject({
      ok: true,
      xml: converted(WEB),
    });
  });
});
