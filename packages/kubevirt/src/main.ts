#!/usr/bin/env node
import { basename } from 'node:path';
import { main } from './command.ts';

declare const ROOTPORT_VERSION: string;

void main(process.argv.slice(2), basename(process.argv[1] ?? ''), ROOTPORT_VERSION).then((code) => {
  process.exitCode = code;
});
