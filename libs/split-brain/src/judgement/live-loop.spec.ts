import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runLoop, type Loop } from './live-loop.fixture.ts';
import { CLUSTER, FROM_1, primary, standby } from './scene.fixture.ts';

const INTERVAL = CLUSTER.probeIntervalMs;
const phases = fc.array(fc.integer({ min: 0, max: INTERVAL - 1 }), { minLength: 3, maxLength: 3 });
const latencies = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 20 }) },
    { weight: 1, arbitrary: fc.integer({ min: 20, max: 400 }) },
  ),
  {
    minLength: 5,
    maxLength: 40,
  },
);
const AT = 6_000;

const switchover = fc.record({
  /** Sessions are ended and new connections rejected for so long; then nobody is there. */
  stopsMs: fc.integer({ min: 0, max: 3_000 }),
  promotedMs: fc.integer({ min: 0, max: 1_500 }),
  downMs: fc.integer({ min: 0, max: 4_000 }),
  startsMs: fc.integer({ min: 0, max: 2_000 }),
  followsMs: fc.integer({ min: 0, max: 3_000 }),
  /** What the old primary looks like while nobody is there, or its host is. */
  gone: fc.constantFrom('refused', 'refused', 'unreachable'),
  writes: fc.integer({ min: 0, max: 20 }),
});

test('no clean switchover raises anything, whenever members are looked at and however long its steps take', () => {
  fc.assert(
    fc.property(
      switchover,
      phases,
      latencies,
      ({ stopsMs, promotedMs, downMs, startsMs, followsMs, gone, writes }, when, took) => {
        const stopped = AT + stopsMs;
        const promoted = stopped + promotedMs;
        const restarts = stopped + downMs;
        const back = Math.max(restarts + startsMs, promoted);
        const id = (at: number) => String(700 + Math.floor((Math.min(at, AT) / 100) * writes));
        const position = (at: number) => `0/${(0x5000 - Math.max(0, AT - Math.floor(at))).toString(16).toUpperCase()}`;
        const world: Loop['world'] = (member, at) => {
          const lsn = position(at);
          if (member === 'a') {
            if (at < AT) return primary({ lsn, nextTransactionId: id(at) });
            if (at < stopped) return 'rejecting';
            if (at < restarts) return gone;
            return at < back ? 'rejecting' : standby({ postmasterStartedAt: 'a-2' }, 2);
          }
          if (member === 'b' && at >= promoted)
            return primary({
              timeline: 2,
              lsn: '0/5100',
              nextTransactionId: String(Number(id(AT)) + Math.floor(at - promoted)),
            });
          if (at < stopped) return standby({ lsn, receivedLsn: lsn });
          if (member === 'c' && at >= promoted + followsMs) return standby({ lsn: '0/5100', receivedLsn: '0/5100' }, 2);
          return standby({ receiver: null });
        };
        const judgements = runLoop({
          world,
          historyOf: (member, at) => {
            if (typeof world(member, at) === 'string') return undefined;
            const follows =
              (member === 'a' && at >= back) ||
              (member === 'b' && at >= promoted) ||
              (member === 'c' && at >= promoted + followsMs);
            return follows
              ? { timeline: 2, lsn: '0/5100', ancestors: FROM_1 }
              : { timeline: 1, lsn: position(at), ancestors: [] };
          },
          phases: when,
          latencies: took,
          untilMs: back + 64_000,
        });
        const said = new Set(
          judgements.flatMap(({ conditions }) => conditions.map(({ severity, state }) => `${severity} ${state}`)),
        );
        expect(
          [...said].filter((one) => !/^info (starting|failover|switchover|no-primary|unaccounted-primary)$/.test(one)),
        ).toEqual([]);
        expect(judgements.at(-1)?.state).toBe('healthy');
      },
    ),
    { numRuns: 40 },
  );
});

test('a second primary is proven within an interval, two looks and their round trips, whenever members are looked at', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 499 }),
      phases,
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 5, maxLength: 20 }),
      (later, when, took) => {
        const promoted = AT + later;
        const judgements = runLoop({
          world: (member, at) => {
            if (member === 'a') return primary();
            return member === 'b' && at >= promoted ? primary({ timeline: 2, lsn: '0/5100' }) : standby();
          },
          historyOf: () => undefined,
          phases: when,
          latencies: took,
          untilMs: AT + 3_000,
        });
        const proven = judgements.find(({ state }) => state === 'dual-writable')?.at ?? Infinity;
        expect(proven - promoted).toBeLessThanOrEqual(INTERVAL + 4 * 20);
        expect(proven).toBeGreaterThan(promoted);
      },
    ),
    { numRuns: 100 },
  );
});
