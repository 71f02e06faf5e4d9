import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Clock } from './clock.ts';
import { StoreError } from './object-store.ts';
import { backoffMs, createPatience, DEFAULT_RETRY, type Failure } from './patience.ts';

const POLICY = { ...DEFAULT_RETRY, attempts: 3 };

function clockOf(waits: number[]): Clock {
  return {
    now: () => new Date(0),
    random: () => 0,
    sleep: (ms, signal) => {
      waits.push(ms);
      signal?.throwIfAborted();
      return Promise.resolve();
    },
    after: () => ({ stop: () => undefined }),
  };
}

function failure(passing: boolean): Failure {
  return { error: new StoreError('unavailable', { message: 'it broke' }), passing };
}

describe('patience', () => {
  test('ends with the last failure after so many attempts in a row', async () => {
    const patience = createPatience(POLICY, clockOf([]), undefined);
    await patience.waitAfter(failure(true));
    await patience.waitAfter(failure(true));
    await expect(patience.waitAfter(failure(true))).rejects.toThrow('it broke (asked 3 times)');
  });

  test('ends at once with what does not pass', async () => {
    const waits: number[] = [];
    await expect(createPatience(POLICY, clockOf(waits), undefined).waitAfter(failure(false))).rejects.toThrow(
      'it broke',
    );
    expect(waits).toEqual([]);
  });

  test('begins afresh where a mebibyte came, and not before', async () => {
    const patience = createPatience(POLICY, clockOf([]), undefined);
    for (let time = 0; time < 10; time++) {
      patience.cameIn(1024 * 1024);
      await patience.waitAfter(failure(true));
    }
    patience.cameIn(1024 * 1024 - 1);
    await patience.waitAfter(failure(true));
    await expect(patience.waitAfter(failure(true))).rejects.toThrow(StoreError);
  });

  test('says that it was aborted while it waited', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const waiting = createPatience(POLICY, clockOf([]), signal).waitAfter(failure(true));
    await expect(waiting).rejects.toMatchObject({ problem: 'aborted' });
  });
});

test('a wait is at least half of the doubled one, never more than it and never more than the longest', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (failures, random) => {
        const full = Math.min(DEFAULT_RETRY.longestDelayMs, DEFAULT_RETRY.firstDelayMs * 2 ** (failures - 1));
        const wait = backoffMs(failures, DEFAULT_RETRY, random);
        expect(wait).toBeGreaterThanOrEqual(full / 2);
        expect(wait).toBeLessThanOrEqual(full);
      },
    ),
  );
});
