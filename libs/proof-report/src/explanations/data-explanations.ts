import type { DataFindingId } from '@postgres-ha/backup-proof';
import { OTHER_BACKUP, type Explanation } from './explanation.ts';

const NOTHING_PRINTED = 'It printed no value: of the answer it keeps whether it is right, and a keyed hash.';
const LEFT_OPEN = 'It left the verdict open, and looked at the rest.';
const POLICY = 'Correct the policy of the cluster, and run the verification again.';

/** Everything that looking at restored data can find. */
export const DATA_EXPLANATIONS: Readonly<Record<DataFindingId, Explanation>> = {
  'assertion-failed': {
    seen: 'A query of the policy was answered by the restored database otherwise than the policy expects.',
    means: 'The backup can be restored, but what it holds is not what you said it must hold.',
    did: NOTHING_PRINTED,
    todo: 'Run the query on the running cluster. If the answer there is right, restore from another backup; if it is the same there, data was lost or changed before the backup.',
  },
  'canary-stale': {
    seen: 'The newest row of the canary in the restored database is older than the recovery point objective allows.',
    means: 'So much would have been lost if the cluster had been lost when the archive was listed.',
    did: 'It measured the age of the canary against that moment; of an older backup, against its last commit before the next one.',
    todo: 'See whether something still writes the canary. Then see whether WAL is archived: pg_stat_archiver, and archive_timeout.',
  },
  'canary-missing': {
    seen: 'The query for the canary gave no row, or null.',
    means: 'What is written all the time is not in the restored database: nothing is known of the recovery point.',
    did: 'It asked in the database that the policy names, at the last position that was replayed.',
    todo: 'See whether the canary is in the running cluster. If it is, restore from another backup.',
  },
  'schema-differs': {
    seen: 'Tables, columns, indexes or other objects of the restored database are not those that were approved, or those of the primary.',
    means: 'Something was dropped, added or changed, or the archive is of another time than it seems.',
    did: 'It compared hashes of definitions. With the primary only when its schema was the same before and after the proof, and all WAL of it was replayed.',
    todo: 'If the change was meant, approve the new hash in the policy. If not, find who made it, and restore from a backup before it.',
  },
  'data-unreadable': {
    seen: 'PostgreSQL met damage while it answered a query on the restored database.',
    means: 'Rows or entries of an index cannot be read.',
    did: 'It kept the code of the error, and not the message, which may hold data.',
    todo: OTHER_BACKUP,
  },
  'index-corrupt': {
    seen: 'amcheck found that a B-tree index does not hold together, or does not agree with its table.',
    means:
      'Queries by this index miss rows or find wrong ones. Checksums do not show this: the page is as it was written.',
    did: 'It named the index and the place; the message of amcheck is told in words of its own, as functions of the index can change it.',
    todo: 'Run bt_index_parent_check on the running cluster. If it fails there, REINDEX, and find the cause: a library of sort orders that changed, storage, memory. Then take a new base backup.',
  },
  'heap-corrupt': {
    seen: 'amcheck found rows of a table whose headers do not make sense.',
    means: 'These rows cannot be read, or are seen when they should not be, in whatever is restored from this backup.',
    did: 'It named the table, the block and the item, and what is wrong with it. No value is looked at.',
    todo: 'Run verify_heapam on the running cluster. If it fails there, act there first. Otherwise restore from another backup, and take a new one.',
  },
  'query-refused': {
    seen: 'A query of the policy is not one that only reads.',
    means: 'Nothing is known of what it asks.',
    did: 'It looked at the text first; PostgreSQL then ran it in a transaction that cannot write, as a member of pg_read_all_data, and refused.',
    todo: POLICY,
  },
  'query-failed': {
    seen: 'A query of the policy ended with an error.',
    means: 'Nothing is known of what it asks. A table that is not there is such an error.',
    did: 'It kept the code of the error, and not the message, which may hold data.',
    todo: 'Run the query on the running cluster with search_path = pg_catalog, public: tables of other schemas are named with them.',
  },
  'query-time-limit': {
    seen: 'A query of the policy gave no answer within its time limit.',
    means: 'Nothing is known of what it asks.',
    did: LEFT_OPEN,
    todo: 'Raise its time limit, or ask something cheaper: the throw-away server has a small cache.',
  },
  'answer-unfit': {
    seen: 'A query of the policy gave another number of rows or columns, or another kind of value, than can be compared.',
    means: 'Nothing is known of what it asks.',
    did: LEFT_OPEN,
    todo: 'Let the query give one row with one value: a number for at-least and at-most, a timestamptz for times.',
  },
  'database-missing': {
    seen: 'The policy names a database that the restored cluster does not have.',
    means: 'Nothing is known of what was asked there. Either the name is wrong, or the database was dropped.',
    did: LEFT_OPEN,
    todo: 'Look for the database in the running cluster. If it is there, see what happened before this backup ends.',
  },
  'database-unreadable': {
    seen: 'No session could look into a database of the restored cluster.',
    means: 'Nothing is known of what was asked there.',
    did: LEFT_OPEN,
    todo: 'See the other findings of this backup: they say why. A database that takes no sessions cannot be asked.',
  },
  'amcheck-unavailable': {
    seen: 'The programs of PostgreSQL on this machine come without amcheck, or with one that is too old.',
    means: 'Nothing is known of whether tables and indexes hold together.',
    did: LEFT_OPEN,
    todo: "Install the package with PostgreSQL's contributed extensions, or use the cluster's own image.",
  },
  'amcheck-failed': {
    seen: 'amcheck ended with an error that is none of damage.',
    means: 'Nothing is known of this relation or database.',
    did: 'It kept the code of the error, and went on with the next relation.',
    todo: 'Run amcheck on it in the running cluster. A function of an index that fails is a usual cause.',
  },
  'amcheck-time-limit': {
    seen: 'The time limit of amcheck passed before every relation was checked.',
    means: 'Of those that are left nothing is known.',
    did: 'It said how many are left in the database where it stopped.',
    todo: 'Raise the limit, leave out looking for every row, or name the databases that matter.',
  },
  'sort-order-unknown': {
    seen: 'amcheck found an index out of order that was sorted under another version of a library than the one here.',
    means: 'It may be damaged, or only sorted otherwise. Nobody can say on this machine.',
    did: 'It compared the versions that PostgreSQL notes with those of the libraries here.',
    todo: "Prove this backup with the programs of the cluster's own image.",
  },
  'schema-not-comparable': {
    seen: 'The schema of the restored database could not be held against the primary.',
    means:
      'Nothing is known of what the primary has and the backup does not. A primary is always ahead of its archive.',
    did: 'It asked the primary before and after. A primary that was not reached is only noted, as it may be what was lost.',
    todo: 'Run the verification again later. A worker that runs all the time remembers since when the schema is what it is.',
  },
  'data-not-checked': {
    seen: 'Something that the policy asks of the data was not looked at.',
    means: 'Nothing is known of it.',
    did: LEFT_OPEN,
    todo: 'See the other findings of this backup, remove the cause, and run the verification again.',
  },
  'index-invalid': {
    seen: 'An index is marked as invalid: PostgreSQL does not use it.',
    means: 'Nothing is lost. A CREATE INDEX CONCURRENTLY was broken off, in the running cluster as well.',
    did: 'It left the index out of the check.',
    todo: 'Drop it, or run REINDEX INDEX CONCURRENTLY, in the running cluster.',
  },
  'checksums-off': {
    seen: 'The pages of this cluster carry no checksums.',
    means: 'A flipped bit within a page is not found by reading it; only checks of headers and amcheck are left.',
    did: 'It checked what can be checked without them.',
    todo: 'Set initdb.dataChecksums for new clusters; pg_checksums --enable adds them to one that is shut down.',
  },
};
