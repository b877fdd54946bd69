import { useEffect, useState } from 'preact/hooks';

interface Props {
  /** What it divides, for its name and for where its place is kept. */
  readonly id: 'editor' | 'panels';
  readonly direction: 'vertical' | 'horizontal';
}

const STEP = 0.02;
const LEAST = 0.15;
const STARTS = { editor: 0.4, panels: 0.56 } as const;
const VARIABLES = { editor: '--editor-share', panels: '--picture-share' } as const;
const NAMES = { editor: 'Width of the editor', panels: 'Height of the picture' } as const;

/** A bar between two parts of the page, moved by mouse, finger and keys; its place is kept in this browser. */
export function Splitter({ id, direction }: Props) {
  const [share, setShare] = useState(() => read(id));
  useEffect(() => {
    document.documentElement.style.setProperty(VARIABLES[id], `${share * 100}%`);
    try {
      localStorage.setItem(`rootport-${id}`, `${share}`);
    } catch {
      // A browser that keeps nothing: then it begins anew next time.
    }
  }, [id, share]);
  const set = (value: number): void => setShare(Math.min(1 - LEAST, Math.max(LEAST, value)));
  const onPointerMove = (event: PointerEvent): void => {
    const bar = event.currentTarget as Element;
    const main = bar.closest('.main')?.getBoundingClientRect();
    if (main === undefined || !bar.hasPointerCapture(event.pointerId)) return;
    set(direction === 'vertical' ? (event.clientX - main.left) / main.width : (event.clientY - main.top) / main.height);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(share + step);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line of text is no bar to be moved
    <div
      class={`splitter ${direction} of-${id}`}
      role="separator"
      tabIndex={0}
      aria-label={NAMES[id]}
      aria-orientation={direction}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={LEAST * 100}
      aria-valuemax={(1 - LEAST) * 100}
      onPointerDown={(event) => (event.currentTarget as Element).setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      onDblClick={() => set(STARTS[id])}
    />
  );
}

function read(id: Props['id']): number {
  try {
    const kept = Number(localStorage.getItem(`rootport-${id}`));
    return kept >= LEAST && kept <= 1 - LEAST ? kept : STARTS[id];
  } catch {
    return STARTS[id];
  }
}
