import { readFileSync } from 'node:fs';
import { type Conversion, convertMachine, planDomain } from '@rootport/core';
import { expect, test } from 'vitest';
import { CORE_PLANNER } from '../src/core-planner.ts';
import { judgeAnswer } from '../src/differential.ts';
import { isOracleAvailable, openGenerator, openLiveOracle } from '../src/oracle.ts';

const PROFILE = 'libvirt-9.0';
/** Random i440fx domains; $ROOTPORT_RUNS asks for more. */
const RUNS = Number(process.env['ROOTPORT_RUNS'] ?? '60');

const convert = (xml: string, keepNicNames: boolean): Conversion =>
  convertMachine(xml, (text) => planDomain(text, { profile: PROFILE }), { keepNicNames });

const isAvailable = await isOracleAvailable();
if (!isAvailable)
  process.stdout.write('skipped: conversions before libvirt: libvirt is not installed (npm run oracle:setup)\n');

test.skipIf(!isAvailable)('libvirt takes converted documents, with the same addresses', async () => {
  const generate = await openGenerator();
  const oracle = await openLiveOracle(1);
  const fixtures = ['windows', 'linux'].map((guest) => {
    const path = new URL(`../../../fixtures/convert/${guest}-i440fx.xml`, import.meta.url);
    return { id: guest, machine: 'pc', xml: readFileSync(path, 'utf8') };
  });
  const random = Array.from({ length: RUNS }, (_, index) => generate('pc', index, 'convert'));
  const counts = { converted: 0, refused: 0, host: 0 };
  const wrong: string[] = [];
  for (const [position, { id, machine, xml }] of [...fixtures, ...random].entries()) {
    if (planDomain(xml, { profile: PROFILE }).ok === false) continue;
    const conversion = convert(xml, position % 2 === 0);
    if (!conversion.ok) {
      counts.refused += 1;
      if (conversion.diagnostics.length === 0) wrong.push(`${id}: refused without a reason`);
      continue;
    }
    const domain = { id, machine, xml: conversion.xml };
    const verdict = judgeAnswer(domain, await oracle.ask(domain), {
      planner: CORE_PLANNER,
      plan: { profile: PROFILE },
    });
    if (verdict.kind !== 'different') counts.converted += 1;
    // A TPM that this host cannot emulate, say: refused before the conversion as well.
    else if (verdict.mismatch.scope === 'host') counts.host += 1;
    else wrong.push(`${id}: ${verdict.mismatch.sort} ${verdict.mismatch.label} ${verdict.mismatch.lines.join('; ')}`);
  }
  await oracle.close();
  const { converted, refused, host } = counts;
  process.stdout.write(
    `conversions before libvirt: ${converted} equal, ${refused} refused by us, ${host} by the host\n`,
  );
  expect(wrong).toEqual([]);
  expect(converted).toBeGreaterThan(20);
});
