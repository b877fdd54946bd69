import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';

/**
 * A file of this package by its path in it. The package asks for itself by name, because a path would depend on where
 * the bundler puts this function; the single executable has the files inside, compressed.
 */
export function ownFile(path: string): Uint8Array {
  const sea = executable();
  return sea === undefined ? readFileSync(ownPath(path)) : gunzipSync(sea.getRawAsset(path));
}

/** Where a file of this package is. The single executable has no such place: there it is the name of what is inside. */
export function ownPath(path: string): string {
  return executable() === undefined ? resolve(ownFolder(), path) : path;
}

/** All files below a folder of this package, by their paths in that folder. */
export function ownFiles(folder: string): ReadonlyMap<string, Uint8Array> {
  const sea = executable();
  if (sea === undefined) return filesBelow(ownPath(folder));
  const paths: readonly string[] = JSON.parse(new TextDecoder().decode(ownFile('assets.json')));
  const inside = paths.filter((path) => path.startsWith(`${folder}/`));
  return new Map(inside.map((path) => [path.slice(folder.length + 1), ownFile(path)]));
}

/** All files below a folder, by their paths in it with `/` between the names. */
export function filesBelow(folder: string): ReadonlyMap<string, Uint8Array> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).split(sep).join('/'), readFileSync(path)];
    }),
  );
}

/** A field of this package's package.json. */
export function ownField(name: 'version' | 'homepage'): string {
  const manifest: Readonly<Record<string, unknown>> = JSON.parse(new TextDecoder().decode(ownFile('package.json')));
  return String(manifest[name]);
}

function ownFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('rootport/package.json'));
}

interface Sea {
  isSea(): boolean;
  getRawAsset(path: string): ArrayBuffer;
}

/** What Node tells a single executable; undefined where Node runs the package. Not imported, as bundlers know no such module. */
function executable(): Sea | undefined {
  const sea = process.getBuiltinModule('node:sea') as Sea | undefined;
  return sea?.isSea() === true ? sea : undefined;
}
