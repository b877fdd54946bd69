const SHORTAGES: Readonly<Record<string, string>> = {
  EMFILE: 'too many open files',
  ENFILE: 'too many open files in the system',
  ENOMEM: 'not enough memory',
  EAGAIN: 'not enough processes or memory',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk or terminal fails',
};

/** What the system has run out of, by an error that it gave; undefined for any other error. */
export function shortageOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return Object.hasOwn(SHORTAGES, code) ? SHORTAGES[code] : undefined;
}
