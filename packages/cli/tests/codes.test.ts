import { ALL_PROFILES, CATALOGUE } from '@rootport/core';
import { describe, expect, test } from 'vitest';
import { call } from './fake-io.ts';

describe('rootport codes', () => {
  test('lists every code, sorted, one per line in a pipe', async () => {
    const answer = await call(['codes']);
    const lines = answer.stdout.trimEnd().split('\n');
    expect(answer).toMatchObject({ code: 0, stderr: '' });
    expect(lines.map((line) => line.slice(0, 6))).toEqual(Object.keys(CATALOGUE).sort());
    expect(lines[0]).toMatch(/^RP1001 {2}error +the text is not well-formed XML$/);
  });

  test('fits a terminal', async () => {
    const { stdout } = await call(['codes'], { columns: 50, env: { NO_COLOR: '1' } });
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
  });

  test('explains one, given by code or by name', async () => {
    const answer = await call(['codes', 'rp1004']);
    expect(answer).toMatchObject({ code: 0, stderr: '' });
    expect(answer.stdout).toMatch(/^RP1004 \(error\)\nThe text is not UTF-8\.\n/);
    expect(answer.stdout).toContain('docs/codes/RP1004.md');
    expect((await call(['codes', 'encoding-unsupported'])).stdout).toBe(answer.stdout);
  });

  test.each(Object.keys(CATALOGUE))('explains %s in 80 columns without placeholders', async (code) => {
    const { stdout } = await call(['codes', code]);
    expect(stdout).not.toMatch(/\{\w+\}/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test.each([
    ['RP0999', /there is no code "RP0999"; did you mean RP1001 \(xml-malformed\)/],
    ['1004', /did you mean RP1004/],
    ['utf-8', /did you mean RP1004 \(encoding-unsupported\)\?/],
    ['qqq', /there is no code "qqq"; "rootport codes" lists them all/],
  ])('does not know %s and says what is near', async (code, message) => {
    const answer = await call(['codes', code]);
    expect(answer).toMatchObject({ code: 2, stdout: '' });
    expect(answer.stderr).toMatch(message);
  });

  test('is JSON for programs', async () => {
    const all = JSON.parse((await call(['codes', '-o', 'json'])).stdout);
    expect(all).toHaveLength(Object.keys(CATALOGUE).length);
    const one = JSON.parse((await call(['codes', '-o', 'json', 'RP1001'])).stdout);
    expect(one).toMatchObject({ code: 'RP1001', kind: 'xml-malformed', severity: 'error' });
  });
});

describe('rootport profiles', () => {
  test('lists every profile and marks the default', async () => {
    const answer = await call(['profiles']);
    expect(answer).toMatchObject({ code: 0, stderr: '' });
    for (const { name, proof } of ALL_PROFILES) {
      const isListed = proof !== 'dates' || !name.startsWith('libvirt-');
      expect(new RegExp(`^${name} +QEMU`, 'm').test(answer.stdout), name).toBe(isListed);
    }
    expect(answer.stdout.match(/\(default\)/g)).toHaveLength(1);
  });

  test('is JSON for programs', async () => {
    const all = JSON.parse((await call(['profiles', '-o', 'json'])).stdout);
    expect(all.map(({ name }: { name: string }) => name)).toEqual(ALL_PROFILES.map(({ name }) => name));
    expect(all.filter((profile: { default: boolean }) => profile.default)).toHaveLength(1);
  });
});
