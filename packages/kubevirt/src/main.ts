#!/usr/bin/env node
import { basename } from 'node:path';
import { createDiagnostic } from '@rootport/core';
import { textOf } from './answer.ts';
import { main } from './command.ts';

declare const ROOTPORT_VERSION: string;

// The definition cannot be handed on, which is no answer for KubeVirt: it has to hear of it.
process.stdout.on('error', (error) => {
  const diagnostic = createDiagnostic('RP5003', { values: { file: '<stdout>', problem: error.message } });
  process.stderr.write(`rootport-kubevirt: ${textOf(diagnostic)}\n`);
  process.exit(2);
});
void main(process.argv.slice(2), basename(process.argv[1] ?? ''), ROOTPORT_VERSION).then((code) => {
  process.exitCode = code;
});
