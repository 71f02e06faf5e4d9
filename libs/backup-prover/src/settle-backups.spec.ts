import { segmentEnd, timelineId } from '@postgres-ha/postgres-storage';
import type { ProofMemory } from '@postgres-ha/backup-proof';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openPurse, type Budget } from './budget.ts';
import { exampleLife, exampleMemory, type Event, type ExampleLife } from './example-life.ts';
import { settleBackups, type Settled, type SettleOptions } from './settle-backups.ts';

const MIB = 1024 * 1024;
const START = new Date('2026-11-25T00:00:00Z');
const hours = (count: number): Date => new Date(START.getTime() + count * 3_600_000);

interface Run {
  readonly memory?: ProofMemory | undefined;
  readonly budget?: Budget;
  readonly now?: Date;
  readonly reverify?: SettleOptions['reverify'];
  readonly asked?: SettleOptions['asked'];
  readonly signal?: AbortSignal;
}

async function run(life: ExampleLife, options: Run = {}) {
  const before = life.bytesRead();
  const { settled } = await settleBackups(life.cases(), {
    asked: options.asked ?? 'L4',
    now: options.now ?? START,
    verifier: 'test',
    memory: options.memory,
    purse: openPurse(options.budget ?? {}, () => 0),
    reverify: options.reverify ?? { sample: 0 },
    random: () => 0.5,
    signal: options.signal ?? new AbortController().signal,
    onSettled: () => undefined,
  });
  return { settled, bytes: life.bytesRead() - before };
}

function kindOf(
  settled: Settled | undefined,
  asked: SettleOptions['asked'] = 'L4',
): 'proven' | 'damaged' | 'unknown' | 'nothing' {
  if (settled === undefined) return 'nothing';
  const { findings, looked } = settled.seen;
  if (findings.some(({ weight }) => weight === 'damaged')) return 'damaged';
  return findings.length === 0 && looked.has(asked) ? 'proven' : 'unknown';
}

function kindsOf(settled: ReadonlyMap<string, Settled | undefined>): Readonly<Record<string, string>> {
  return Object.fromEntries([...settled].map(([id, one]) => [id, kindOf(one)]));
}

/** Keys of all WAL that is said to be damaged, or of which nothing is known. */
function walOf(settled: ReadonlyMap<string, Settled | undefined>, weight: 'damaged' | 'unknown'): readonly string[] {
  const keys = [...settled.values()].flatMap((one) =>
    [...(one?.seen.wayFindings ?? []), ...(one?.seen.findings ?? [])]
      .filter((each) => each.weight === weight && each.object?.includes('/wals/') === true)
      .map(({ object = '' }) => object),
  );
  return [...new Set(keys)].sort();
}

/** No moment is called proven that replay does not really come to. */
function expectTrue(life: ExampleLife, settled: ReadonlyMap<string, Settled | undefined>): void {
  for (const [id, one] of settled) {
    const to = one?.seen.proof.provenTo;
    if (to === undefined) continue;
    let last = 0;
    while (segmentEnd({ timeline: timelineId(1), number: last + 1 }, MIB) <= to) last += 1;
    expect(life.reaches(id, last), `${id} to segment ${last}`).toBe(true);
  }
}

const at = fc.nat(1000);
const events: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wal' as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'backup' as const }) },
  fc.record({ kind: fc.constant('segment' as const), at, becomes: fc.constantFrom('bad', 'good', 'gone') }),
  fc.record({ kind: fc.constant('base' as const), at, becomes: fc.constantFrom('bad', 'good') }),
  fc.constant({ kind: 'expire' as const }),
);
const lives = fc.array(fc.array(events, { maxLength: 5 }), { minLength: 1, maxLength: 6 });

describe('over any life of an archive', () => {
  test('a run with a memory says of each backup, and of all WAL, what a run without says', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (periods) => {
        const life = exampleLife();
        const memory = exampleMemory();
        for (const [n, period] of periods.entries()) {
          period.forEach(life.happen);
          const anew = await run(life);
          const { settled } = await run(life, { memory, now: hours(n) });
          expect(kindsOf(settled)).toEqual(kindsOf(anew.settled));
          expect(walOf(settled, 'damaged')).toEqual(walOf(anew.settled, 'damaged'));
          expectTrue(life, settled);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('it is never better with a memory, on whatever budget, with looks that fail, age and samples', async () => {
    const period = fc.record({
      happens: fc.array(events, { maxLength: 5 }),
      bytes: fc.option(fc.integer({ min: 0, max: 150 * MIB }), { nil: undefined }),
      fails: fc.constantFrom('none', 'none', 'none', 'base', 'wal'),
      sample: fc.nat(2),
      asked: fc.constantFrom('L2', 'L4', 'L4'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(period, { minLength: 1, maxLength: 6 }), async (periods) => {
        const life = exampleLife();
        const memory = exampleMemory();
        for (const [n, { happens, bytes, fails, sample, asked }] of periods.entries()) {
          happens.forEach(life.happen);
          const anew = await run(life);
          life.fail(fails);
          const { settled } = await run(life, {
            ...{ memory, now: hours(n), asked },
            budget: { ...(bytes !== undefined && { bytes }) },
            reverify: { olderThanSeconds: 7200, sample },
          });
          life.fail('none');
          for (const [id, one] of settled) {
            const kind = kindOf(one, asked);
            if (kind === 'proven') expect(kindOf(anew.settled.get(id)), id).toBe('proven');
            if (kindOf(anew.settled.get(id)) === 'damaged') expect(['damaged', 'unknown']).toContain(kind);
          }
          // damaged WAL is said, or it is said that something was not read
          const silent = walOf(anew.settled, 'damaged').filter((key) => !walOf(settled, 'damaged').includes(key));
          const left = [...settled.values()].some((one) =>
            [...(one?.seen.findings ?? []), ...(one?.seen.wayFindings ?? [])].some(
              ({ weight }) => weight === 'unknown',
            ),
          );
          expect(silent.length === 0 || left).toBe(true);
          expectTrue(life, settled);
          for (const { findings, wayFindings } of memory.kept) {
            expect([...findings, ...wayFindings].some(({ weight }) => weight === 'unknown')).toBe(false);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  test('nothing is read of what has not changed', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async (periods) => {
        const life = exampleLife();
        const memory = exampleMemory();
        periods.flat().forEach(life.happen);
        const first = await run(life, { memory });
        const second = await run(life, { memory, now: hours(1) });
        expect(second.bytes).toBe(0);
        expect(kindsOf(second.settled)).toEqual(kindsOf(first.settled));
      }),
      { numRuns: 200 },
    );
  });
});

describe('what a run costs', () => {
  const thirtyBackups = (): ExampleLife => {
    const life = exampleLife();
    for (let n = 0; n < 30; n += 1) {
      life.happen({ kind: 'backup' });
      life.happen({ kind: 'wal', count: 20 });
    }
    return life;
  };

  test('one new backup costs itself and the WAL that came with it, once', async () => {
    const life = thirtyBackups();
    const memory = exampleMemory();
    await run(life, { memory });
    life.happen({ kind: 'wal', count: 10 });
    life.happen({ kind: 'backup' });
    life.happen({ kind: 'wal', count: 5 });
    const { bytes, settled } = await run(life, { memory, now: hours(1) });
    // its base, its two segments and five behind; of the one before it ten, two, and one again for the edge
    expect(bytes).toBe((50 + 7 + 13) * MIB);
    expect(Object.values(kindsOf(settled))).toEqual(Array.from({ length: 31 }, () => 'proven'));
  });

  test('new WAL costs the newest backup, which is replayed through it', async () => {
    const life = thirtyBackups();
    const memory = exampleMemory();
    await run(life, { memory });
    life.happen({ kind: 'wal', count: 3 });
    const { bytes, settled } = await run(life, { memory, now: hours(1) });
    expect(bytes).toBe((50 + 25) * MIB);
    expect(settled.get('b0030')?.look.remembered).toBe(false);
  });

  test('below a replay it costs no more than the WAL itself', async () => {
    const life = thirtyBackups();
    const memory = exampleMemory();
    await run(life, { memory });
    life.happen({ kind: 'wal', count: 3 });
    expect((await run(life, { memory, asked: 'L2' })).bytes).toBe(4 * MIB);
  });

  test('the first run on a budget goes to the newest, and later ones to the others, until all are proven', async () => {
    const life = thirtyBackups();
    const memory = exampleMemory();
    const budget = { bytes: 400 * MIB };
    const first = await run(life, { memory, budget });
    expect(Object.entries(kindsOf(first.settled)).filter(([, kind]) => kind === 'proven')).toEqual(
      ['b0030', 'b0029', 'b0028', 'b0027', 'b0026'].map((id) => [id, 'proven']),
    );
    let runs = 1;
    while (memory.kept.length < 30) {
      runs += 1;
      expect((await run(life, { memory, budget, now: hours(runs) })).bytes).toBeLessThanOrEqual(400 * MIB);
    }
    expect(runs).toBe(6);
  });

  test('new backups come before old proofs, and of those the oldest first', async () => {
    const life = thirtyBackups();
    const memory = exampleMemory();
    const budget = { bytes: 800 * MIB };
    for (let n = 0; n < 4; n += 1) await run(life, { memory, budget, now: hours(n) });
    life.happen({ kind: 'backup' });
    const { settled } = await run(life, {
      memory,
      budget: { bytes: 250 * MIB },
      now: hours(100),
      reverify: { olderThanSeconds: 3600, sample: 0 },
    });
    const looked = [...settled].filter(([, one]) => one?.look.remembered === false).map(([id]) => id);
    expect(looked).toEqual(['b0031', 'b0030', 'b0029']);
    expect(Object.values(kindsOf(settled))).not.toContain('unknown');
  });

  test('a sample is looked at again, and its proof is new', async () => {
    const life = thirtyBackups();
    const memory = exampleMemory();
    await run(life, { memory });
    const { settled, bytes } = await run(life, { memory, now: hours(1), reverify: { sample: 2 } });
    expect([...settled.values()].filter((one) => one?.look.at.getTime() === hours(1).getTime())).toHaveLength(2);
    expect(bytes).toBeLessThan(160 * MIB);
  });
});

describe('what rots under its old name', () => {
  const rotting = async () => {
    const life = exampleLife();
    const memory = exampleMemory();
    life.happen({ kind: 'backup' });
    life.happen({ kind: 'wal', count: 3 });
    life.happen({ kind: 'backup' });
    life.happen({ kind: 'wal', count: 2 });
    await run(life, { memory });
    life.happen({ kind: 'rot', at: 1 });
    return { life, memory };
  };

  test('is found by the second look, and stays found', async () => {
    const { life, memory } = await rotting();
    expect(kindsOf((await run(life, { memory, now: hours(1) })).settled)).toEqual({ b0002: 'proven', b0001: 'proven' });
    const reverify = { olderThanSeconds: 3600, sample: 0 };
    const second = await run(life, { memory, now: hours(2), reverify });
    expect(kindsOf(second.settled)).toEqual({ b0002: 'damaged', b0001: 'proven' });
    const third = await run(life, { memory, now: hours(2.5), reverify });
    expect(kindsOf(third.settled)).toEqual({ b0002: 'damaged', b0001: 'proven' });
    expect(third.bytes).toBe(0);
  });

  test('makes the way of the backup before it longer, which is replayed to the end', async () => {
    const { life, memory } = await rotting();
    life.happen({ kind: 'wal', count: 4 });
    const { settled } = await run(life, { memory, now: hours(2) });
    const newest = segmentEnd({ timeline: timelineId(1), number: 14 }, MIB);
    expect(kindsOf(settled)).toEqual({ b0002: 'damaged', b0001: 'proven' });
    expect(settled.get('b0001')?.seen.proof.provenTo).toBe(newest);
  });

  test('and was found only by the second look, makes it longer in the same run', async () => {
    const { life, memory } = await rotting();
    const reverify = { olderThanSeconds: 3600, sample: 0 };
    const { settled } = await run(life, { memory, now: hours(2), reverify });
    expect(settled.get('b0001')?.seen.proof.provenTo).toBe(segmentEnd({ timeline: timelineId(1), number: 10 }, MIB));
  });
});

test('WAL that came since and cannot be read is said to be unknown, and read by the next run', async () => {
  const life = exampleLife();
  const memory = exampleMemory();
  life.happen({ kind: 'backup' });
  await run(life, { memory });
  life.happen({ kind: 'wal', count: 3 });
  life.fail('wal');
  const failed = await run(life, { memory, asked: 'L2' });
  expect(walOf(failed.settled, 'unknown')).toHaveLength(1);
  life.fail('none');
  const next = await run(life, { memory, asked: 'L2' });
  expect(walOf(next.settled, 'unknown')).toEqual([]);
  expect(next.bytes).toBe(2 * MIB);
});

describe('what was proven', () => {
  test('is not trusted from a clock that ran ahead', async () => {
    const life = exampleLife();
    const memory = exampleMemory();
    life.happen({ kind: 'backup' });
    await run(life, { memory, now: hours(24 * 365) });
    const reverify = { olderThanSeconds: 86_400, sample: 0 };
    const { settled } = await run(life, { memory, now: START, reverify });
    expect(settled.get('b0001')?.look).toMatchObject({ remembered: false, at: START });
  });

  test('stays when the second look at it is cut short', async () => {
    const life = exampleLife();
    const memory = exampleMemory();
    life.happen({ kind: 'backup' });
    await run(life, { memory });
    const stop = new AbortController();
    life.fail('base');
    const stopping: ProofMemory = {
      ...memory,
      recall: async (place, options) => {
        const recalled = await memory.recall(place, options);
        stop.abort();
        return recalled;
      },
    };
    const { settled } = await run(life, {
      ...{ memory: stopping, signal: stop.signal, now: hours(9), reverify: { olderThanSeconds: 1, sample: 0 } },
    });
    expect(kindsOf(settled)).toEqual({ b0001: 'proven' });
    expect(settled.get('b0001')?.look).toMatchObject({ remembered: true, at: START });
  });

  test('counts no more when a later look failed, until one succeeds', async () => {
    const life = exampleLife();
    const memory = exampleMemory();
    life.happen({ kind: 'backup' });
    await run(life, { memory });
    life.fail('base');
    const failed = await run(life, { memory, now: hours(9), reverify: { olderThanSeconds: 1, sample: 0 } });
    expect(kindsOf(failed.settled)).toEqual({ b0001: 'unknown' });
  });
});
