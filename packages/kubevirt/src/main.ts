#!/usr/bin/env node
import { basename } from 'node:path';
import { main } from './command.ts';

declare const ROOTPORT_VERSION: string;

// The definition cannot be handed on, which is no answer for KubeVirt: it has to hear of it.
process.stdout.on('error', (error) => {
  process.stderr.write(`rootport-kubevirt: cannot write <stdout>: ${error.message} [RP5003]\n`);
  process.exit(2);
});
void main(process.argv.slice(2), basename(process.argv[1] ?? ''), ROOTPORT_VERSION).then((code) => {
  process.exitCode = code;
});
