import { createDiagnostic } from '../diagnostics/index.ts';
import { inForce, type ReleaseRange, SETTING_DATES } from '../profiles/index.ts';
import type { Check, Checking } from './check.ts';

interface EncodingRow extends ReleaseRange {
  readonly names: RegExp;
}

/**
 * Names of encodings that a declaration may have; libvirt reads the text as UTF-8 all the same (T-ENCODING). As the live
 * 7.0, 9.0, 11.3 and 12.9 answered for those that people write; what else the host's C library knows is left out.
 */
const ENCODINGS: readonly EncodingRow[] = [
  { names: /^(?:utf-?8|utf-?7|(?:utf-?(?:16|32)|ucs-?[24])(?:[lb]e)?|unicode|wchar_t)$/i },
  { names: /^(?:(?:us-)?ascii|iso646-us|ansi_x3\.4-1968|html|ebcdic-us|macintosh)$/i },
  { names: /^(?:iso[-_]?8859-(?:\d|1[013-6])|iso-ir-100|iso-latin-1|l(?:atin)?1)$/i },
  { names: /^(?:(?:windows-|cp)125[0-8]|(?:cp|ibm)(?:037|437|819|850)|koi8-r|viscii|tis-620)$/i },
  { names: /^(?:shift_jis|windows-31j|(?:cp|ms)932|euc-(?:jp|kr|cn|tw)|iso-2022-jp|gbk|gb2312|gb18030|cp936|big5)$/i },
  { names: /^(?:utf_8|us_ascii|latin-1|iso8859_1|iso-10646-ucs-[24]|ibm-037|hz)$/i, ...SETTING_DATES.firstTwo },
];

const DECLARATION = /^\uFEFF?<\?xml\s[^>]*?\bencoding\s*=\s*(["'])(.*?)\1/;

function checkEncoding({ domain, facts, diagnostics }: Checking): void {
  const declared = DECLARATION.exec(domain.document.source);
  const [all = '', , name = ''] = declared ?? [];
  if (declared === null) return;
  if (ENCODINGS.some((row) => inForce(row, facts.profile.release) && row.names.test(name))) return;
  const span = { start: all.length - name.length - 1, end: all.length - 1 };
  diagnostics.push(createDiagnostic('RP1001', { span, values: { problem: `libvirt knows no encoding "${name}"` } }));
}

export const ENCODING_CHECKS: readonly Check[] = [{ when: SETTING_DATES.all, run: checkEncoding }];
