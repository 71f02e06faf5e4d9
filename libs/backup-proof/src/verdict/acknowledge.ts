import type { Finding } from '@postgres-ha/backup-catalog';
import type { Acknowledged, ArchiveReport, BackupReport } from './report.ts';
import type { RunFinding } from './run-finding.ts';

/** Damage that people know of, cannot mend, and have written down: until a day, with the reason. */
export interface Acknowledgement {
  /** Id of the finding. */
  readonly finding: string;
  /** Key of the object, or the beginning of keys with `*` at its end; absent: any object. */
  readonly object?: string;
  /** From then on it is an alarm again. */
  readonly until: Date;
  readonly reason: string;
}

/**
 * Lets the alarm rest for damage that is known. No verdict on a backup and no moment is changed by it: what is lost stays lost.
 *
 * The archive is `acknowledged` only if all of its damage is, nothing is unknown, its newest backup is proven at the level that was asked for, and so
 * are the newest moments. Only damage can be acknowledged: what is unknown may be anything, and to let that rest would be to say healthy without proof.
 * What has expired, and what covers nothing, is said as a notice.
 */
export function acknowledge(
  report: ArchiveReport,
  acknowledgements: readonly Acknowledgement[],
  now: Date,
): ArchiveReport {
  if (acknowledgements.length === 0) return report;
  const damage = allFindings(report).filter(({ weight }) => weight === 'damaged');
  const matched = acknowledgements.map((each) => ({
    each,
    covers: damage.filter((finding) => isAbout(each, finding)).length,
    isOver: each.until.getTime() <= now.getTime(),
  }));
  const acknowledged: readonly Acknowledged[] = matched
    .filter(({ covers, isOver }) => covers > 0 && !isOver)
    .map(({ each, covers }) => ({ ...each, covers }));
  const notices = matched.flatMap(({ each, covers, isOver }) => {
    if (isOver) return [expired(each, covers)];
    return covers === 0 ? [unused(each, report)] : [];
  });
  const rests =
    report.overall === 'damaged' &&
    damage.length > 0 &&
    damage.every((finding) => acknowledged.some((each) => isAbout(each, finding))) &&
    nothingIsUnknown(report) &&
    newestIsProven(report);
  return {
    ...report,
    overall: rests ? 'acknowledged' : report.overall,
    findings: [...report.findings, ...notices],
    acknowledged,
  };
}

/** What was written down about a finding, if anything; of several what holds longest. */
export function acknowledgementOf(finding: Finding, { acknowledged = [] }: ArchiveReport): Acknowledged | undefined {
  if (finding.weight !== 'damaged') return undefined;
  return acknowledged
    .filter((each) => isAbout(each, finding))
    .toSorted((a, b) => b.until.getTime() - a.until.getTime())[0];
}

function isAbout({ finding: id, object }: Acknowledgement, finding: Finding): boolean {
  if (id !== finding.id) return false;
  if (object === undefined) return true;
  const key = finding.object ?? '';
  return object.endsWith('*') ? key.startsWith(object.slice(0, -1)) : key === object;
}

function allFindings({ findings, backups }: ArchiveReport): readonly Finding[] {
  return [...findings, ...backups.flatMap(againstIt)];
}

function againstIt({ verdict }: BackupReport): readonly Finding[] {
  return verdict.kind === 'damaged' ? verdict.findings : [];
}

function nothingIsUnknown({ findings, backups }: ArchiveReport): boolean {
  return (
    findings.every(({ weight }) => weight !== 'unknown') && backups.every(({ verdict }) => verdict.kind !== 'unknown')
  );
}

function newestIsProven({ backups, moments, asked }: ArchiveReport): boolean {
  const verdict = backups.at(-1)?.verdict;
  const state = moments.at(-1)?.state;
  if (verdict?.kind !== 'proven' || verdict.level !== asked) return false;
  return state === 'proven' || (state === 'unproven' && asked !== 'L4' && asked !== 'L5');
}

function expired({ finding, object, until, reason }: Acknowledgement, covers: number): RunFinding {
  return {
    id: 'acknowledgement-expired',
    level: 'L0',
    weight: 'notice',
    ...(object !== undefined && { object }),
    place: finding,
    found: `an acknowledgement until ${until.toISOString()} (${reason}); ${covers === 0 ? 'what it was about was not found any more' : 'what it is about is still there'}`,
    expected: 'a day that is still to come',
    remedy:
      covers === 0 ? 'Take it out of the policy.' : 'Mend it, or acknowledge it again with a new day and a reason.',
  };
}

function unused({ finding, object, reason }: Acknowledgement, { asked }: ArchiveReport): RunFinding {
  return {
    id: 'acknowledgement-unused',
    level: 'L0',
    weight: 'notice',
    ...(object !== undefined && { object }),
    place: finding,
    found: `no damage that it covers, in a look at ${asked} (${reason})`,
    expected: 'acknowledgements of what is there',
    remedy: 'If the damage is gone, take the acknowledgement out of the policy, before it covers something new.',
  };
}
