// T-ENCODING: names of encodings in the XML declaration, as libvirt 7.0, 9.0, 11.3 and 12.9 took ("a") and refused them.
import { expect, test } from 'vitest';
import { planDomain } from '../../src/index.ts';

const ANSWERS: Readonly<Record<string, string>> = {
  aaaa: `UTF-8 utf8 UTF-16 UTF16 UTF-16LE UTF-32 UCS-2 UCS4 UTF-7 ASCII us-ascii ISO646-US ANSI_X3.4-1968 ISO-8859-1
    iso-8859-1 ISO8859-1 ISO_8859-1 ISO-LATIN-1 latin1 L1 ISO-8859-2 ISO-8859-9 ISO-8859-15 ISO-8859-16 windows-1252 cp1252
    Windows-1251 KOI8-R Shift_JIS EUC-JP ISO-2022-JP GBK GB2312 GB18030 Big5 EUC-KR HTML EBCDIC-US IBM037 macintosh
    WCHAR_T VISCII TIS-620 cp850 cp437 unicode UCS-2LE UTF-32BE MS932 windows-31j cp936 ISO-IR-100 CP819`,
  aarr: 'UTF_8 ISO-10646-UCS-2 latin-1 IBM-037 HZ us_ascii iso8859_1',
  rrrr: 'ISO-8859-17 bogus binary none UTF UTF-8x utf-8-sig 8bit - ANSI C UTF-8BOM HTTP',
};

const ROWS = Object.entries(ANSWERS).flatMap(([letters, names]) =>
  names.split(/\s+/).map((name): readonly [string, string] => [name, letters]),
);

test.each([...ROWS, ['', 'rrrr'] as const])('encoding "%s" is %s', (name, letters) => {
  const domain = "<domain type='qemu'><name>a</name><os><type machine='q35'>hvm</type></os><devices/></domain>";
  const answers = ['7.0', '9.0', '11.3', '12.9'].map((release) =>
    planDomain(`<?xml version='1.0' encoding='${name}'?>${domain}`, { profile: `libvirt-${release}` }).ok ? 'a' : 'r',
  );
  expect(answers.join('')).toBe(letters);
});
