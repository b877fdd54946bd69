import { layoutSvg } from '@rootport/core';
import { lastLayout } from './draw-plan.ts';

/** The last picture as an SVG document, in the colours of a scheme or of whoever looks at it. */
export function lastSvg(scheme: 'light' | 'dark' | undefined): string | undefined {
  const layout = lastLayout();
  return layout === undefined ? undefined : layoutSvg(layout, scheme);
}
