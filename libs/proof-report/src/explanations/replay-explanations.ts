import type { DataFindingId, ProofFindingId } from '@postgres-ha/backup-proof';
import { OTHER_BACKUP, type Explanation } from './explanation.ts';
import type { ContentFindingId } from './content-explanations.ts';
import type { LedgerFindingId } from './ledger-explanations.ts';

type ReplayFindingId = Exclude<ProofFindingId, ContentFindingId | DataFindingId | LedgerFindingId | `wal-${string}`>;

const STOPPED = 'It disposed of the throw-away server, and left the verdict open rather than guess.';

/** What starting and replaying can find, and what can keep from it. */
export const REPLAY_EXPLANATIONS: Readonly<Record<ReplayFindingId, Explanation>> = {
  'does-not-start': {
    seen: 'PostgreSQL was given the restored backup and did not come to a consistent state.',
    means: 'The backup cannot be restored, though its bytes may look good.',
    did: 'It kept the last lines of the log of the server in the finding.',
    todo: OTHER_BACKUP,
  },
  'replay-stopped-short': {
    seen: 'PostgreSQL ended its recovery before the newest archived position.',
    means:
      'The WAL has a hole or damage that replay cannot pass. A restore without a target would have reported success and lost the rest.',
    did: 'It had set the newest archived position as the target, so that PostgreSQL fails rather than promotes, and compared the position reached.',
    todo: 'The finding names the position. Take a base backup now, then look for the segment that holds that position.',
  },
  'wrong-timeline': {
    seen: 'Recovery ended on another timeline than the newest of the archive.',
    means:
      'What was written after the promotion is not in the restored database. A history file is missing, wrong, or leads elsewhere.',
    did: 'It compared the timeline reached with the one that the history files lead to.',
    todo: 'Look at the .history files of the archive: each promotion has one, and none may be missing. See whether a lifecycle rule expires them.',
  },
  'moment-not-reached': {
    seen: 'A second replay, to a moment chosen at random, did not come to that moment.',
    means: 'Restoring to a point in time does not work for this backup, though restoring everything did.',
    did: 'It chose a commit that the WAL has, and asked PostgreSQL to stop behind it.',
    todo: 'Try another moment near it with --backup and this id. If it stays, report it: the WAL was good when it was read.',
  },
  'page-damaged-after-replay': {
    seen: 'After the replay a page of the restored database has a wrong checksum.',
    means: 'Rows on it are lost or wrong in whatever is restored from this backup.',
    did: 'It let PostgreSQL shut down cleanly, and checked every page of the database that it left behind.',
    todo: 'Look at the same page in the running cluster first; if it is bad there, act there. Then take a new base backup.',
  },
  'relation-file-missing': {
    seen: 'After the replay the catalogues name a table or index whose file is not there.',
    means: 'The relation cannot be read. PostgreSQL starts, and fails only when someone reads it.',
    did: 'It compared the catalogues of each database with the files.',
    todo: OTHER_BACKUP,
  },
  'no-matching-binaries': {
    seen: 'This machine has no PostgreSQL of the major version of the backup.',
    means: 'Nothing above L2 is known.',
    did: 'It looked where --postgres-bin, POSTGRES_BIN or PATH led it, and read the archive up to L2.',
    todo: "Install that major version, best the cluster's own image, or name its programs with --postgres-bin.",
  },
  'binaries-differ': {
    seen: 'PostgreSQL on this machine was built otherwise than the one of the cluster: block size, collation provider, extensions.',
    means:
      'It may refuse this backup, or judge it otherwise, without any fault of the backup. Nothing above L2 is known.',
    did: STOPPED,
    todo: "Run the verifier with the programs of the cluster's own image.",
  },
  'scratch-failed': {
    seen: 'The throw-away server could not be made or run, for a reason that lies in this machine.',
    means: 'Nothing above L2 is known.',
    did: STOPPED,
    todo: 'The message says what failed: rights, memory, a limit. Remove it and run again.',
  },
  'disk-full': {
    seen: 'The directory for throw-away servers ran full.',
    means: 'Nothing above L2 is known.',
    did: STOPPED,
    todo: 'Give it the size of the database and of the WAL to replay, and a third more; name another place with --scratch.',
  },
  'time-limit': {
    seen: 'The limit of --timeout passed before this backup was done.',
    means: 'What was not finished is unknown.',
    did: 'It stopped, disposed of everything, and reported what was done until then.',
    todo: 'Allow more time, or name fewer backups with --backup.',
  },
  interrupted: {
    seen: 'Somebody, or the system, asked the verifier to stop.',
    means: 'What was not finished is unknown.',
    did: 'It stopped, disposed of everything, and reported what was done until then.',
    todo: 'Run it again.',
  },
  'not-asked-for': {
    seen: 'This level was not looked at for this backup.',
    means: 'Up to the level below, nothing was found.',
    did: 'It looked only at what was asked for with --level and --backup.',
    todo: 'Ask for it where you need to know: --backup with its id, or all.',
  },
};
