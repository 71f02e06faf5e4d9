import type { BaseBackupContent, ProofFinding, TarOrigin } from '@postgres-ha/backup-proof';
import type { ScratchClient } from '@postgres-ha/scratch-postgres';

/** A relation that a replayed server knows, by the path of its file below the data directory. */
export interface KnownRelation {
  readonly database: string;
  readonly relation: string;
  readonly path: string;
}

export interface WhereFilesComeFrom {
  readonly held: BaseBackupContent['held'];
  /** See `WalSeen`. */
  readonly created: ReadonlySet<string>;
  /** Key of the archive that a file would be in. */
  readonly archiveOf: (path: string) => string;
}

/** Permanent relations with a file of their own in a database, and the shared ones. */
export async function knownRelations(client: ScratchClient, database: string): Promise<readonly KnownRelation[]> {
  const { rows } = await client.query<{ relation: string; path: string }>(
    `SELECT c.oid::regclass::text AS relation, pg_relation_filepath(c.oid) AS path
     FROM pg_class c
     WHERE c.relpersistence = 'p' AND pg_relation_filepath(c.oid) IS NOT NULL`,
  );
  return rows.map((row) => ({ database, ...row }));
}

/**
 * Replay makes a file that it writes to and does not find, and goes on: the pages that WAL does not touch are then empty. So each file
 * must have been in an archive, or be one that WAL makes.
 */
export function impliedFiles(
  relations: readonly KnownRelation[],
  { held, created, archiveOf }: WhereFilesComeFrom,
): readonly ProofFinding[] {
  const byPath = new Map(relations.map((relation) => [relation.path, relation]));
  return [...byPath.values()]
    .filter(({ path }) => {
      const { origin, member, tablespace, database, relation } = placeOf(path);
      if (held(origin, member) !== 'directory only') return false;
      return !created.has(`${tablespace}/${database}/${relation}`) && !created.has(`${tablespace}/${database}/0`);
    })
    .map(({ database, relation, path }) => ({
      id: 'relation-file-missing',
      level: 'L4',
      weight: 'damaged',
      object: archiveOf(path),
      place: path,
      found: `a file of ${relation} in database ${database} that only replay has made`,
      expected: 'the file in an archive of the backup, or WAL that makes it',
      remedy:
        'Rows of this relation are lost in this backup. Restore from another one, and take a new base backup now.',
    }));
}

interface FilePlace {
  readonly origin: TarOrigin;
  /** Path within the archive. */
  readonly member: string;
  readonly tablespace: number;
  readonly database: number;
  readonly relation: number;
}

const DEFAULT_TABLESPACE = 1663;
const GLOBAL_TABLESPACE = 1664;

function placeOf(path: string): FilePlace {
  const [, oid, inside = path] = /^pg_tblspc\/(\d+)\/(.*)$/.exec(path) ?? [];
  const [file = '', directory = ''] = inside.split('/').reverse();
  const isShared = directory === 'global';
  return {
    origin: oid === undefined ? { kind: 'data' } : { kind: 'tablespace', oid: Number(oid) },
    member: inside,
    tablespace: oid === undefined ? (isShared ? GLOBAL_TABLESPACE : DEFAULT_TABLESPACE) : Number(oid),
    database: isShared ? 0 : Number(directory),
    relation: Number(file),
  };
}
