import { counted, durationInWords } from '@postgres-ha/proof-report';
import type { ReportJson } from '@postgres-ha/proof-report';
import { moment } from '../words.ts';
import type { Tone } from './badge.ts';

export type ArchiveJson = ReportJson['archives'][number];
export type BackupJson = ArchiveJson['backups'][number];
export type FindingJson = ArchiveJson['findings'][number];

/** What is known of an archive, for people: the answer, and what it rests on. */
export interface Said {
  readonly tone: Tone;
  readonly word: string;
  readonly sentence: string;
  readonly evidence: readonly string[];
}

/** Says proven only of what was replayed, and of each thing only what the report says of it. */
export function said(report: ReportJson): Said {
  const backups = report.archives.flatMap((archive) => archive.backups);
  const replayed = backups.filter(({ verdict }) => verdict.kind === 'proven' && isReplayed(verdict.level));
  return { ...answer(report, backups, replayed), evidence: evidence(report, backups, replayed) };
}

/** Every finding that is held against the archive, of backups and of what lies between them. */
export function heldAgainst(report: ReportJson): readonly FindingJson[] {
  return report.archives.flatMap((archive) => [
    ...archive.backups.flatMap(({ verdict }) => {
      if (verdict.kind === 'damaged') return verdict.findings;
      return verdict.kind === 'unknown' ? verdict.because : [];
    }),
    ...archive.findings.filter(({ weight }) => weight !== 'notice'),
  ]);
}

export function isReplayed(level: ArchiveJson['asked']): boolean {
  return level === 'L4' || level === 'L5';
}

function answer(
  report: ReportJson,
  backups: readonly BackupJson[],
  replayed: readonly BackupJson[],
): Pick<Said, 'tone' | 'word' | 'sentence'> {
  switch (report.overall) {
    case 'proven':
      return allProven(backups, replayed);
    case 'unknown':
      return {
        tone: 'unknown',
        word: 'Unknown.',
        sentence: 'A look failed or could not be made. That speaks neither for the backups nor against them.',
      };
    // whatever else is said of damage, such as that it is known, it is damage
    default:
      return { tone: 'damaged', word: 'Damaged.', sentence: damaged(report, backups) };
  }
}

function allProven(
  backups: readonly BackupJson[],
  replayed: readonly BackupJson[],
): Pick<Said, 'tone' | 'word' | 'sentence'> {
  if (replayed.length < backups.length) {
    return {
      tone: 'unknown',
      word: 'No fault found.',
      sentence: 'Not every backup was replayed, so that this is no proof.',
    };
  }
  const sentence =
    backups.length === 1 ? 'The backup can be restored.' : `All ${backups.length} backups can be restored.`;
  return { tone: 'proven', word: 'Proven.', sentence };
}

function damaged({ archives }: ReportJson, backups: readonly BackupJson[]): string {
  const broken = backups.filter(({ verdict }) => verdict.kind === 'damaged').length;
  const lost = archives.flatMap(({ moments }) => moments).filter(({ state }) => state === 'lost').length;
  if (backups.length === 0) return 'There is no backup, and without one WAL restores nothing.';
  if (broken > 0) return `${broken} of ${counted(backups.length, 'backup')} cannot be restored.`;
  if (lost > 0) return `${lost === 1 ? 'One stretch of time is' : `${lost} stretches of time are`} lost.`;
  return 'Something in the archive is damaged.';
}

function evidence(
  report: ReportJson,
  backups: readonly BackupJson[],
  replayed: readonly BackupJson[],
): readonly string[] {
  const newest = replayed.at(-1);
  const held = heldAgainst(report)[0];
  return [
    ...(held === undefined
      ? []
      : [`${[held.object, held.place].filter((each) => each !== undefined).join(', ')}: ${held.found}.`]),
    ...(newest === undefined ? [] : [restored(newest)]),
    ...(replayed.length > 1 ? [`The same was done with ${others(replayed.length - 1, backups.length - 1)}.`] : []),
    ...report.archives.flatMap((archive) => (isReplayed(archive.asked) ? stretch(archive) : [])),
    ...report.notes,
  ];
}

function others(done: number, all: number): string {
  return done === all ? (all === 1 ? 'the other backup' : `all ${all} others`) : `${done} of ${all} others`;
}

function restored({ id, verdict, phases }: BackupJson): string {
  if (verdict.kind !== 'proven') return '';
  const { lsn, lastCommitAt } = verdict.upTo;
  const until = lastCommitAt === undefined ? '' : `, whose last commit was at ${moment(lastCommitAt)}`;
  const took = phases.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const time = took === 0 ? '' : ` That took ${durationInWords(took)}.`;
  return `Backup ${id} was restored, started and replayed up to ${lsn}${until}${verdict.level === 'L5' ? ', and its data was looked at' : ''}.${time}`;
}

function stretch({ moments, backups }: ArchiveJson): readonly string[] {
  const open = moments.findLastIndex(({ state }) => state !== 'proven');
  const [first] = moments.slice(open + 1);
  if (first === undefined) return [];
  const time = first.fromTime ?? backups.find(({ end }) => end === first.from)?.endedAt ?? undefined;
  return [`Every moment since ${time === undefined ? first.from : moment(time)} can be restored, up to there.`];
}
