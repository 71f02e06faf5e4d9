import { describe, expect, test } from 'vitest';
import { acknowledge, forget, withdraw } from './acknowledge.ts';
import { exampleConcern } from './example-concern.ts';
import { at, exampleLife } from './example-life.ts';

const CONCERN = exampleConcern();
const ONCE = { resolveAfter: { looks: 1, ms: 0 } };

/** Looks without anything until it is over. */
const CLEAN: readonly number[] = [1, 2, 3, 16];

describe('an incident', () => {
  test('opens at the first look that has it', () => {
    const life = exampleLife();
    expect(life.look(0, [CONCERN])).toEqual(['opened']);
    expect(life.open()).toMatchObject([
      {
        key: CONCERN.key,
        revision: 1,
        openings: 1,
        severity: 'critical',
        timeline: [{ number: 1, text: CONCERN.title }],
      },
    ]);
    expect(life.look(1, [CONCERN])).toEqual([]);
  });

  test('ends after three complete looks without it that cover 15 seconds', () => {
    const life = exampleLife();
    life.look(0, [CONCERN]);
    expect([1, 6, 15].flatMap((seconds) => life.look(seconds, []))).toEqual([]);
    expect(life.look(16, [])).toEqual(['resolved']);
    expect(life.open()).toEqual([]);
    const early = exampleLife();
    early.look(0, [CONCERN]);
    expect([1, 60].flatMap((seconds) => early.look(seconds, []))).toEqual([]);
  });

  test('does not end by looks that failed, nor by the time between them', () => {
    const life = exampleLife();
    life.look(0, [CONCERN]);
    const failed = { complete: false };
    expect([1, 20, 40, 60].flatMap((seconds) => life.look(seconds, [], failed))).toEqual([]);
    expect([61, 62].flatMap((seconds) => life.look(seconds, []))).toEqual([]);
    life.look(90, [], failed);
    expect([91, 92].flatMap((seconds) => life.look(seconds, []))).toEqual([]);
    expect(life.look(106, [])).toEqual(['resolved']);
  });

  test('begins to end anew when it is seen in between', () => {
    const life = exampleLife();
    for (const seconds of [0, 17]) life.look(seconds, [CONCERN]);
    for (const seconds of [18, 19]) life.look(seconds, []);
    life.look(20, [CONCERN]);
    expect([34, 35, 36].flatMap((seconds) => life.look(seconds, []))).toEqual([]);
  });

  test('does not end by a look of another source', () => {
    const life = exampleLife();
    life.look(0, [CONCERN]);
    expect(CLEAN.flatMap((seconds) => life.look(seconds, [], { source: 'another' }))).toEqual([]);
    life.look(17, [CONCERN], { source: 'another' });
    expect([18, 19, 40].flatMap((seconds) => life.look(seconds, []))).toEqual([]);
    expect([41, 42, 60].flatMap((seconds) => life.look(seconds, [], { source: 'another' }))).toEqual(['resolved']);
  });

  test('that comes back within half an hour is the same', () => {
    const life = exampleLife();
    life.look(0, [CONCERN], ONCE);
    life.look(1, [], ONCE);
    expect(life.look(1801, [CONCERN])).toEqual(['reopened']);
    expect(life.open()).toMatchObject([{ openings: 2, openedAt: at(0).toISOString(), resolvedAt: null }]);
  });

  test('that comes back later is opened anew, with its old name and a longer timeline', () => {
    const life = exampleLife();
    life.look(0, [CONCERN], ONCE);
    const [first] = life.open();
    life.look(1, [], ONCE);
    expect(life.look(1802, [exampleConcern({ severity: 'warning' })])).toEqual(['opened']);
    expect(life.open()).toMatchObject([
      { id: first?.id, openings: 1, openedAt: at(1802).toISOString(), worst: 'warning', revision: 3 },
    ]);
    expect(life.open()[0]?.timeline.map(({ number }) => number)).toEqual([1, 2, 3]);
  });
});

describe('a change', () => {
  const steps = [
    { name: 'that is worse', more: { severity: 'critical' }, told: ['worse'], after: 1 },
    { name: 'that is less bad, half a minute later', more: { severity: 'info' }, told: ['better'], after: 30 },
    { name: 'of words', more: { summary: 'It is over there.' }, told: ['changed'], after: 5 },
    { name: 'of the names in it', more: { title: 'Of orders-3' }, told: ['changed'], after: 5 },
    {
      name: 'of numbers, a minute later',
      more: { summary: 'It has 8 commits, at 0/3000200.' },
      told: ['changed'],
      after: 60,
    },
  ] as const;
  test.each(steps)('$name is told', ({ more, told, after }) => {
    const life = exampleLife();
    const before = exampleConcern({
      severity: 'warning',
      title: 'Of orders-2',
      summary: 'It has 7 commits, at 0/3000148.',
    });
    life.look(0, [before]);
    for (let seconds = 1; seconds < after; seconds += 1) life.look(seconds, [{ ...before, ...more }]);
    expect(life.look(after, [{ ...before, ...more }])).toEqual(told);
    expect(life.look(after + 300, [{ ...before, ...more }])).toEqual([]);
  });

  test('of numbers every second is told once a minute', () => {
    const life = exampleLife();
    const told = Array.from({ length: 301 }, (_, second) =>
      life.look(second, [exampleConcern({ evidence: [{ label: 'Commits', text: `${second}` }] })]),
    );
    expect(told.flat()).toEqual(['opened', ...Array.from({ length: 5 }, () => 'changed')]);
    expect(life.open()[0]?.timeline.at(-1)?.text).toBe('Commits: 300');
  });

  test('that was too early to be told is told with the end', () => {
    const life = exampleLife();
    life.look(0, [CONCERN]);
    life.look(1, [exampleConcern({ summary: 'It was 9 commits.' })], ONCE);
    life.look(2, [], ONCE);
    expect(life.shown()).toMatchObject([{ status: 'resolved', concern: { summary: 'It was 9 commits.' } }]);
  });
});

describe('what was lost', () => {
  const LOST = exampleConcern({ sticky: true });

  test('stays open when it is not seen any more, until somebody acknowledges it', () => {
    const life = exampleLife();
    life.look(0, [LOST], ONCE);
    expect(life.look(1, [], ONCE)).toEqual(['better']);
    expect(life.look(99_999, [], ONCE)).toEqual([]);
    const [open] = life.open();
    life.change((incidents) => acknowledge(incidents, { at: at(100_000), id: open?.id ?? '', by: 'anna' }));
    expect(life.shown()[0]).toMatchObject({ status: 'resolved', concern: { sticky: true } });
    expect(life.shown()[0]?.timeline.map(({ kind }) => kind)).toEqual(['opened', 'better', 'acknowledged', 'resolved']);
  });

  test('ends as others do once it is acknowledged', () => {
    const life = exampleLife();
    life.look(0, [LOST], ONCE);
    const { id } = life.open()[0] ?? { id: '' };
    for (const seconds of [1, 2]) {
      life.change((incidents) => acknowledge(incidents, { at: at(seconds), id, by: 'anna' }));
    }
    expect(life.open()[0]?.timeline.map(({ kind }) => kind)).toEqual(['opened', 'acknowledged']);
    expect(life.look(3, [], ONCE)).toEqual(['resolved']);
    life.look(4, [LOST], ONCE);
    expect(life.look(5, [], ONCE)).toEqual(['better']);
  });

  test('once said to be lost is not less so because a later look cannot say it', () => {
    const life = exampleLife();
    life.look(0, [LOST], ONCE);
    life.look(60, [CONCERN], ONCE);
    expect(life.look(61, [], ONCE)).toEqual(['better']);
  });
});

describe('one that flaps', () => {
  test('is told to, and stays open until it was quiet for ten minutes', () => {
    const life = exampleLife();
    const told: string[] = [];
    for (let minute = 0; minute < 30; minute += 1) {
      told.push(...life.look(minute * 60, [CONCERN], ONCE), ...life.look(minute * 60 + 30, [], ONCE));
    }
    expect(told).toEqual(['opened', 'resolved', 'reopened', 'resolved', 'reopened', 'resolved', 'flapping']);
    expect(life.open()).toHaveLength(1);
    const after = Array.from({ length: 11 }, (_, minute) => life.look(1800 + minute * 60, [], ONCE));
    expect(after.flat()).toEqual(['resolved']);
  });

  test('between two severities is told less and less often', () => {
    const life = exampleLife();
    const told = Array.from({ length: 3600 }, (_, second) =>
      life.look(second, [exampleConcern({ severity: second % 2 === 0 ? 'critical' : 'warning' })]),
    );
    expect(told.flat().length).toBeLessThan(20);
    expect(told.flat()).toContain('flapping');
  });
});

describe('the clock', () => {
  test('set back by a day delays neither an end nor a change for long', () => {
    const life = exampleLife();
    life.look(86_400, [CONCERN]);
    expect(life.look(0, [exampleConcern({ summary: 'Another.' })])).toEqual(['changed']);
    expect([1, 2, 16].flatMap((seconds) => life.look(seconds, []))).toEqual(['resolved']);
    expect(life.look(17, [CONCERN])).toEqual(['reopened']);
  });

  test('set back while looks are clean does not end anything early', () => {
    const life = exampleLife();
    life.look(1000, [CONCERN]);
    expect([1001, 500, 501, 510].flatMap((seconds) => life.look(seconds, []))).toEqual([]);
    expect(life.look(516, [])).toEqual(['resolved']);
  });
});

describe('what is kept', () => {
  test('of a timeline are its last hundred entries, with their numbers', () => {
    const life = exampleLife();
    for (let n = 0; n < 150; n += 1) life.look(n * 10, [exampleConcern({ summary: 'x'.repeat(n) })]);
    const numbers = life.open()[0]?.timeline.map(({ number }) => number) ?? [];
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => index + 51));
  });

  test('is no incident that is over, and shown so, before a time', () => {
    const life = exampleLife();
    life.look(0, [CONCERN, exampleConcern({ key: 'other' })], ONCE);
    life.look(1, [CONCERN], ONCE);
    const forgotten = (seconds: number, isShown = true): void => {
      life.change((incidents) => ({ incidents: forget(incidents, { before: at(seconds), isShown: () => isShown }) }));
    };
    forgotten(0);
    forgotten(1, false);
    expect(life.shown()).toHaveLength(2);
    forgotten(1);
    expect(life.shown().map(({ key }) => key)).toEqual([CONCERN.key]);
  });

  test('is nothing that only a source saw that is withdrawn', () => {
    const life = exampleLife();
    life.look(0, [CONCERN, exampleConcern({ key: 'both' })]);
    life.look(0, [exampleConcern({ key: 'both' })], { source: 'another' });
    life.change((incidents) =>
      withdraw(incidents, { at: at(1), source: 'watchdog', because: 'Not watched any more.' }),
    );
    expect(life.open().map(({ key }) => key)).toEqual(['both']);
  });
});
