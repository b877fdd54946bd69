import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createScheduler } from '../src/state/planner-client.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A scheduler whose work takes some time, and when each began. */
function watched(takes: number) {
  const began: number[] = [];
  let running = 0;
  const start = performance.now();
  const scheduler = createScheduler(async () => {
    began.push(performance.now() - start);
    running += 1;
    expect(running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, takes));
    running -= 1;
  });
  return { began, scheduler };
}

describe('the scheduler of plans', () => {
  test('waits for a pause, and takes what came before it as one', async () => {
    const { began, scheduler } = watched(5);
    for (let key = 0; key < 3; key += 1) {
      scheduler.later();
      await vi.advanceTimersByTimeAsync(20);
    }
    await vi.advanceTimersByTimeAsync(1000);
    expect(began).toEqual([100]);
  });

  test('is never put off for longer than its limit', async () => {
    const { began, scheduler } = watched(5);
    for (let key = 0; key < 50; key += 1) {
      scheduler.later();
      await vi.advanceTimersByTimeAsync(20);
    }
    await vi.advanceTimersByTimeAsync(1000);
    const pauses = began.map((at, index) => at - (began[index - 1] ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(250 + 20 + 5);
    expect(began.length).toBeLessThan(8);
  });

  test('does one thing at a time, and afterwards what came meanwhile, once', async () => {
    const { began, scheduler } = watched(500);
    scheduler.now();
    await vi.advanceTimersByTimeAsync(10);
    scheduler.later();
    scheduler.later();
    scheduler.now();
    await vi.advanceTimersByTimeAsync(2000);
    expect(began).toHaveLength(2);
    expect(began[1]).toBeGreaterThanOrEqual(500);
  });
});
