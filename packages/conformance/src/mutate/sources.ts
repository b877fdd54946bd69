import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT, SHARED_FOLDER } from '../shared-folder.ts';
import { XmlError } from '../xml-reader.ts';
import { childrenNamed, type Element, readTree } from './mutable-tree.ts';

/** A document that mutations begin with. */
export interface Source {
  readonly name: string;
  readonly tree: Element;
}

/** Files longer than this say little and take long. */
const LONGEST = 30_000;

function filesBelow(folder: string, isWanted: (name: string) => boolean): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && isWanted(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The libvirt of the oracle has emulators of its own and no KVM; what a document says about the processor is not judged. */
function prepare(tree: Element): void {
  tree.attributes.set('type', 'qemu');
  for (const devices of childrenNamed(tree, 'devices')) {
    devices.children = devices.children.filter(({ name }) => name !== 'emulator');
  }
}

/** The tree of a text that holds a domain; undefined for any other. */
export function sourceOf(name: string, text: string): Source | undefined {
  if (text.length > LONGEST) return undefined;
  try {
    const tree = readTree(text);
    if (tree.name !== 'domain') return undefined;
    prepare(tree);
    return { name, tree };
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

/** The project's own documents, and unless they are wanted alone those of the shared corpus where it is present. */
export function readSources(isOwn: boolean): readonly Source[] {
  const own = ['documents', 'examples', 'guide', 'convert', 'boots'].flatMap((name) =>
    filesBelow(join(PROJECT_ROOT, 'fixtures', name), (file) => file.endsWith('.xml')),
  );
  const cases = filesBelow(join(PROJECT_ROOT, 'packages/core/tests/cases'), (file) => file === 'domain.xml');
  const corpus = isOwn ? [] : filesBelow(join(SHARED_FOLDER, 'corpus'), (file) => file === 'in.xml');
  return [...own, ...cases, ...corpus].flatMap((file) => {
    const root = file.startsWith(PROJECT_ROOT) ? PROJECT_ROOT : SHARED_FOLDER;
    const source = sourceOf(file.slice(root.length + 1), readFileSync(file, 'utf8'));
    return source === undefined ? [] : [source];
  });
}
