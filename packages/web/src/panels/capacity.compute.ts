import { type Capacity, capacityOf } from '@rootport/core';
import type { Compute } from './panel.ts';

/** Counting further than any machine has room for would only take time. */
const MOST = 300;

export const compute: Compute<Capacity | undefined> = ({ result, options: { qemu } }) =>
  result.ok ? capacityOf(result.plan, { most: MOST, ...(qemu === undefined ? {} : { qemu }) }) : undefined;
