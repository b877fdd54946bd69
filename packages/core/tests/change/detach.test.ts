import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AttachOutcome, detachDevice, planDomain } from '../../src/index.ts';

interface RecordedDetachment {
  readonly device: string;
  readonly stored: string;
  readonly live: string;
}

/** What libvirt 9.0 with QEMU 7.2 answered: `ok` or the class of its refusal. */
const ANSWERS: Readonly<Record<string, { readonly domain: string; readonly rows: readonly RecordedDetachment[] }>> =
  JSON.parse(readFileSync(new URL('detach-answers.json', import.meta.url), 'utf8'));

const planner = (xml: string): ReturnType<typeof planDomain> =>
  planDomain(xml, { profile: 'libvirt-9.0', qemu: '7.2' });

const codesOf = ({ ok, diagnostics }: AttachOutcome): string =>
  ok ? 'ok' : [...diagnostics.device, ...diagnostics.document].map(({ code }) => code).join();

describe.each(Object.entries(ANSWERS))('%s: detaching by XML, as libvirt 9.0 answered', (_, { domain, rows }) => {
  test.each(rows)('$device', ({ device, stored, live }) => {
    const answer = detachDevice(domain, { xml: device }, planner);
    expect(
      { stored: answer.stored.ok, live: answer.live.ok },
      `${codesOf(answer.stored)} ${codesOf(answer.live)}`,
    ).toEqual({
      stored: stored === 'ok',
      live: live === 'ok',
    });
  });
});
