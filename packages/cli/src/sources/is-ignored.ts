import { relative, resolve, sep } from 'node:path';
import type { FoundConfig } from '../config/find-config.ts';
import type { Io } from '../system/io.ts';

/** Whether a configuration ignores a document. */
export async function isIgnored(argument: string, { folder, config }: FoundConfig, io: Io): Promise<boolean> {
  const { ignore = [] } = config;
  if (ignore.length === 0) return false;
  const { default: picomatch } = await import('picomatch');
  return picomatch([...ignore])(relative(folder, resolve(io.cwd, argument)).split(sep).join('/'));
}
