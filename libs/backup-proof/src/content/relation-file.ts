import type { TarOrigin } from '../tar/tar-event.ts';

/** One file of a relation: a fork, or 1 GiB of a longer one. */
export interface RelationFile {
  /** OIDs as WAL names the relation by: of the tablespace, of the database (0 for shared ones), the file number. */
  readonly tablespace: number;
  readonly database: number;
  readonly relation: number;
  readonly fork: Fork;
  /** 0 for the first gigabyte, `.1` and so on for the following ones. */
  readonly segment: number;
}

/** By the number that WAL uses for it: 0 main, 1 free space map, 2 visibility map, 3 init. */
export type Fork = 0 | 1 | 2 | 3;

const FORKS: Readonly<Record<string, Fork>> = { fsm: 1, vm: 2, init: 3 };
const DEFAULT_TABLESPACE = 1663;
const GLOBAL_TABLESPACE = 1664;

const FILE = /^(\d+)(?:_(fsm|vm|init))?(?:\.(\d+))?$/;
const DIRECTORY_OF_DATA = /^(global|base\/(\d+))$/;
const DIRECTORY_OF_TABLESPACE = /^PG_\d+_\d+\/(\d+)$/;

/**
 * Which file of a relation a member is, if it is one. Its directory decides, not its name alone: `pg_xact/0000` has the name of a relation.
 * Temporary relations (`t3_16384`) are none: they end with their session.
 * @see PostgreSQL 18, src/common/relpath.c and src/backend/backup/basebackup.c
 */
export function relationFile(origin: TarOrigin, path: string): RelationFile | undefined {
  const slash = path.lastIndexOf('/');
  const place = directory(origin, path.slice(0, Math.max(slash, 0)));
  const name = place && FILE.exec(path.slice(slash + 1));
  if (!name) return undefined;
  const [, relation, fork, segment] = name;
  return {
    ...place,
    relation: Number(relation),
    fork: fork === undefined ? 0 : (FORKS[fork] ?? 0),
    segment: Number(segment ?? 0),
  };
}

function directory(origin: TarOrigin, path: string): Pick<RelationFile, 'tablespace' | 'database'> | undefined {
  if (origin.kind === 'tablespace') {
    const [, database] = DIRECTORY_OF_TABLESPACE.exec(path) ?? [];
    return database === undefined ? undefined : { tablespace: origin.oid, database: Number(database) };
  }
  const [, whole, database] = DIRECTORY_OF_DATA.exec(path) ?? [];
  if (whole === undefined) return undefined;
  return database === undefined
    ? { tablespace: GLOBAL_TABLESPACE, database: 0 }
    : { tablespace: DEFAULT_TABLESPACE, database: Number(database) };
}
