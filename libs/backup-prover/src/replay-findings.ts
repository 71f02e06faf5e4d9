import type { ProofFinding, ProofFindingId } from '@postgres-ha/backup-proof';
import { formatLsn, type Lsn, type TimelineId } from '@postgres-ha/postgres-storage';
import {
  stopText,
  type DatabaseEvidence,
  type Evidence,
  type PagesEvidence,
  type ReplayOutcome,
  type StopReached,
} from '@postgres-ha/scratch-postgres';
import { replaysAll, type ContentLevel } from './content-level.ts';

/** What the replay was asked to reach. */
export interface ReplayGoal {
  /** Key of backup.info, so that a finding names the backup. */
  readonly backup: string;
  readonly level: ContentLevel;
  readonly timeline: TimelineId;
  readonly lastRecord: Lsn;
  /** Key of a segment or a history file. */
  readonly keyOf: (fileName: string) => string;
  /** Key of the archive that holds a file, by its path below the data directory. */
  readonly archiveOf: (path: string) => string;
}

const ANOTHER = 'Restore from another backup, and take a new base backup now.';

/** Judges a replay by what it reached and by what the paused server showed, never by how a program ended. */
export function replayFindings(outcome: ReplayOutcome, goal: ReplayGoal): readonly ProofFinding[] {
  switch (outcome.kind) {
    case 'replayed':
      return [
        ...outcome.stops.flatMap((stop) => evidenceFindings(stop.evidence, goal)),
        ...(outcome.pages === undefined ? [] : pagesFindings(outcome.pages, goal)),
        ...goalFindings(outcome.stops.at(-1), goal),
      ];
    case 'stopped-short': {
      const at =
        outcome.reachedLsn === undefined ? 'before anything was replayed' : `at ${formatLsn(outcome.reachedLsn)}`;
      const file = outcome.missing ?? outcome.lastFile;
      return [
        {
          ...damage(outcome.wanted.kind === 'time' ? 'moment-not-reached' : 'replay-stopped-short', 'L4'),
          object: file === undefined ? goal.backup : goal.keyOf(file),
          found: `replay ended ${at}${outcome.missing === undefined ? '' : `, asking for ${outcome.missing}`}`,
          expected: `replay up to ${stopText(outcome.wanted)}`,
        },
      ];
    }
    case 'wal-damaged':
      return [
        {
          ...damage('wal-damaged', 'L4'),
          object: goal.keyOf(outcome.fileName),
          found: outcome.because,
          expected: 'a segment that can be replayed',
        },
      ];
    case 'refused-to-start':
      return [
        {
          ...damage('does-not-start', 'L3'),
          object: goal.backup,
          found: lastWords(outcome.because),
          expected: 'a server that starts from the restored files',
        },
      ];
    case 'failed': {
      const boot = outcome.phase === 'start' || outcome.phase === 'consistency';
      return [
        {
          ...damage(boot ? 'does-not-start' : 'replay-stopped-short', boot ? 'L3' : 'L4'),
          object: goal.backup,
          found: `the server gave up: ${lastWords(outcome.because)}`,
          expected: boot ? 'a server that becomes consistent' : 'a replay to the newest record',
        },
      ];
    }
    case 'unknown':
      return [unknown(outcome.because, outcome.detail)];
    default:
      return outcome satisfies never;
  }
}

function damage(id: ProofFindingId, level: 'L3' | 'L4'): Pick<ProofFinding, 'id' | 'level' | 'weight' | 'remedy'> {
  return { id, level, weight: 'damaged', remedy: ANOTHER };
}

function lastWords(because: readonly string[]): string {
  return because.length === 0 ? 'it said nothing' : because.slice(-3).join('; ');
}

/** The last stop must be on the timeline that was asked for, and not before the record that was asked for. */
function goalFindings(
  last: StopReached | undefined,
  { backup, level, timeline, lastRecord }: ReplayGoal,
): readonly ProofFinding[] {
  if (last === undefined || !replaysAll(level)) return [];
  const findings: ProofFinding[] = [];
  if (last.timeline !== timeline) {
    findings.push({
      ...damage('wrong-timeline', 'L4'),
      object: backup,
      found: `replay ended on timeline ${last.timeline}`,
      expected: `timeline ${timeline}, the newest that the archive leads to`,
      remedy: 'Look at the history files of the archive; restore with recovery_target_timeline set to this timeline.',
    });
  }
  if (last.reachedLsn < lastRecord) {
    findings.push({
      ...damage('replay-stopped-short', 'L4'),
      object: backup,
      found: `replay ended at ${formatLsn(last.reachedLsn)}`,
      expected: `replay up to the record at ${formatLsn(lastRecord)}`,
    });
  }
  return findings;
}

function evidenceFindings(evidence: Evidence, { archiveOf }: ReplayGoal): readonly ProofFinding[] {
  const missing = evidence.missingFiles.map(({ database, relation, path }): ProofFinding => ({
    ...damage('relation-file-missing', 'L4'),
    object: archiveOf(path),
    place: path,
    found: `no file of ${relation} in database ${database}`,
    expected: 'a file for every relation that the catalogue knows',
  }));
  const tablespaces = evidence.missingTablespaces.map(({ name, oid }): ProofFinding => ({
    ...damage('relation-file-missing', 'L4'),
    object: archiveOf(`pg_tblspc/${oid}/`),
    place: `pg_tblspc/${oid}`,
    found: `nothing of tablespace ${name}`,
    expected: 'a directory for every tablespace that the catalogue knows',
  }));
  const collations = evidence.collationMismatches.map(({ database, collation, recorded, here }): ProofFinding =>
    differing(
      `collation ${collation ?? 'of the database'} of ${database}: version ${here} here`,
      `version ${recorded}, under which the indexes were sorted`,
    ),
  );
  const extensions = evidence.missingExtensions.map(({ database, extension, version }): ProofFinding =>
    differing(
      `extension ${extension} ${version} of database ${database} is not installed here`,
      'the extensions of the source',
    ),
  );
  const closed = evidence.databases.flatMap((database) => closedFindings(database, archiveOf));
  return [...missing, ...tablespaces, ...collations, ...extensions, ...closed];
}

/** Data or an index corrupted. @see PostgreSQL 18, errcodes.txt, class XX */
const DATA_DAMAGED = /^XX00[12]$/;

function closedFindings(
  { name, oid, closed }: DatabaseEvidence,
  archiveOf: ReplayGoal['archiveOf'],
): readonly ProofFinding[] {
  if (closed === undefined || closed.because === 'not-allowed') return [];
  const why = closed.detail ?? closed.sqlState ?? 'no reason';
  if (DATA_DAMAGED.test(closed.sqlState ?? '')) {
    return [
      {
        ...damage('page-damaged-after-replay', 'L4'),
        object: archiveOf(`base/${oid}/`),
        place: `database ${name}`,
        found: `a catalogue that cannot be read: ${why}`,
        expected: 'a catalogue that answers',
      },
    ];
  }
  return [differing(`database ${name} could not be looked into: ${why}`, 'a session in every database')];
}

/** Pages are read once more when everything was replayed: what replay left wrong is wrong. */
function pagesFindings({ damaged }: PagesEvidence, { archiveOf }: ReplayGoal): readonly ProofFinding[] {
  return damaged.flatMap(({ path, findings }) =>
    findings.slice(0, MOST_PAGES_PER_FILE).map(({ block, problem }): ProofFinding => ({
      ...damage('page-damaged-after-replay', 'L4'),
      object: archiveOf(path),
      place: `${path}, block ${block}`,
      found: `a page that is wrong after replay (${problem})`,
      expected: 'pages as PostgreSQL writes them',
    })),
  );
}

const MOST_PAGES_PER_FILE = 20;

function differing(found: string, expected: string): ProofFinding {
  return {
    id: 'binaries-differ',
    level: 'L4',
    weight: 'unknown',
    found,
    expected,
    remedy: 'Prove this backup where the image of the source runs, or give the matching programs with --postgres-bin.',
  };
}

type Unknown = Extract<ReplayOutcome, { kind: 'unknown' }>['because'];

const UNKNOWN_IDS: Readonly<Record<Unknown, ProofFindingId>> = {
  aborted: 'interrupted',
  'time-limit': 'time-limit',
  'major-mismatch': 'no-matching-binaries',
  'build-mismatch': 'binaries-differ',
  'control-file-version': 'no-matching-binaries',
  'disk-full': 'disk-full',
  'out-of-memory': 'scratch-failed',
  'not-reachable': 'scratch-failed',
  'wal-unavailable': 'object-unreadable',
  'no-superuser': 'scratch-failed',
  'compression-unsupported': 'binaries-differ',
  'missing-library': 'binaries-differ',
  'not-paused': 'scratch-failed',
  killed: 'scratch-failed',
  'server-unusable': 'scratch-failed',
};

function unknown(because: Unknown, detail: string): ProofFinding {
  return {
    id: UNKNOWN_IDS[because],
    level: 'L3',
    weight: 'unknown',
    found: detail,
    expected: 'a throw-away server that can replay this backup',
    remedy: 'Nothing is known of the replay. Mend what kept it from running, and run the verification again.',
  };
}
