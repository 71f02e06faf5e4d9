import { expect, test } from 'vitest';
import { isDueAgain } from './due-again.ts';

const MINUTE = 60_000;
const sentAt = new Date('2026-11-26T05:00:00Z');
const after = (minutes: number): Date => new Date(sentAt.getTime() + minutes * MINUTE);

test('what failed once is asked for at once, and then after twice as long each time', () => {
  const due = (attempts: number, minutes: number) => isDueAgain({ deliveredAt: sentAt, attempts }, after(minutes));
  expect(due(1, 0)).toBe(true);
  expect([due(2, 4), due(2, 5)]).toEqual([false, true]);
  expect([due(3, 9), due(3, 10)]).toEqual([false, true]);
  expect([due(6, 79), due(6, 80)]).toEqual([false, true]);
});

test('what the bot never takes is asked for a few times in three days, and not with every tick', () => {
  let attempts = 1;
  let deliveredAt = sentAt;
  for (let minutes = 0; minutes < 3 * 24 * 60; minutes += 5) {
    if (!isDueAgain({ deliveredAt, attempts }, after(minutes))) continue;
    attempts += 1;
    deliveredAt = after(minutes);
  }
  expect(attempts).toBeLessThan(14);
});
