import { useEffect, useMemo, useState } from 'preact/hooks';
import { zoom } from '../state/view-of-picture.ts';
import type { Picture, PictureNode } from '../worker/protocol.ts';

const WIDTH = 110;
const HIGHEST = 150;
/** Screens that a picture has at least to have a map. */
const LARGE = 1.25;

interface Props {
  readonly box: { readonly current: HTMLDivElement | null };
  readonly picture: Picture;
  /** What is not shown at the upper edge. */
  readonly top: number;
}

interface Seen {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The whole of a picture that is larger than its window, with what is seen of it. */
export function Minimap({ box, picture, top }: Props) {
  const [seen, setSeen] = useState<Seen | undefined>(undefined);
  const scale = zoom.value;
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const update = (): void => {
      const isLarge =
        element.scrollHeight > LARGE * element.clientHeight || element.scrollWidth > LARGE * element.clientWidth;
      const { scrollLeft, scrollTop, clientWidth, clientHeight } = element;
      setSeen(isLarge ? { left: scrollLeft, top: scrollTop, width: clientWidth, height: clientHeight } : undefined);
    };
    update();
    element.addEventListener('scroll', update, { passive: true });
    const observer = new ResizeObserver(update);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', update);
      observer.disconnect();
    };
  }, [box, picture, scale]);
  const paths = useMemo(() => pathsOf(picture.nodes), [picture]);
  if (seen === undefined) return null;
  const height = picture.height - top;
  const go = (event: PointerEvent): void => {
    if (event.buttons === 0) return;
    const bounds = (event.currentTarget as Element).getBoundingClientRect();
    const share = { x: (event.clientX - bounds.left) / bounds.width, y: (event.clientY - bounds.top) / bounds.height };
    box.current?.scrollTo(share.x * picture.width * scale - seen.width / 2, share.y * height * scale - seen.height / 2);
  };
  return (
    <svg
      class="minimap"
      aria-hidden="true"
      width={WIDTH}
      height={Math.min(HIGHEST, (height / picture.width) * WIDTH)}
      viewBox={`0 ${top} ${picture.width} ${height}`}
      preserveAspectRatio="none"
      onPointerDown={go}
      onPointerMove={go}
    >
      {paths.map(({ group, path }) => (
        <path key={group} class={`bar ${group}`} d={path} />
      ))}
      <rect
        class="seen"
        x={seen.left / scale}
        y={top + seen.top / scale}
        width={seen.width / scale}
        height={seen.height / scale}
      />
    </svg>
  );
}

/** The boxes of each group as one path: a map of a thousand boxes is as quick as one of ten. */
function pathsOf(nodes: readonly PictureNode[]): readonly { readonly group: string; readonly path: string }[] {
  const paths = new Map<string, string>();
  for (const { group, x, y, width, height } of nodes) {
    if (group !== undefined) paths.set(group, `${paths.get(group) ?? ''}M${x} ${y}h${width}v${height}h${-width}z`);
  }
  return [...paths].map(([group, path]) => ({ group, path }));
}
