import type { PictureNode } from '../worker/protocol.ts';

/** A box of the picture: an item of a tree, whose parent and level are those of the topology. */
export function PictureBox({ node }: { readonly node: PictureNode }) {
  const { id, tone, links, x, y, width, height, title, texts, level, position, setSize } = node;
  return (
    <g
      id={id}
      data-node={tone}
      data-device={links.device}
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={setSize}
      tabindex={-1}
    >
      {/* The name of the item, and its tooltip. */}
      <title>{title}</title>
      <rect class={`box ${tone}`} x={x} y={y} width={width} height={height} rx={tone === 'bus' ? 8 : 5} />
      {texts.map(({ style, text, x: left, y: base }) => (
        <text key={`${left} ${base}`} class={style} x={left} y={base}>
          {text}
        </text>
      ))}
    </g>
  );
}
