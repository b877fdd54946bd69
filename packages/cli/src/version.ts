import { createRequire } from 'node:module';

/**
 * The version of this package. Read rather than written here, so that a release changes one place only. The package asks for its own file by name,
 * because a path would depend on where the bundler puts this function.
 */
export function packageVersion(): string {
  return ownField('version');
}

/** Where the pages of the project are: `homepage` of the package, which whoever publishes it sets. */
export function packageHome(): string {
  return ownField('homepage');
}

function ownField(name: string): string {
  const value: unknown = createRequire(import.meta.url)('rootport/package.json');
  return String(
    typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined,
  );
}
