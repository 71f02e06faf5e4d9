import type { Finding, ProofLevel } from '@postgres-ha/backup-catalog';
import type { ArchiveReport, BackupReport, BackupVerdict } from '@postgres-ha/backup-proof';
import { PROVEN } from '@postgres-ha/proof-report/examples';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingKey } from './open-finding.ts';
import { afterTelling, changesOf, NOTHING_TOLD, type Looked, type Told } from './told.ts';

const AT = new Date('2026-11-25T14:10:00Z');
const [example] = PROVEN.backups;

function finding(id: string, more: Partial<Finding> = {}): Finding {
  return { id, level: 'L2', weight: 'damaged', found: 'this', expected: 'that', remedy: 'do', ...more };
}

function backup(id: string, verdict: BackupVerdict): BackupReport {
  if (example === undefined) throw new Error('the example has a backup');
  return { ...example, id, verdict };
}

const proven = (level: ProofLevel = 'L4'): BackupVerdict => {
  if (example?.verdict.kind !== 'proven') throw new Error('the example is proven');
  return { ...example.verdict, level };
};
const damaged = (...findings: readonly [Finding, ...Finding[]]): BackupVerdict => ({ kind: 'damaged', findings });
const unknown = (passed: ProofLevel | 'none'): BackupVerdict => ({
  kind: 'unknown',
  passed,
  because: [finding('interrupted', { level: 'L3', weight: 'unknown' })],
});

function report(backups: readonly BackupReport[], more: Partial<ArchiveReport> = {}): ArchiveReport {
  return { ...PROVEN, serverName: 'orders', asked: 'L4', overall: 'proven', findings: [], backups, ...more };
}

function looked(...reports: readonly ArchiveReport[]): Looked {
  return { kind: 'reports', reports, notes: [] };
}

/** All is told, and taken. */
function tell(told: Told, look: Looked): { readonly told: Told; readonly said: readonly string[] } {
  const changes = changesOf(told, look, AT);
  return {
    told: changes.reduce(afterTelling, told),
    said: changes.map((change) => {
      if (change.kind === 'verdict') return `verdict ${change.to}`;
      const why = change.kind === 'resolved' ? ` (${change.because})` : '';
      return `${change.kind} ${change.finding.id}${why}`;
    }),
  };
}

const PAGE = finding('page-damaged', { object: 'orders/base/b/data.tar' });
const withDamage = looked(report([backup('a', proven()), backup('b', damaged(PAGE))], { overall: 'damaged' }));

describe('a finding', () => {
  test('is opened when it is first seen, and then silent', () => {
    const { told, said } = tell(NOTHING_TOLD, withDamage);
    expect(said).toEqual(['opened page-damaged', 'verdict damaged']);
    expect(tell(told, withDamage).said).toEqual([]);
  });

  test('in two backups is one, and another backup is a change', () => {
    const wal = finding('wal-damaged', { object: 'orders/wals/1' });
    const both = looked(report([backup('a', damaged(wal)), backup('b', damaged(wal))]));
    const { told, said } = tell(NOTHING_TOLD, both);
    expect(said).toEqual(['opened wal-damaged', 'verdict proven']);
    expect(told.findings).toMatchObject([{ backups: ['a', 'b'] }]);
    expect(tell(told, looked(report([backup('b', damaged(wal))]))).said).toEqual(['changed wal-damaged']);
  });

  test('is the same with another age in its text, at another place in its object', () => {
    const older = looked(
      report([backup('b', damaged({ ...PAGE, found: 'other', place: 'block 9' }))], { overall: 'damaged' }),
    );
    const first = tell(NOTHING_TOLD, looked(report([backup('b', damaged(PAGE))], { overall: 'damaged' })));
    expect(tell(first.told, older).said).toEqual([]);
  });

  test('that is a notice is not told', () => {
    const note = finding('retention-not-reached', { weight: 'notice' });
    expect(tell(NOTHING_TOLD, looked(report([], { findings: [note] }))).said).toEqual(['verdict proven']);
  });
});

describe('damage', () => {
  const { told } = tell(NOTHING_TOLD, withDamage);
  const after = (verdict: BackupVerdict, more: Partial<ArchiveReport> = {}): readonly string[] =>
    tell(told, looked(report([backup('a', proven()), backup('b', verdict)], more))).said.filter(
      (each) => !each.startsWith('verdict'),
    );

  test.each([
    { name: 'a look that passed its level', verdict: proven(), said: ['resolved page-damaged (passed)'] },
    { name: 'a look that passed just its level', verdict: proven('L2'), said: ['resolved page-damaged (passed)'] },
    {
      name: 'an unfinished look that passed its level',
      verdict: unknown('L2'),
      said: ['opened interrupted', 'resolved page-damaged (passed)'],
    },
    { name: 'an unfinished look', verdict: unknown('L1'), said: ['opened interrupted'] },
    { name: 'a look that came to nothing', verdict: unknown('none'), said: ['opened interrupted'] },
    { name: 'a look that did not go so far', verdict: proven('L1'), said: [] },
    {
      name: 'other damage in front of it',
      verdict: damaged(finding('object-missing', { level: 'L1' })),
      said: ['opened object-missing'],
    },
    {
      name: 'other damage behind it',
      verdict: damaged(finding('replay-stopped-short', { level: 'L4' })),
      said: ['opened replay-stopped-short', 'resolved page-damaged (passed)'],
    },
    {
      name: 'the same, of which nothing can be said',
      verdict: {
        kind: 'unknown',
        passed: 'L1',
        because: [{ ...PAGE, weight: 'unknown' }],
      } satisfies BackupVerdict,
      said: [],
    },
  ])('after $name', ({ verdict, said }) => {
    expect(after(verdict)).toEqual(said);
  });

  test('is not resolved by a look that was to go less far', () => {
    expect(after(proven('L1'), { asked: 'L1' })).toEqual([]);
  });

  test('goes with its backup, if the list is whole', () => {
    expect(tell(told, looked(report([backup('a', proven())]))).said).toEqual([
      'resolved page-damaged (gone)',
      'verdict proven',
    ]);
    const listing = finding('listing-failed', { level: 'L0', weight: 'unknown' });
    expect(tell(told, looked(report([], { findings: [listing] }))).said).not.toContain('resolved page-damaged (gone)');
  });

  test('of the archive needs a look at the whole archive', () => {
    const hole = finding('wal-missing', { level: 'L1', object: 'orders/wals/2' });
    const wrong = finding('wal-damaged', { level: 'L2', object: 'orders/wals/3' });
    const first = tell(NOTHING_TOLD, looked(report([backup('a', proven())], { findings: [hole, wrong] })));
    expect(tell(first.told, looked(report([backup('a', unknown('L1'))], { overall: 'unknown' }))).said).toEqual([
      'opened interrupted',
      'resolved wal-missing (passed)',
      'verdict unknown',
    ]);
    const failing = finding('listing-failed', { level: 'L1', weight: 'unknown' });
    expect(
      tell(first.told, looked(report([backup('a', proven())], { findings: [failing], overall: 'unknown' }))).said,
    ).toEqual(['opened listing-failed', 'verdict unknown']);
  });

  test('of one server is not resolved by a report on another', () => {
    expect(tell(told, looked(report([], { serverName: 'other' }))).said).toEqual(['verdict proven']);
  });
});

test('a failed look changes every verdict to unknown, once, and resolves nothing', () => {
  const { told } = tell(NOTHING_TOLD, withDamage);
  const failed: Looked = { kind: 'failed', because: 'no answer', serverName: 'invoices' };
  const second = tell(told, failed);
  expect(second.said).toEqual(['verdict unknown', 'verdict unknown']);
  expect(second.told.verdicts).toEqual({ orders: 'unknown', invoices: 'unknown' });
  expect(second.told.findings).toEqual(told.findings);
  expect(tell(second.told, failed).said).toEqual([]);
});

const someVerdict: fc.Arbitrary<BackupVerdict> = fc.oneof(
  fc.constantFrom<ProofLevel>('L1', 'L2', 'L4').map(proven),
  fc.constantFrom<(ProofLevel | 'none')[]>('none', 'L1', 'L3').map(unknown),
  fc
    .record({ id: fc.constantFrom('x', 'y'), level: fc.constantFrom<ProofLevel>('L1', 'L2', 'L4') })
    .map(({ id, level }) => damaged(finding(id, { level }))),
);
const someLook: fc.Arbitrary<Looked> = fc.oneof(
  fc.constant<Looked>({ kind: 'failed', because: 'no answer', serverName: 'orders' }),
  fc
    .tuple(fc.dictionary(fc.constantFrom('a', 'b', 'c'), someVerdict), fc.constantFrom<ProofLevel>('L1', 'L4'))
    .map(([backups, asked]) =>
      looked(
        report(
          Object.entries(backups).map(([id, verdict]) => backup(id, verdict)),
          { asked, overall: 'unknown' },
        ),
      ),
    ),
);

test('over any looks, and a sink that fails at any time: opened and resolved take turns, and what was told is what is told of', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(someLook, fc.infiniteStream(fc.boolean())), { maxLength: 8 }), (looks) => {
      let told = NOTHING_TOLD;
      const open = new Set<string>();
      for (const [look, takes] of looks) {
        for (const change of changesOf(told, look, AT)) {
          if (takes.next().value !== true) continue;
          told = afterTelling(told, change);
          if (change.kind === 'verdict') continue;
          const key = findingKey(change.finding);
          expect(open.has(key)).toBe(change.kind !== 'opened');
          if (change.kind === 'opened') open.add(key);
          if (change.kind === 'resolved') open.delete(key);
          if (look.kind === 'failed') expect(change.kind).toBe('never');
        }
        expect(new Set(told.findings.map(findingKey))).toEqual(open);
      }
    }),
  );
});
