import { describe, expect, test } from 'vitest';
import { type CheckOptions, checkDomain, fixDomain, planDomain } from '../../src/index.ts';

const document = (before: string, inside = '', behind = '', top = ''): string => `${top}<domain type='kvm'>
  <os>${before}<type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <video><model type='none'/></video>${inside}
    <memballoon model='none'/>${behind}
  </devices>
</domain>`;

const ASKED: CheckOptions = { qemu: '7.2', rules: { RP6010: 'note' } };

const found = (xml: string, options: CheckOptions = ASKED) =>
  checkDomain(xml, (text) => planDomain(text), options).diagnostics.map(({ code }) => code);

describe('a comment before an element', () => {
  test('silences what is found in it, by code or by name, with or without a reason', () => {
    expect(found(document(''))).toContain('RP6010');
    const rest = found(document('')).filter((code) => code !== 'RP6010');
    for (const words of ['RP6010: as new as can be', 'machine-alias', ' rp6010 ']) {
      expect(found(document(`<!-- rootport-ignore ${words} -->`))).toEqual(rest);
    }
    expect(found(document('<!--rootport-ignore RP6010--> <!-- another -->\n'))).toEqual(rest);
  });

  test('silences in all that is inside, for the whole domain before it', () => {
    expect(found(document('', '', '', '<!-- rootport-ignore RP6010: all -->\n'))).not.toContain('RP6010');
  });

  test('silences nothing else, and then is a finding', () => {
    expect(found(document('', '<!-- rootport-ignore RP6010: elsewhere -->'))).toEqual(
      expect.arrayContaining(['RP6010', 'RP6260']),
    );
  });

  test('is no finding where the rule is off or the document is refused', () => {
    const xml = document('', '<!-- rootport-ignore RP6005 -->');
    expect(found(xml)).toContain('RP6260');
    expect(found(xml, { rules: { RP6005: 'off' } })).not.toContain('RP6260');
    expect(
      found(xml.replace('<memballoon', "<memballoon><address type='pci' slot='0x40'/></memballoon><memballoon")),
    ).not.toContain('RP6260');
  });

  test('keeps a fix from being applied', () => {
    const planner = (text: string) => planDomain(text);
    const xml = document('<!-- rootport-ignore RP6010 -->');
    expect(fixDomain(xml, planner, { ...ASKED, unsafe: true }).applied.map(({ code }) => code)).not.toContain('RP6010');
    expect(fixDomain(document(''), planner, { ...ASKED, unsafe: true }).applied.map(({ code }) => code)).toContain(
      'RP6010',
    );
  });

  test.each([
    ['', 'it names no code'],
    ['RP6910', 'there is no code RP6910'],
    ['RP3010: here', 'RP3010 is a refusal, which nothing can silence'],
  ])('that says %j cannot be followed', (words, problem) => {
    const { diagnostics } = checkDomain(document(`<!-- rootport-ignore ${words} -->`), (text) => planDomain(text));
    expect(diagnostics.find(({ code }) => code === 'RP6261')?.values).toEqual({ problem });
  });

  test('that no element follows cannot be followed', () => {
    const { diagnostics } = checkDomain(document('', '', '<!-- rootport-ignore RP6010 -->'), (text) =>
      planDomain(text),
    );
    expect(diagnostics.find(({ code }) => code === 'RP6261')?.values).toEqual({ problem: 'no element follows it' });
  });

  test('of another word is only a comment', () => {
    expect(found(document('<!-- rootport-ignored RP6010 -->'))).toEqual(found(document('')));
  });
});
