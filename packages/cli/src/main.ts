#!/usr/bin/env node
import type { ExitCode } from './exit-codes.ts';

// The rest is loaded from here on, so that it can be told in one line when the system does not let us load it.
try {
  const { start } = await import('./start.ts');
  await start(lastWords);
} catch (error) {
  process.exitCode = lastWords(error);
}

/** Says RP5223 or RP5007 where the catalogue cannot be loaded, as when the system gives no more files. */
function lastWords(error: unknown): ExitCode {
  const reason = (error instanceof Error ? error.message : String(error)).split(/[\n,]/)[0];
  const isOfSystem = error instanceof Error && 'errno' in error;
  process.stderr.write(
    isOfSystem
      ? `rootport: error: this call: the system refuses what rootport needs: ${reason} [RP5223]\n` +
          '  help: Free some of it or raise the limit (ulimit -a shows the limits), and run the command again.\n'
      : `rootport: error: this call: this is a bug in rootport: ${reason} [RP5007]\n`,
  );
  // A failure of libvirt's hook would kill a running guest (I-HOOK-LIMITS).
  if (process.argv[2] === 'hook') return 0;
  return isOfSystem ? 2 : 3;
}
