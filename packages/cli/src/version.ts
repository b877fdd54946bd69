import { createRequire } from 'node:module';

/**
 * The version of this package. Read rather than written here, so that a release changes one place only. The package asks for its own file by name,
 * because a path would depend on where the bundler puts this function.
 */
export function packageVersion(): string {
  const value: unknown = createRequire(import.meta.url)('rootport/package.json');
  const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  return String(version);
}
