import { comparePlans, type Plan, planDomain, reservePlaces } from '@rootport/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diskName, guest, sharedImage, virtioDisk } from '../src/guests.ts';
import { isOracleAvailable, type LiveOracle, openLiveOracle } from '../src/oracle.ts';

const OPTIONS = { profile: 'libvirt-9.0', qemu: '7.2' } as const;
/** Guests for each row, of which a start takes a second or two; $ROOTPORT_RUNS asks for more. */
const RUNS = Number(process.env['ROOTPORT_RUNS'] ?? (process.env['CI'] ? '20' : '3'));
const FREE = 8;

const isAvailable = await isOracleAvailable();
if (!isAvailable)
  process.stdout.write('skipped: reserved places before libvirt: libvirt is not installed (npm run oracle:setup)\n');
const image = isAvailable ? sharedImage() : '';

const CARD = "<interface type='user'><model type='rtl8139'/></interface>";

function planOf(xml: string): Plan {
  const result = planDomain(xml, OPTIONS);
  if (!result.ok) throw new Error(result.diagnostics.map(({ code }) => code).join());
  return result.plan;
}

describe.skipIf(!isAvailable)('after reserving, the real libvirt', () => {
  let oracle: LiveOracle;
  beforeAll(async () => {
    oracle = await openLiveOracle(2);
  });
  afterAll(async () => {
    await oracle.close();
  });

  test.each([
    ['pc', 'pci', (number: number) => virtioDisk(image, diskName(number))],
    ['q35', 'pcie', (number: number) => virtioDisk(image, diskName(number))],
    ['q35', 'pci', () => CARD],
  ] as const)('has %s guests take as many %s devices, and moves nothing', async (machine, kind, make) => {
    const wrong: string[] = [];
    const counts = { added: 0, attached: 0 };
    await Promise.all(
      Array.from({ length: RUNS }, async (_, number) => {
        const one = guest(machine, number, image);
        // Beyond what is there, so that something has to be added to most guests.
        const free = kind === 'pcie' ? FREE : 30 + FREE + (number % 3) * 20;
        const reserved = reservePlaces(one.xml, (xml) => planDomain(xml, OPTIONS), { free, kind });
        if (!reserved.ok) return wrong.push(`${one.id}: ${reserved.diagnostics.map(({ code }) => code).join()}`);
        const [before, after] = [await oracle.ask(one), await oracle.ask({ ...one, xml: reserved.xml })];
        if (!before.ok || !after.ok) return wrong.push(`${one.id}: refused`);
        const moved = comparePlans(planOf(before.xml), planOf(after.xml)).devices.filter(
          ({ status }) => status !== 'same' && status !== 'new',
        );
        wrong.push(...moved.map(({ label, status }) => `${one.id}: ${label} ${status}`));
        const devices = Array.from({ length: reserved.after + 1 }, (_none, position) => make(position));
        const { results, message } = await oracle.hotplug({ ...one, xml: reserved.xml }, devices);
        const accepted = results?.filter((refusal) => refusal === undefined).length ?? 0;
        counts.added += reserved.added.length;
        counts.attached += accepted;
        if (accepted < free || accepted !== reserved.after)
          wrong.push(`${one.id}: ${free} asked, ${reserved.after} told, ${accepted} accepted ${message ?? ''}`);
        return undefined;
      }),
    );
    process.stdout.write(
      `reserved before libvirt: ${RUNS} ${machine} guests got ${counts.added} controllers and took ${counts.attached} ${kind} devices\n`,
    );
    expect(wrong).toEqual([]);
  });
});
