import { useComputed } from '@preact/signals';
import { ICON_PATHS } from '@rootport/core';
import { bright, chosenNode, entryNode, litNode } from '../state/view-of-picture.ts';
import type { PictureNode } from '../worker/protocol.ts';
import { moving } from './moving.ts';

/** A box of the picture: an item of a tree, whose parent and level are those of the topology. */
export function PictureBox({ node }: { readonly node: PictureNode }) {
  const { id, tone, group, icon, links, marks, x, y, width, height, title, texts, level, position, setSize } = node;
  const classes = useComputed(() =>
    [
      'node',
      litNode.value === id && 'lit',
      chosenNode.value === id && 'chosen',
      bright.value?.has(id) === false && 'dim',
      ...targetMarks(id),
    ]
      .filter(Boolean)
      .join(' '),
  );
  const isChosen = useComputed(() => (chosenNode.value === id ? 'true' : 'false'));
  const tabIndex = useComputed(() => (entryNode.value === id ? 0 : -1));
  const hasBox = tone !== 'reserved' && tone !== 'note';
  return (
    <g
      id={id}
      class={classes}
      data-node={tone}
      data-device={links.device}
      role="treeitem"
      aria-level={level}
      aria-posinset={position}
      aria-setsize={setSize}
      aria-selected={isChosen}
      tabindex={tabIndex}
    >
      {/* The name of the item, and its tooltip. */}
      <title>{title}</title>
      <rect
        class={[hasBox ? 'box' : 'word', tone, ...marks].join(' ')}
        x={x}
        y={y}
        width={width}
        height={height}
        rx={tone === 'bus' ? 8 : 4}
      />
      {hasBox && tone !== 'bus' && group !== undefined && group !== 'free' && (
        <rect class={`bar ${group}`} x={x} y={y} width={4} height={height} rx={2} />
      )}
      {icon !== undefined && <path class="icon" transform={`translate(${x + 9} ${y + 4})`} d={ICON_PATHS[icon]} />}
      {texts.map(({ style, text, x: left, y: base }) => (
        <text key={`${left} ${base}`} class={style} x={left} y={base}>
          {text}
        </text>
      ))}
    </g>
  );
}

function targetMarks(id: string): readonly string[] {
  const target = moving.value?.target;
  if (target?.node !== id) return [];
  const verdict = moving.value?.verdicts.get(target.address);
  return ['target', ...(verdict === undefined ? [] : [verdict.ok ? 'fits' : 'refuses'])];
}
