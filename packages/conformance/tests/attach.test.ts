import { detachDevice, type Plan, patchXml } from '@rootport/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AttachRow,
  attachAll,
  pciAddresses,
  planner,
  recordedAttachments,
  storedDifferences,
} from '../src/attach-rows.ts';
import { type Guest, guest, sharedImage, virtioDisk } from '../src/guests.ts';
import { isOracleAvailable, type LiveOracle, openLiveOracle, oracleMachines } from '../src/oracle.ts';

/** Guests of each machine, and recorded rows of each set; $ROOTPORT_RUNS asks for more. */
const RUNS = Number(process.env['ROOTPORT_RUNS'] ?? (process.env['CI'] ? '20' : '4'));
const ROWS = Number(process.env['ROOTPORT_RUNS'] ?? (process.env['CI'] ? '1000' : '10'));
const MACHINES = ['pc', 'q35'] as const;

/** Recorded rows that we answer otherwise, with the reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'mac99-t1-57': 'libvirt adds an IDE controller that mac99 has not, and refuses the definition when it reads it again',
  'pseries-t1-67': 'libvirt gives a second spapr-vio controller a register that it refuses when it reads it again',
};

// Made from those of another machine, it has no recorded rows.
const machines = (await oracleMachines()).filter((machine) => machine !== 'virt-loongarch64');

describe('recorded attachments', () => {
  test.each(machines)('%s: to the stored definition', async (machine) => {
    const rows = await recordedAttachments(machine, 'attach');
    const wrong: string[] = [];
    for (const row of rows.slice(0, ROWS)) {
      const answer = attachAll(row, 'stored');
      const [expected, actual] = [row.faults, answer?.refusals ?? []].map((list) =>
        list.findIndex((one) => one !== undefined),
      );
      const { output } = row;
      const differences = output === undefined || answer === undefined ? [] : storedDifferences(answer.plan, output);
      if (expected === actual && (actual !== -1 || differences.length === 0)) continue;
      wrong.push(row.id);
      if (EXCEPTIONS[row.id] === undefined) process.stdout.write(`${row.id}: ${actual} ${differences.join('; ')}\n`);
    }
    expect(wrong.filter((id) => EXCEPTIONS[id] === undefined)).toEqual([]);
    expect(rows.length).toBeGreaterThan(0);
  });

  test.each(MACHINES)('%s: to a running guest', async (machine) => {
    const rows = await recordedAttachments(machine, 'live');
    for (const row of rows.slice(0, ROWS)) {
      const answer = attachAll(row, 'live');
      expect(
        answer?.refusals.map((one) => one !== undefined),
        row.id,
      ).toEqual(row.faults.map((one) => one !== undefined));
      expect(answer && pciAddresses(answer.plan), row.id).toEqual(row.after);
    }
    expect(rows.length).toBeGreaterThan(0);
  });
});

const isAvailable = await isOracleAvailable();
if (!isAvailable)
  process.stdout.write('skipped: attach and detach before libvirt: libvirt is not installed (npm run oracle:setup)\n');
const image = isAvailable ? sharedImage() : '';

/** Devices of many sorts for guest `number`, some with an address that may be taken or unfit. */
function devicesFor(number: number): readonly string[] {
  const nic = (model: string, more = ''): string =>
    `<interface type='user'><mac address='52:54:00:99:00:${(16 + number).toString(16)}'/><model type='${model}'/>${more}</interface>`;
  const at = (bus: number, slot: number, fn = 0): string =>
    `<address type='pci' bus='${bus}' slot='${slot}' function='${fn}'/>`;
  const all = [
    virtioDisk(image, 'q'),
    nic('e1000'),
    "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>",
    nic('virtio', at(number % 3, 7 + (number % 9))),
    "<controller type='scsi' index='9' model='virtio-scsi'/>",
    virtioDisk(image, 'r', at(0, 8 + (number % 5), 1)),
    `<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='${image}'/><target dev='sdh' bus='scsi'/><readonly/><shareable/></disk>`,
    "<input type='tablet' bus='virtio'/>",
    "<watchdog model='i6300esb' action='none'/>",
    "<sound model='ac97'/>",
    "<controller type='pci' model='pcie-root-port'/>",
    nic('e1000e'),
  ];
  const start = (number * 5) % all.length;
  return [...all.slice(start), ...all.slice(0, start)].slice(0, 6);
}

const rowOf = ({ id, xml }: Guest, number: number): AttachRow => ({ id, xml, devices: devicesFor(number) });

describe.skipIf(!isAvailable)('attach and detach are what the real libvirt does', () => {
  let oracle: LiveOracle;
  beforeAll(async () => {
    oracle = await openLiveOracle(2);
  });
  afterAll(async () => {
    await oracle.close();
  });
  const guests = (machine: 'pc' | 'q35'): readonly Guest[] =>
    Array.from({ length: RUNS }, (_, number) => guest(machine, number, image));

  test.each(MACHINES)('%s: one device of each sort to a stored definition', async (machine) => {
    const wrong: string[] = [];
    const counts = { equal: 0, refused: 0 };
    for (const [number, one] of guests(machine).entries()) {
      for (const device of devicesFor(number)) {
        const ours = attachAll({ ...one, devices: [device] }, 'stored');
        const answer = await oracle.attach(one, [device]);
        const refusal = ours?.refusals[0];
        if (answer.xml === undefined && refusal !== undefined) counts.refused += 1;
        else if (answer.xml === undefined || ours === undefined || refusal !== undefined)
          wrong.push(`${one.id} ${device}: ${answer.message ?? 'attached'} / ${refusal ?? 'attached'}`);
        else {
          const differences = storedDifferences(ours.plan, answer.xml);
          if (differences.length === 0) counts.equal += 1;
          else wrong.push(`${one.id} ${device}: ${differences.join('; ')}`);
        }
      }
    }
    process.stdout.write(`attach before libvirt: ${machine} definitions: ${JSON.stringify(counts)}\n`);
    expect(wrong).toEqual([]);
  });

  test.each(MACHINES)('%s: to paused guests, one after the other', async (machine) => {
    const wrong: string[] = [];
    const counts = { attached: 0, refused: 0 };
    everyGuest: for (const [number, one] of guests(machine).entries()) {
      const row = rowOf(one, number);
      const ours = attachAll(row, 'live');
      const answer = await oracle.hotplug(one, row.devices);
      if (answer.results === undefined || answer.live === undefined || ours === undefined) {
        wrong.push(`${one.id}: ${answer.message ?? 'does not start'}`);
        continue;
      }
      for (const [position, message] of answer.results.entries()) {
        const refusal = ours.refusals[position];
        if ((message === undefined) !== (refusal === undefined))
          wrong.push(`${one.id} ${row.devices[position]}: ${message ?? 'attached'} / ${refusal ?? 'attached'}`);
        else counts[message === undefined ? 'attached' : 'refused'] += 1;
        if (message !== undefined && isScsiDisk(row.devices[position])) continue everyGuest;
      }
      const places = [...answer.live.matchAll(PLACE)].map(([, bus, slot, fn]) => `0000:${bus}:${slot}.${fn}`).sort();
      if (places.join() !== pciAddresses(ours.plan).join())
        wrong.push(`${one.id}: ${places.join()} / ${pciAddresses(ours.plan).join()}`);
    }
    process.stdout.write(`attach before libvirt: running ${machine} guests: ${JSON.stringify(counts)}\n`);
    expect(wrong).toEqual([]);
  });

  test.each(MACHINES)('%s: detach each device of a stored definition', async (machine) => {
    const wrong: string[] = [];
    const counts = { equal: 0, refused: 0 };
    for (const one of guests(machine)) {
      const start = planner(one.xml);
      if (!start.ok) throw new Error(`${one.id} is refused`);
      const xml = patchXml(start.plan);
      for (const device of detachables(start.plan, xml)) {
        const ours = detachDevice(one.xml, { xml: device }, planner).stored;
        const answer = await oracle.detach({ ...one, xml }, [device]);
        const differences = ours.ok && answer.xml !== undefined ? storedDifferences(ours.plan, answer.xml, true) : [];
        if (ours.ok !== (answer.xml !== undefined) || differences.length > 0)
          wrong.push(`${one.id} ${device}: ${answer.message ?? ''} ${ours.ok} ${differences.join('; ')}`);
        else counts[ours.ok ? 'equal' : 'refused'] += 1;
      }
    }
    process.stdout.write(`detach before libvirt: ${machine} definitions: ${JSON.stringify(counts)}\n`);
    expect(wrong).toEqual([]);
  });
});

/** When libvirt refuses one, the controllers that it had attached for it stay: what follows is about another guest. */
const isScsiDisk = (device = ''): boolean => device.includes("bus='scsi'");

/** A place in the guest; those of host devices stand inside of `<source>` and have none here. */
const PLACE = /<address type='pci' domain='0x0000' bus='0x(\w+)' slot='0x(\w+)' function='0x(\w)'/g;

/** The XML of each device that the planned document writes. */
function detachables(plan: Plan, xml: string): readonly string[] {
  const written = planner(xml);
  const devices = Object.values(written.ok ? written.plan.domain.devices : plan.domain.devices).flat();
  return devices.flatMap(({ kind, element }) =>
    element === undefined || kind === 'audio' ? [] : [xml.slice(element.span.start, element.span.end)],
  );
}
