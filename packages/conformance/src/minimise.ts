import { type DifferentialOptions, judgeAnswer, type Mismatch, signatureOf } from './differential.ts';
import type { Answer, GeneratedDomain, LiveOracle } from './oracle.ts';

/** A mismatch with the domain that shows it. */
export interface FoundMismatch {
  readonly domain: GeneratedDomain;
  readonly answer: Answer;
  readonly mismatch: Mismatch;
}

/** The devices of a generated domain, which has one a line, and the lines around them. */
function splitDevices(xml: string): {
  readonly before: string;
  readonly devices: readonly string[];
  readonly after: string;
} {
  const open = xml.indexOf('<devices>\n') + '<devices>\n'.length;
  const close = xml.indexOf('</devices>', open);
  const lines = xml.slice(open, close).split('\n');
  return { before: xml.slice(0, open), devices: lines.filter((line) => line.trim() !== ''), after: xml.slice(close) };
}

/** How many devices a generated domain has. */
export function deviceCount(xml: string): number {
  return splitDevices(xml).devices.length;
}

function withDevices(xml: string, devices: readonly string[]): string {
  const { before, after } = splitDevices(xml);
  return `${before}${devices.map((line) => `${line}\n`).join('')}${after}`;
}

/**
 * Removes devices, many at once at first, then one by one, while a mismatch of the same signature stays; asks at most
 * `limit` times.
 */
export async function minimise(
  found: FoundMismatch,
  oracle: Pick<LiveOracle, 'ask'>,
  options: DifferentialOptions,
  limit = 300,
): Promise<FoundMismatch> {
  const signature = signatureOf(found.mismatch);
  let best = found;
  let asked = 0;
  let size = Math.max(1, Math.floor(deviceCount(found.domain.xml) / 2));
  while (asked < limit) {
    let hasShrunk = false;
    for (let at = deviceCount(best.domain.xml) - size; at > -size && asked < limit; at -= size) {
      const { devices } = splitDevices(best.domain.xml);
      const rest = devices.filter((_, index) => index < at || index >= at + size);
      const domain = { ...best.domain, xml: withDevices(best.domain.xml, rest) };
      const answer = await oracle.ask(domain);
      asked += 1;
      const verdict = judgeAnswer(domain, answer, options);
      if (verdict.kind !== 'different' || signatureOf(verdict.mismatch) !== signature) continue;
      best = { domain, answer, mismatch: verdict.mismatch };
      hasShrunk = true;
    }
    if (size === 1 && !hasShrunk) break;
    size = Math.max(1, Math.floor(size / 2));
  }
  return best;
}
