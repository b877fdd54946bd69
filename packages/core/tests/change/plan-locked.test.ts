import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  comparePlans,
  createLock,
  type Lock,
  type Plan,
  type ProfileName,
  patchXml,
  planDomain,
  planLocked,
  printLock,
  readLock,
} from '../../src/index.ts';
import {
  balloon,
  channel,
  disk,
  domain,
  hostdev,
  i440fx,
  many,
  nic,
  pci,
  planned,
  q35,
  rootPort,
  sound,
} from '../build.ts';
import { type RandomDomain, randomDomain, toXml } from '../properties/random-domain.ts';

const PROFILE = 'libvirt-9.0';
const planner =
  (profile: ProfileName = PROFILE) =>
  (xml: string) =>
    planDomain(xml, { profile });

function lockOf(xml: string): Lock {
  const reading = readLock(printLock(createLock(planned(xml, PROFILE))));
  if (!reading.ok) throw new Error('the lock is not read again');
  return reading.lock;
}

function locked(xml: string, lock: Lock): Plan {
  const result = planLocked(xml, lock, planner());
  if (!result.ok)
    throw new Error(result.diagnostics.map(({ code, values }) => `${code} ${JSON.stringify(values)}`).join());
  return result.plan;
}

const codes = (xml: string, lock: Lock): readonly string[] => {
  const result = planLocked(xml, lock, planner());
  return [result.ok ? 'kept' : 'refused', ...new Set(result.diagnostics.map(({ code }) => code))];
};

const moves = (before: Plan, after: Plan): readonly string[] =>
  comparePlans(before, after)
    .devices.filter(({ status }) => status === 'moved' || status === 'gone')
    .map(({ label, before: from, after: to }) => `${label} ${from?.address} -> ${to?.address}`);

const SMALL = [disk('vda', 'virtio'), disk('sda', 'scsi'), channel('a'), balloon()];

test('serial devices of two sorts may have one port', () => {
  const isa = "<serial type='pty'><target type='isa-serial' port='0'/></serial>";
  const onPci = "<serial type='pty'><target type='pci-serial' port='0'/></serial>";
  const xml = i440fx({ devices: [isa, onPci] });
  const before = planned(xml, PROFILE);
  expect(moves(before, locked(xml, lockOf(xml)))).toEqual([]);
  // The PCI one goes on being the one that is locked when a device comes before it.
  const grown = i440fx({ devices: [nic('virtio'), isa, onPci] });
  expect(moves(before, locked(grown, lockOf(xml)))).toEqual([]);
});

describe('planLocked', () => {
  test('keeps every device where it was when others are put before it', () => {
    const before = planned(q35({ devices: SMALL }), PROFILE);
    const grown = q35({ devices: [nic('virtio'), nic('e1000'), hostdev('c1:00.0'), disk('vdb', 'virtio'), ...SMALL] });
    expect(moves(before, planned(grown, PROFILE))).not.toEqual([]);
    expect(moves(before, locked(grown, createLock(before)))).toEqual([]);
  });

  test('keeps the ports that an undeclared device was behind, and their numbers', () => {
    const before = planned(i440fx({ devices: many(40, () => nic('virtio')) }), PROFILE);
    const grown = i440fx({
      devices: [
        ...many(40, () => nic('virtio')),
        disk('vda', 'virtio'),
        ...many(30, (n) => disk(`vd${String.fromCharCode(98 + (n % 24))}${n > 23 ? 'a' : ''}`, 'virtio')),
      ],
    });
    expect(moves(before, locked(grown, createLock(before)))).toEqual([]);
  });

  test('leaves the place of a device that is gone', () => {
    const lock = lockOf(q35({ devices: [nic('virtio'), ...SMALL] }));
    const before = planned(q35({ devices: [nic('virtio'), ...SMALL] }), PROFILE);
    const after = locked(q35({ devices: SMALL }), lock);
    expect(moves(before, after).map((line) => line.replace(/ .*/, ''))).toEqual(['interface']);
  });

  test('keeps addresses across machine versions and profiles, and says so', () => {
    const lock = lockOf(q35({ devices: SMALL }));
    const other = domain({ machine: 'pc-q35-7.2', devices: [nic('virtio'), ...SMALL] });
    const result = planLocked(other, lock, planner('libvirt-latest'));
    expect(result.ok).toBe(true);
    expect(result.diagnostics.map(({ code }) => code)).toEqual(['RP3072', 'RP3072']);
  });

  test('knows a nameless device by the place that both give it', () => {
    const before = planned(q35({ devices: [sound('ac97', '00:09.0')] }), PROFILE);
    const after = locked(q35({ devices: [sound('ac97'), sound('ac97', '00:09.0')] }), createLock(before));
    expect(moves(before, after)).toEqual([]);
  });

  test('refuses another kind of machine', () => {
    expect(codes(i440fx({ devices: SMALL }), lockOf(q35({ devices: SMALL })))).toEqual(['refused', 'RP3071']);
  });

  test('refuses what the document says against it', () => {
    const lock = lockOf(q35({ devices: SMALL }));
    const other = q35({ devices: [rootPort(9, '00:07.0'), disk('vda', 'virtio', '09:00.0'), ...SMALL.slice(1)] });
    expect(codes(other, lock)).toEqual(['refused', 'RP3073']);
  });

  test('refuses a new device at a locked address', () => {
    const before = q35({ devices: [rootPort(1), rootPort(2), disk('vda', 'virtio')] });
    const lock = lockOf(before);
    const taken = q35({ devices: [rootPort(1), rootPort(2), disk('vdb', 'virtio', '01:00.0'), disk('vda', 'virtio')] });
    expect(codes(taken, lock)).toEqual(['refused', 'RP3074']);
  });

  test('refuses when controllers were changed below a locked device, naming what would move', () => {
    const lock = lockOf(q35({ devices: [rootPort(1, '00:05.0'), disk('vda', 'virtio')] }));
    const other = q35({ devices: [pci(1, 'dmi-to-pci-bridge', '00:05.0'), disk('vda', 'virtio')] });
    expect(codes(other, lock)).toEqual(['refused', 'RP3073']);
    const moved = q35({ devices: [rootPort(1, '00:05.0'), nic('virtio', '00:02.0'), disk('vda', 'virtio')] });
    const places: Lock = {
      ...lock,
      devices: lock.devices.map((one) =>
        one.kind === 'disk'
          ? { ...one, address: { type: 'pci', at: { domain: 0, bus: 0, slot: 2, function: 0 } } }
          : one,
      ),
    };
    expect(codes(moved, places)).toEqual(['refused', 'RP3074']);
    const impossible: Lock = {
      ...places,
      devices: places.devices.map((one) =>
        one.kind === 'disk'
          ? { ...one, address: { type: 'pci', at: { domain: 0, bus: 1, slot: 9, function: 0 } } }
          : one,
      ),
    };
    expect(codes(q35({ devices: [rootPort(1, '00:05.0'), disk('vda', 'virtio')] }), impossible)).toContain('RP3075');
  });

  test('points at places of the document, not of the one with the lock in it', () => {
    const lock = lockOf(q35({ devices: [nic('virtio'), ...SMALL] }));
    const xml = q35({ devices: [hostdev('c1:00.0'), nic('virtio'), hostdev('c1:00.0', '00:1f.0'), ...SMALL] });
    const result = planLocked(xml, lock, planner());
    for (const { span } of result.diagnostics) expect(span === undefined || span.end <= xml.length).toBe(true);
  });
});

describe('a lock as text', () => {
  test('is read as it was written', () => {
    const lock = createLock(planned(q35({ devices: [nic('virtio'), ...SMALL] }), PROFILE));
    const reading = readLock(printLock(lock));
    expect(reading).toEqual({ ok: true, lock });
    expect(reading.ok ? printLock(reading.lock) : '').toBe(printLock(lock));
  });

  test.each([
    ['', /not a JSON object/],
    ['[]', /not a JSON object/],
    ['{}', /formatVersion is missing/],
    ['{"formatVersion":"2.0"}', /"2\.0", not 1\.0/],
    ['{"formatVersion":"1.1","profile":"a","arch":"b","machine":"c","family":"d"}', /no list of devices/],
    ['{"formatVersion":"1.1","profile":"a","arch":"b","machine":"c","family":"d","devices":[{}]}', /entry 1/],
  ])('%s is none', (text, problem) => {
    const reading = readLock(text);
    expect(reading.ok ? '' : String(reading.diagnostic.values['problem'])).toMatch(problem);
  });
});

const RUNS = Number(process.env['ROOTPORT_RUNS'] ?? (process.env['CI'] ? '200' : '60'));

describe('for every domain', () => {
  const planOf = (xml: string, { profile }: RandomDomain): Plan | undefined => {
    const result = planDomain(xml, { profile });
    return result.ok ? result.plan : undefined;
  };

  test('a lock and its own document give the plan itself', () => {
    fc.assert(
      fc.property(randomDomain, (random) => {
        const xml = toXml(random);
        const plan = planOf(xml, random);
        if (plan === undefined) return;
        const reading = readLock(printLock(createLock(plan)));
        expect(reading).toEqual({ ok: true, lock: createLock(plan) });
        const result = reading.ok ? planLocked(xml, reading.lock, planner(random.profile)) : undefined;
        expect(result?.ok === true ? patchXml(result.plan) : undefined).toBe(patchXml(plan));
      }),
      { numRuns: RUNS },
    );
  });

  test('devices more, put before the others, move no locked one', () => {
    let kept = 0;
    const named = nic('virtio').replace('>', "><mac address='52:54:00:00:00:99'/>");
    fc.assert(
      fc.property(randomDomain, fc.constantFrom(named, disk('vdzz', 'virtio')), (random, extra) => {
        const plan = planOf(toXml(random), random);
        if (plan === undefined) return;
        const grown = toXml({ ...random, devices: [extra, ...random.devices] });
        const result = planLocked(grown, createLock(plan), planner(random.profile));
        if (!result.ok) {
          // Whoever refuses says what would have moved, or the document with the device is refused anyway.
          const told = result.diagnostics.some(({ code }) => code === 'RP3075');
          expect(told || planOf(grown, random) === undefined).toBe(true);
          return;
        }
        kept += 1;
        expect(moves(plan, result.plan)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    expect(kept).toBeGreaterThan(RUNS / 3);
  });
});
