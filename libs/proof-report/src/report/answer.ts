import type { Finding, ProofLevel } from '@postgres-ha/backup-catalog';
import type { ArchiveReport, BackupReport, Moments, Reached } from '@postgres-ha/backup-proof';
import { formatLsn } from '@postgres-ha/postgres-storage';
import { provenTail } from './proven-tail.ts';
import { isFarther } from './reached.ts';
import { atPosition, atTime, counted } from './words.ts';

/** The one line that a person needs: what can be had of this archive. */
export function answer(report: ArchiveReport): string {
  const { serverName } = report;
  switch (report.overall) {
    case 'proven':
      return `${serverName}: ${proven(report)}`;
    case 'acknowledged':
      return `${serverName}: ACKNOWLEDGED until ${acknowledgedUntil(report)}: ${[...damage(report), whatIsLeft(report)].join('; ')}`;
    case 'damaged':
      return `${serverName}: DAMAGED: ${[...damage(report), whatIsLeft(report)].join('; ')}`;
    case 'unknown':
      return `${serverName}: UNKNOWN: ${[doubt(report), whatIsLeft(report)].join('; ')}`;
  }
}

/** The day on which the first of what was written down ends. */
function acknowledgedUntil({ acknowledged = [] }: ArchiveReport): string {
  const [first] = acknowledged.map(({ until }) => until).toSorted((a, b) => a.getTime() - b.getTime());
  return first === undefined ? 'today' : atTime(first);
}

/** What was done at a level, and what was not. "Proven" is only said of what was replayed. */
const DONE: Readonly<Record<Exclude<ProofLevel, 'L4' | 'L5'>, string>> = {
  L0: 'catalogue read, nothing else',
  L1: 'listed, nothing read',
  L2: 'read, nothing started',
  L3: 'started, nothing replayed',
};

function proven({ asked, backups, moments }: ArchiveReport): string {
  const upTo = newestReached(backups, asked);
  const reach = upTo === undefined ? '' : ` up to ${atPosition(upTo.lsn, upTo.lastCommitAt)}`;
  if (asked !== 'L4' && asked !== 'L5') {
    return `NO FAULT FOUND at ${asked} (${DONE[asked]}): ${counted(backups.length, 'backup')}, and WAL without a hole${reach}`;
  }
  const tail = provenTail(moments);
  const since = tail === undefined ? '' : `, ${everySince(tail.first, backups)}`;
  return [`PROVEN${reach}${since}`, ...lostIn(moments)].join('; ');
}

function everySince(first: Moments, backups: readonly BackupReport[]): string {
  const time = first.fromTime ?? backups.find(({ end }) => end === first.from)?.endedAt;
  return `every moment since ${time === undefined ? formatLsn(first.from) : atTime(time)} can be restored`;
}

function damage({ backups, moments, findings }: ArchiveReport): readonly string[] {
  if (backups.length === 0) return ['there is no backup, and without one WAL restores nothing'];
  const broken = backups.filter(({ verdict }) => verdict.kind === 'damaged').length;
  const said = [...(broken === 0 ? [] : [notRestorable(broken, backups.length)]), ...lostIn(moments)];
  const [first] = findings.filter(({ weight }) => weight === 'damaged');
  return said.length === 0 && first !== undefined ? [inShort(first)] : said;
}

function notRestorable(broken: number, all: number): string {
  if (broken < all) return `${broken} of ${all} backups cannot be restored`;
  return all === 1 ? 'its only backup cannot be restored' : `none of its ${all} backups can be restored`;
}

function lostIn(moments: readonly Moments[]): readonly string[] {
  const lost = moments.filter(({ state }) => state === 'lost').length;
  if (lost === 0) return [];
  return [lost === 1 ? 'one stretch of time is lost' : `${lost} stretches of time are lost`];
}

function doubt({ backups, findings }: ArchiveReport): string {
  const reasons = backups.flatMap(({ verdict }) => (verdict.kind === 'unknown' ? [verdict.because[0]] : []));
  const [reason] = [...reasons, ...findings.filter(({ weight }) => weight === 'unknown')];
  const why = reason === undefined ? 'nobody could look' : inShort(reason);
  if (reasons.length === 0) return why;
  const many =
    reasons.length === backups.length
      ? counted(reasons.length, 'backup')
      : `${reasons.length} of ${counted(backups.length, 'backup')}`;
  return `${many} could not be judged: ${why}`;
}

/** After bad news, what is still sure. */
function whatIsLeft({ backups, moments }: ArchiveReport): string {
  const tail = provenTail(moments);
  if (tail !== undefined) {
    const { first, last } = tail;
    return `from ${atPosition(first.from, first.fromTime)} up to ${atPosition(last.to, last.toTime)} every moment can be restored`;
  }
  const newest = newestReached(backups, 'L4', 'L5');
  if (newest === undefined) return 'nothing is proven';
  return `proven is what was replayed up to ${atPosition(newest.lsn, newest.lastCommitAt)}`;
}

function inShort({ object, place, found }: Finding): string {
  const where = [object, place].filter((each) => each !== undefined).join(', ');
  return where === '' ? found : `${where}: ${found}`;
}

/** Of the newest timeline the farthest that was reached at these levels. What another backup has by its list alone is less. */
function newestReached(backups: readonly BackupReport[], ...levels: readonly ProofLevel[]): Reached | undefined {
  return backups
    .flatMap(({ verdict }) => (verdict.kind === 'proven' && levels.includes(verdict.level) ? [verdict.upTo] : []))
    .reduce<Reached | undefined>(
      (best, each) => (best === undefined || isFarther(each, best) ? each : best),
      undefined,
    );
}
