import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lsn } from '@postgres-ha/postgres-storage';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ACKNOWLEDGED,
  DAMAGED,
  FULL,
  LISTED,
  PROVEN,
  SELF_TEST_FAILED,
  UNKNOWN,
  WITHOUT_BACKUP,
} from './example-reports.ts';
import { reportText } from './report-text.ts';
import { wrapped, WIDTH } from './layout.ts';

const golden = (name: string): string =>
  readFileSync(join(import.meta.dirname, `../golden/report-${name}.txt`), 'utf8');

const NOTE = 'No PostgreSQL was found on this machine, so nothing can be started or replayed.';

describe('the report for people', () => {
  test.each([
    { name: 'proven', reports: [PROVEN], notes: [] },
    { name: 'damaged', reports: [DAMAGED], notes: [] },
    { name: 'unknown', reports: [UNKNOWN], notes: [NOTE] },
    { name: 'listed', reports: [LISTED], notes: [] },
    { name: 'without-backup', reports: [WITHOUT_BACKUP], notes: [] },
    { name: 'full', reports: [FULL], notes: [] },
    { name: 'acknowledged', reports: [ACKNOWLEDGED], notes: [] },
    { name: 'self-test-failed', reports: [SELF_TEST_FAILED], notes: [] },
    {
      name: 'several',
      reports: [PROVEN, { ...DAMAGED, serverName: 'orders' }, { ...UNKNOWN, serverName: 'users' }],
      notes: [],
    },
  ])('of an archive that is $name is what golden/report-$name.txt says', ({ name, reports, notes }) => {
    expect(`${reportText(reports, notes)}\n`).toBe(golden(name));
  });

  test('says proven only of what was replayed', () => {
    for (const asked of ['L0', 'L1', 'L2', 'L3'] as const) {
      expect(reportText([{ ...LISTED, asked }], [])).toMatch(
        new RegExp(`^postgres-cluster: NO FAULT FOUND at ${asked} `),
      );
    }
  });

  test('says in its first line that moments are lost, also where the archive is proven since', () => {
    const [whole, lost, since] = DAMAGED.moments;
    expect([whole?.state, lost?.state, since?.state]).toEqual(['proven', 'lost', 'proven']);
    const [answer = ''] = reportText([{ ...PROVEN, moments: DAMAGED.moments }], []).split('\n\n');
    expect(answer).toMatch(/^postgres-cluster: PROVEN up to [^;]* every moment since 2026-11-25/);
    expect(answer.replace(/\s+/g, ' ')).toMatch(/; one stretch of time is lost$/);
  });

  test('tells the time of the first moment, also where only the backup that ends there knows it', () => {
    const [all] = PROVEN.moments;
    const [first] = PROVEN.backups;
    if (all === undefined || first?.end === undefined) throw new Error('the example has both');
    const { timeline, to, state } = all;
    const since = (from: typeof to) =>
      reportText([{ ...PROVEN, moments: [{ timeline, from, to, state }] }], []).replace(/\s+/g, ' ');
    expect(since(first.end)).toContain('every moment since 2026-11-23 02:04:00 UTC can be restored');
    expect(since(lsn(first.end + 1n))).toContain('every moment since 16/17000001 can be restored');
  });

  test('takes the answer from what was replayed, not from what is only listed', () => {
    const listed = LISTED.backups.map((backup) => ({ ...backup, id: `${backup.id}-listed` }));
    const [replayed] = DAMAGED.backups;
    expect(replayed).toBeDefined();
    if (replayed === undefined) return;
    const text = reportText([{ ...PROVEN, backups: [replayed, ...listed], moments: [] }], []);
    expect(text).toMatch(/^postgres-cluster: PROVEN up to 16\/18000000 /);
  });

  test('does not promise every moment where the newest were not replayed', () => {
    const [all] = PROVEN.moments;
    expect(all).toBeDefined();
    if (all === undefined) return;
    const text = reportText([{ ...PROVEN, moments: [all, { ...all, state: 'unproven' }] }], []);
    expect(text).toMatch(/^postgres-cluster: PROVEN/);
    expect(text).not.toContain('every moment');
  });

  test('has no line wider than its width but for words that cannot be broken', () => {
    for (const report of [PROVEN, DAMAGED, UNKNOWN, LISTED]) {
      for (const line of reportText([report], [NOTE]).split('\n')) {
        if (line.length > WIDTH) expect(line.trim()).not.toContain(' ');
      }
    }
  });
});

test('breaking lines changes nothing but spaces', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z/.:]{1,60}$/), { minLength: 1, maxLength: 40 }), (words) => {
      const text = wrapped(words.join(' '), { first: '', rest: '    ' });
      expect(text.split(/\s+/)).toEqual(words);
    }),
  );
});
