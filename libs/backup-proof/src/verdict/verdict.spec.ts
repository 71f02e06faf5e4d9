import type { Finding, ProofLevel, Weight } from '@postgres-ha/backup-catalog';
import type { Lsn, TimelineId } from '@postgres-ha/postgres-storage';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { overallVerdict } from './overall.ts';
import { judgeBackup, type BackupEvidence, type BackupVerdict } from './verdict.ts';

const LEVELS: readonly ProofLevel[] = ['L0', 'L1', 'L2', 'L3', 'L4'];
const upTo = { lsn: 0x3000060n as Lsn, timeline: 1 as TimelineId };

const finding = (weight: Weight, level: ProofLevel = 'L2'): Finding => ({
  id: `a-${weight}`,
  level,
  weight,
  found: 'this',
  expected: 'that',
  remedy: 'do',
});
const evidence = (given: Partial<BackupEvidence> = {}): BackupEvidence => ({
  asked: 'L4',
  looked: new Set(LEVELS),
  findings: [],
  upTo,
  ...given,
});

const anyFinding = fc
  .tuple(fc.constantFrom<Weight>('damaged', 'unknown', 'notice'), fc.constantFrom(...LEVELS))
  .map(([weight, level]) => finding(weight, level));
const anyEvidence = fc.record({
  asked: fc.constantFrom(...LEVELS),
  looked: fc.subarray([...LEVELS]).map((levels): ReadonlySet<ProofLevel> => new Set(levels)),
  findings: fc.array(anyFinding, { maxLength: 4 }),
  upTo: fc.constant(upTo),
});

describe('the verdict on a backup', () => {
  test('is proven when every level was looked at and nothing was found', () => {
    expect(judgeBackup(evidence())).toEqual({ kind: 'proven', level: 'L4', upTo });
  });

  test('is unknown when a level below the asked one was not looked at, and says so', () => {
    expect(judgeBackup(evidence({ looked: new Set<ProofLevel>(['L0', 'L1', 'L3', 'L4']) }))).toMatchObject({
      kind: 'unknown',
      passed: 'L1',
      because: [{ id: 'not-asked-for', level: 'L2' }],
    });
  });

  test('is damaged by one proof of damage, whatever else could not be seen', () => {
    const findings = [finding('unknown', 'L1'), finding('damaged'), finding('notice')];
    expect(judgeBackup(evidence({ findings, looked: new Set() }))).toEqual({
      kind: 'damaged',
      findings: [finding('damaged')],
    });
  });

  test('counts the levels that were passed before the one that nobody could look at', () => {
    expect(judgeBackup(evidence({ findings: [finding('unknown', 'L3')] }))).toMatchObject({
      kind: 'unknown',
      passed: 'L2',
    });
    expect(judgeBackup(evidence({ findings: [finding('unknown', 'L0')] }))).toMatchObject({
      kind: 'unknown',
      passed: 'none',
    });
  });

  test('is not changed by a level that nobody asked for', () => {
    expect(judgeBackup(evidence({ asked: 'L1', looked: new Set<ProofLevel>(['L0', 'L1']) }))).toMatchObject({
      kind: 'proven',
      level: 'L1',
    });
  });

  test('is proven only with a look at every level up to the asked one, and without any finding that speaks against it', () => {
    fc.assert(
      fc.property(anyEvidence, (given) => {
        const needed = LEVELS.slice(0, LEVELS.indexOf(given.asked) + 1);
        const fine =
          needed.every((level) => given.looked.has(level)) &&
          given.findings.every(
            ({ weight, level }) => weight === 'notice' || (weight === 'unknown' && !needed.includes(level)),
          );
        expect(judgeBackup(given).kind === 'proven').toBe(fine);
      }),
    );
  });

  test('never gets better by more findings', () => {
    const rank: Readonly<Record<BackupVerdict['kind'], number>> = { proven: 0, unknown: 1, damaged: 2 };
    fc.assert(
      fc.property(anyEvidence, anyFinding, (given, more) => {
        const before = judgeBackup(given);
        const after = judgeBackup({ ...given, findings: [...given.findings, more] });
        expect(rank[after.kind]).toBeGreaterThanOrEqual(rank[before.kind]);
      }),
    );
  });
});

describe('the verdict on an archive', () => {
  const proven: BackupVerdict = { kind: 'proven', level: 'L4', upTo };
  const unknown: BackupVerdict = { kind: 'unknown', passed: 'L2', because: [finding('unknown')] };
  const damaged: BackupVerdict = { kind: 'damaged', findings: [finding('damaged')] };

  test.each([
    { name: 'no backup at all is damage', verdicts: [], findings: [], overall: 'damaged' },
    { name: 'all backups proven', verdicts: [proven, proven], findings: [finding('notice')], overall: 'proven' },
    { name: 'one unknown', verdicts: [proven, unknown], findings: [], overall: 'unknown' },
    { name: 'one damaged', verdicts: [proven, unknown, damaged], findings: [], overall: 'damaged' },
    { name: 'a hole in the WAL', verdicts: [proven], findings: [finding('damaged', 'L1')], overall: 'damaged' },
    { name: 'WAL that could not be read', verdicts: [proven], findings: [finding('unknown')], overall: 'unknown' },
  ] as const)('$name: $overall', ({ verdicts, findings, overall }) => {
    expect(overallVerdict(verdicts, findings)).toBe(overall);
  });
});
