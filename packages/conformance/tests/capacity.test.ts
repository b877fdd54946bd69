import { capacityOf, type KindCapacity, type Plan, patchXml, planDomain } from '@rootport/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diskName, type Guest, guest, sharedImage, virtioDisk } from '../src/guests.ts';
import { isOracleAvailable, type LiveOracle, openLiveOracle } from '../src/oracle.ts';

const PROFILE = 'libvirt-9.0';
/** Guests of each machine, of which a start takes a second or two; $ROOTPORT_RUNS asks for more. */
const RUNS = Number(process.env['ROOTPORT_RUNS'] ?? (process.env['CI'] ? '20' : '4'));
const MACHINES = ['pc', 'q35'] as const;

const isAvailable = await isOracleAvailable();
if (!isAvailable)
  process.stdout.write('skipped: capacity before libvirt: libvirt is not installed (npm run oracle:setup)\n');

const image = isAvailable ? sharedImage() : '';
const guests = (machine: 'pc' | 'q35'): readonly Guest[] =>
  Array.from({ length: RUNS }, (_, number) => guest(machine, number, image));

function planOf(xml: string): Plan {
  const result = planDomain(xml, { profile: PROFILE, qemu: '7.2' });
  if (!result.ok) throw new Error(result.diagnostics.map(({ code }) => code).join());
  return result.plan;
}

/** The room for virtio disks: they are PCI Express devices where the machine has such buses. */
function roomOf(plan: Plan, most?: number): KindCapacity {
  const { kinds } = capacityOf(plan, most === undefined ? {} : { most });
  const room = kinds.find(({ kind }) => kind === 'pcie') ?? kinds[0];
  if (room === undefined) throw new Error('no PCI');
  return room;
}

const disks = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, position) => virtioDisk(image, diskName(position)));

function withDisks(xml: string, count: number, prefix: string): string {
  const more = Array.from({ length: count }, (_, position) => virtioDisk(image, `${prefix}${diskName(position)}`));
  return xml.replace('  </devices>', `${more.join('\n')}\n  </devices>`);
}

describe.skipIf(!isAvailable)('capacity is what the real libvirt accepts', () => {
  let oracle: LiveOracle;
  beforeAll(async () => {
    oracle = await openLiveOracle(2);
  });
  afterAll(async () => {
    await oracle.close();
  });

  test.each(MACHINES)('%s: on a paused guest, until refusal', async (machine) => {
    const wrong: string[] = [];
    let attached = 0;
    await Promise.all(
      guests(machine).map(async (one) => {
        const { running } = roomOf(planOf(one.xml));
        const answer = await oracle.hotplug(one, disks(running.count + 2));
        if (answer.results === undefined) return wrong.push(`${one.id}: does not start: ${answer.message}`);
        const accepted = answer.results.filter((message) => message === undefined).length;
        attached += accepted;
        const isRun = answer.results.slice(0, accepted).every((message) => message === undefined);
        if (accepted !== running.count || !isRun)
          wrong.push(`${one.id}: ${running.count} predicted, ${accepted} accepted`);
        return undefined;
      }),
    );
    process.stdout.write(`capacity before libvirt: ${RUNS} running ${machine} guests took ${attached} disks\n`);
    expect(wrong).toEqual([]);
  });

  test('q35: in the stored definition, one by one, until refusal', async () => {
    const wrong: string[] = [];
    let attached = 0;
    await Promise.all(
      guests('q35').map(async (one, number) => {
        // Most start crowded, so that the end is near: libvirt takes 20 ms for each disk then.
        const whole = roomOf(planOf(one.xml)).stored.count;
        const crowd = number < 2 ? 0 : whole - 3 - (number % 7);
        const xml = patchXml(planOf(withDisks(one.xml, crowd, 'x')));
        const { stored } = roomOf(planOf(xml));
        const answer = await oracle.attach({ ...one, xml }, disks(stored.count + 1));
        attached += answer.accepted;
        if (answer.accepted !== stored.count || answer.xml !== undefined)
          wrong.push(`${one.id}: ${stored.count} predicted, ${answer.accepted} accepted: ${answer.message}`);
      }),
    );
    process.stdout.write(`capacity before libvirt: ${RUNS} stored q35 definitions took ${attached} disks\n`);
    expect(wrong).toEqual([]);
  });

  // i440fx takes some 7,600 disks, until there is no bus number left; libvirt would need hours for that one by one.
  test('i440fx: in the stored definition, one by one, past two added bridges', async () => {
    const wrong: string[] = [];
    await Promise.all(
      guests('pc').map(async (one) => {
        const { stored } = roomOf(planOf(one.xml), 100);
        const answer = await oracle.attach(one, disks(100));
        if (answer.accepted !== stored.count)
          wrong.push(`${one.id}: ${stored.count} predicted, ${answer.accepted} accepted`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  test.each(MACHINES)('%s: defined at once, and the hole behind', async (machine) => {
    const wrong: string[] = [];
    let holes = 0;
    await Promise.all(
      guests(machine).map(async (one) => {
        const { count, acceptedAgain } = roomOf(planOf(one.xml)).defined;
        const beyond = acceptedAgain ?? count + 2;
        if (acceptedAgain !== undefined) holes += 1;
        for (const number of [count, count + 1, beyond - 1, beyond]) {
          const { ok } = await oracle.ask({ ...one, xml: withDisks(one.xml, number, 'x') });
          const isExpected = number === count || number === acceptedAgain;
          if (ok !== isExpected) wrong.push(`${one.id}: ${number} disks ${ok ? 'accepted' : 'refused'}`);
        }
      }),
    );
    process.stdout.write(`capacity before libvirt: ${RUNS} ${machine} definitions, ${holes} with a hole\n`);
    expect(wrong).toEqual([]);
  });
});
