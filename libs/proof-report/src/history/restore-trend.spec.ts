import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAMAGED, FULL, LISTED, PROVEN } from '../report/example-reports.ts';
import { reportText } from '../report/report-text.ts';
import { exampleHistory } from './example-history.ts';
import { restoreTrend } from './restore-trend.ts';
import { readRunSummary, type RunSummary } from './run-summary.ts';
import { summarize } from './summarize.ts';
import { trendInWords } from './trend-words.ts';

const SERVER = FULL.serverName;
const run = summarize([FULL], { at: FULL.startedAt });
const DAY_MS = 86_400_000;

/** A run so many days later, whose restore took so long. */
const restored = (day: number, milliseconds: number): RunSummary => ({
  ...run,
  at: new Date(FULL.startedAt.getTime() + day * DAY_MS).toISOString(),
  servers: run.servers.map((server) => ({
    ...server,
    measured: { backupId: 'b', sizeBytes: 1000, phases: [{ name: 'replay', milliseconds }] },
  })),
});

describe('what is kept of a run', () => {
  test('is JSON, and the same after it was kept', () => {
    expect(readRunSummary(JSON.parse(JSON.stringify(run)))).toEqual(run);
  });

  test('is what the reports say', () => {
    expect(run.servers).toMatchObject([
      {
        serverName: SERVER,
        overall: 'proven',
        recoverableTo: { lsn: '16/B374D848', timeline: 1, lastCommitAt: '2026-11-25T14:03:12.000Z' },
        proofs: { L4: { at: '2026-11-25T14:10:00.000Z', remembered: false } },
        backups: { proven: 3, damaged: 0, unknown: 0 },
        canaryAgeSeconds: 415,
        findings: { damaged: 0, unknown: 0, notice: 1 },
        selfTest: 'passed',
        measured: { backupId: '20261125T020000' },
      },
    ]);
    expect(summarize([DAMAGED], { at: FULL.startedAt }).servers[0]).toMatchObject({
      lostStretches: 1,
      findings: { damaged: 2 },
      backups: { damaged: 1 },
      proofs: {},
      selfTest: 'absent',
    });
  });

  test('has no position that was only listed', () => {
    expect(summarize([LISTED], { at: FULL.startedAt }).servers[0]).not.toHaveProperty('recoverableTo');
  });

  test.each([undefined, '', '{', [], null, { version: 2, at: '2026-11-25T14:10:00.000Z', servers: [] }])(
    'is not read from %j, and that is no error',
    (kept) => {
      expect(readRunSummary(kept)).toBeUndefined();
    },
  );
});

describe('the trend of restores', () => {
  test('is of base backup, WAL, start and replay, and not of checks that no restore waits for', () => {
    expect(restoreTrend([run], SERVER)).toMatchObject({
      runs: 1,
      backupId: '20261125T020000',
      steps: [{ name: 'content' }, { name: 'wal' }, { name: 'boot' }, { name: 'replay', lastMs: 62_000 }],
      total: { lastMs: 31_200 + 4_100 + 900 + 62_000 },
    });
  });

  test('needs a run that restored something', () => {
    expect(restoreTrend([], SERVER)).toBeUndefined();
    expect(restoreTrend([summarize([LISTED], { at: FULL.startedAt })], SERVER)).toBeUndefined();
    expect(restoreTrend([run], 'another')).toBeUndefined();
  });

  test('says of one run that it was one, and nothing of growth', () => {
    const trend = restoreTrend([run], SERVER);
    expect(trend?.total.perWeekMs).toBeUndefined();
    expect(trend === undefined ? [] : trendInWords(trend)).toEqual([
      'A restore of 20261125T020000 took 1 min 38 s: base backup read 31 s, WAL read 4.1 s, start 0.9 s, replay 1 min 2 s (from one run).',
      'Too few runs to say whether it grows.',
    ]);
  });

  test('tells by how much it grows in a week', () => {
    const trend = restoreTrend([run, ...exampleHistory(6)], SERVER);
    expect(trend?.total.perWeekMs).toBe(7000);
    expect(trend === undefined ? '' : trendInWords(trend)[1]).toBe('It grows by 7.0 s per week, over 6 days.');
  });

  test('says nothing of growth from runs within one day', () => {
    const trend = restoreTrend([restored(0, 1000), restored(0.1, 2000), restored(0.2, 3000)], SERVER);
    expect(trend === undefined ? '' : trendInWords(trend)[1]).toContain('too close together');
  });

  test('is not bent by one slow run', () => {
    const days = Array.from({ length: 9 }, (_, day) => restored(day, day === 4 ? 900_000 : 10_000 + day * 100));
    expect(restoreTrend(days, SERVER)?.total).toMatchObject({ perWeekMs: 700, medianMs: 10_500 });
  });

  test('forecasts by the speed that was measured', () => {
    const twice = {
      ...run,
      servers: run.servers.map((each) => ({ ...each, newestBackup: { sizeBytes: 2 * 1_325_000_000 } })),
    };
    expect(restoreTrend([twice], SERVER)?.forecastMs).toBeCloseTo(2 * 31_200 + 4_100 + 900 + 62_000, -1);
  });

  test('counts a run once that is handed in twice, and does not depend on their order', () => {
    const runs = exampleHistory(8);
    fc.assert(
      fc.property(fc.shuffledSubarray([...runs, ...runs], { minLength: 16 }), (shuffled) => {
        expect(restoreTrend(shuffled, SERVER)).toEqual(restoreTrend(runs, SERVER));
      }),
    );
  });

  test('is in the report for people from the second run on', () => {
    const text = (history: readonly RunSummary[]) => reportText([FULL], [], { history }).replace(/\s+/g, ' ');
    expect(text([])).not.toContain('A restore of');
    expect(text(exampleHistory(6))).toContain('from the last of 7 runs');
    expect(text([run])).not.toContain('A restore of');
    expect(reportText([PROVEN], [], { history: [] })).toBe(reportText([PROVEN], []));
  });
});
