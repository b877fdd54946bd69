import { jsonText } from '../terminal/json-text.ts';
import { fails, type Reporter } from './checked-file.ts';
import { diagnosticsJson } from './diagnostic-json.ts';

/** A minor change adds fields, a major one may change or remove some. */
export const CHECK_FORMAT_VERSION = '1.0';

/** One object for each document, on a line of its own. */
export const jsonReporter: Reporter = {
  each: ({ file, source, accepted, diagnostics, applied, severity }) =>
    `${jsonText({
      formatVersion: CHECK_FORMAT_VERSION,
      file,
      ok: !diagnostics.some((one) => fails(one, severity)),
      accepted,
      fixed: applied,
      diagnostics: diagnosticsJson(diagnostics, source),
    })}\n`,
};
