// The entry of the single executable, which loads everything at once and cannot wait at the top of a module.
import { afterCrash } from './exit-codes.ts';
import { start } from './start.ts';

start((error) => {
  process.stderr.write(
    `rootport: error: this call: this is a bug in rootport: ${String(error).split('\n')[0]} [RP5007]\n`,
  );
  const code = afterCrash(process.argv.slice(2), 3);
  process.exitCode = code;
  return code;
});
