import type { PictureNode } from '../worker/protocol.ts';

/** Where a key leads from an item of a tree that is all open; undefined for other keys, and at the ends. */
export function nextInTree(key: string, from: PictureNode, nodes: readonly PictureNode[]): PictureNode | undefined {
  const index = nodes.indexOf(from);
  switch (key) {
    case 'ArrowDown':
      return nodes[index + 1];
    case 'ArrowUp':
      return nodes[index - 1];
    case 'ArrowRight':
      return nodes.find(({ parent }) => parent === from.id);
    case 'ArrowLeft':
      return nodes.find(({ id }) => id === from.parent);
    case 'Home':
      return nodes[0];
    case 'End':
      return nodes[nodes.length - 1];
    default:
      return undefined;
  }
}
