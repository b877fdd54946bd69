// Runs after npm has packed the package in the current folder: package.json is again what prepack.mjs has kept.

import { existsSync, renameSync, rmSync } from 'node:fs';

if (existsSync('package.json.kept')) renameSync('package.json.kept', 'package.json');
rmSync('LICENSE', { force: true });
