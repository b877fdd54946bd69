// What code.mjs calls of the command.
export { run } from '../../packages/cli/src/run.ts';
export { processIo } from '../../packages/cli/src/system/node-io.ts';
