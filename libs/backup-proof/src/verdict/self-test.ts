import type { ArchiveReport, BackupReport, SelfTest } from './report.ts';
import { overallVerdict } from './overall.ts';
import type { RunFinding } from './run-finding.ts';

/** Whether everything that was planted was found. Only then does anything that was not found say something. */
export function passed({ plants }: SelfTest): boolean {
  return plants.every(({ found }) => found);
}

/**
 * Puts what came of the planted faults into a report. Where one was missed, nothing that this run did not find is worth anything: what it proved is
 * unknown, and so is what it repeats of earlier runs. Damage that was seen stays damage.
 */
export function withSelfTest(report: ArchiveReport, selfTest: SelfTest | undefined): ArchiveReport {
  if (selfTest === undefined) return report;
  if (passed(selfTest)) return { ...report, selfTest };
  const because = missed(selfTest);
  const backups = report.backups.map((backup): BackupReport => {
    const proofs = backup.proofs.filter(({ remembered }) => remembered);
    if (backup.verdict.kind !== 'proven') return { ...backup, proofs };
    return { ...backup, proofs, verdict: { kind: 'unknown', passed: 'none', because: [because] } };
  });
  const findings = [...report.findings, because];
  return {
    ...report,
    backups,
    findings,
    selfTest,
    moments: report.moments.map((each) => (each.state === 'proven' ? { ...each, state: 'unproven' } : each)),
    overall: overallVerdict(
      backups.map(({ verdict }) => verdict),
      findings,
    ),
  };
}

const PLANTED = {
  'hidden-segment': 'it was hidden from the list',
  'flipped-bit': 'one bit of it was flipped',
} as const;

function missed({ plants }: SelfTest): RunFinding {
  const [first] = plants.filter(({ found }) => !found);
  return {
    id: 'self-test-failed',
    level: 'L0',
    weight: 'unknown',
    ...(first !== undefined && { object: first.object }),
    found: `silence, although ${first === undefined ? 'it was changed' : PLANTED[first.kind]} in memory`,
    expected: 'that what was planted is found',
    remedy:
      'The archive is not to blame, and nothing was changed in it. Do not rely on this verifier before it finds what is planted: report it with its version.',
  };
}
