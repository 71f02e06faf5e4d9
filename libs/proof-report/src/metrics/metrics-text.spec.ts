import type { ArchiveReport } from '@postgres-ha/backup-proof';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exampleHistory } from '../history/example-history.ts';
import type { RunSummary } from '../history/run-summary.ts';
import {
  ACKNOWLEDGED,
  DAMAGED,
  FULL,
  LISTED,
  PROVEN,
  SELF_TEST_FAILED,
  UNKNOWN,
  WITHOUT_BACKUP,
} from '../report/example-reports.ts';
import { metricsText } from './metrics-text.ts';
import { scraped } from './scraped.ts';

const LABELS = new Set(['server', 'verdict', 'weight', 'level', 'state', 'step']);

/** Values by name and labels without the server. */
function valuesOf(reports: readonly ArchiveReport[], history: readonly RunSummary[] = []): ReadonlyMap<string, number> {
  return new Map(
    scraped(metricsText(reports, { history })).map(({ name, labels, value }) => {
      const others = Object.entries(labels).flatMap(([label, each]) => (label === 'server' ? [] : [each]));
      return [[name.replace(/^backup_verifier_/, ''), ...others].join(' '), value];
    }),
  );
}

describe('metrics', () => {
  test('of no run are none', () => {
    expect(metricsText([], { history: [] })).toBe('');
  });

  test('of a later look that failed go before the verdict of the reports', () => {
    const text = metricsText([FULL], { history: [], verdicts: { [FULL.serverName]: 'unknown' } });
    const verdicts = scraped(text).filter(({ name, value }) => name === 'backup_verifier_verdict' && value === 1);
    expect(verdicts.map(({ labels }) => labels['verdict'])).toEqual(['unknown']);
  });

  test('tell the verdict, the proofs and what they are of', () => {
    const values = valuesOf([FULL], exampleHistory(3));
    expect(Object.fromEntries(values)).toMatchObject({
      'verdict proven': 1,
      'verdict acknowledged': 0,
      'verdict damaged': 0,
      'verdict unknown': 0,
      'backups proven': 3,
      'findings damaged': 0,
      'findings notice': 1,
      'level_proven L5': 1,
      'last_proof_timestamp_seconds L4': FULL.startedAt.getTime() / 1000,
      recoverable_to_timestamp_seconds: Date.parse('2026-11-25T14:03:12Z') / 1000,
      rpo_seconds: 415,
      run_duration_seconds: 252,
      read_bytes: 1_727_653_184,
      remembered_bytes: 11_479_371_251,
      'restore_step_seconds replay': 62,
      restore_seconds: 98.2,
      'kept_runs proven': 4,
      'selftest_state passed': 1,
      selftest_ok: 1,
    });
  });

  test.each([
    { name: 'only listed', report: LISTED },
    { name: 'unknown', report: UNKNOWN },
    { name: 'without a backup', report: WITHOUT_BACKUP },
    { name: 'judged by a verifier whose self-test failed', report: SELF_TEST_FAILED },
  ])('of an archive that is $name have no time of a proof, and say that there is none', ({ report }) => {
    const values = valuesOf([report]);
    expect([...values.keys()].filter((key) => /last_proof|recoverable_to|rpo/.test(key))).toEqual([]);
    expect(values.get('level_proven L4')).toBe(0);
  });

  test('tell a verdict that is not good as what it is', () => {
    expect(valuesOf([DAMAGED]).get('verdict damaged')).toBe(1);
    expect(valuesOf([DAMAGED]).get('lost_stretches')).toBe(1);
    const acknowledged = valuesOf([ACKNOWLEDGED]);
    expect([acknowledged.get('verdict acknowledged'), acknowledged.get('findings damaged')]).toEqual([1, 2]);
    expect(acknowledged.get('acknowledged_until_timestamp_seconds')).toBe(Date.parse('2026-12-24T00:00:00Z') / 1000);
    expect(valuesOf([SELF_TEST_FAILED]).get('selftest_ok')).toBe(0);
    expect(valuesOf([PROVEN]).has('selftest_ok')).toBe(false);
    expect(valuesOf([PROVEN]).get('selftest_state absent')).toBe(1);
  });

  test('of a worker that has just started are of the newest run that was kept', () => {
    const values = valuesOf([], exampleHistory(3));
    expect(values.get('last_run_timestamp_seconds')).toBe(FULL.finishedAt.getTime() / 1000 - 86_400);
    expect(values.get('kept_runs proven')).toBe(3);
  });

  test('of several servers stand in one family each, whatever the order of the reports', () => {
    const other = { ...DAMAGED, serverName: 'orders' };
    const text = metricsText([FULL, other], { history: [] });
    expect(metricsText([other, FULL], { history: [] })).toBe(text);
    expect(new Set(scraped(text).map(({ labels }) => labels['server']))).toEqual(
      new Set(['orders', 'postgres-cluster']),
    );
  });

  test('have no label with more values than there are servers, levels and states: no backup, no object', () => {
    for (const { labels } of scraped(
      metricsText([DAMAGED, { ...FULL, serverName: 'b' }], { history: exampleHistory(5) }),
    )) {
      for (const [name, value] of Object.entries(labels)) {
        expect(LABELS).toContain(name);
        expect(value).not.toMatch(/\d{8}T\d{6}|wals\//);
      }
    }
  });

  test('come back from a strict scraper, whatever a server is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (serverName) => {
        const samples = scraped(metricsText([{ ...FULL, serverName }], { history: [] }));
        expect(samples.length).toBeGreaterThan(20);
        for (const { labels } of samples) expect(labels['server']).toBe(serverName.toWellFormed());
      }),
    );
  });
});
