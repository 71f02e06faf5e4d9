import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import pg from 'pg';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { connect, type ScratchClient } from './scratch-connection.ts';
import type { Scratch } from './scratch.ts';
import { errorCode } from './scratch-error.ts';

/** What a paused server says of itself, per database. */
export interface Evidence {
  readonly databases: readonly DatabaseEvidence[];
  /** Relations that a catalogue knows and whose file is not there. */
  readonly missingFiles: readonly MissingFile[];
  /** Tablespaces that a catalogue knows and that were neither restored nor created by the WAL. */
  readonly missingTablespaces: readonly { readonly oid: number; readonly name: string }[];
  /** Sort orders that were made by another version of a library than the one here: indexes may look damaged that are not. */
  readonly collationMismatches: readonly CollationMismatch[];
  /** Extensions without a control file here: their functions cannot be called. */
  readonly missingExtensions: readonly {
    readonly database: string;
    readonly extension: string;
    readonly version: string;
  }[];
}

export interface DatabaseEvidence {
  readonly name: string;
  readonly oid: number;
  /** `builtin`, `icu` or `libc`. */
  readonly localeProvider: string;
  readonly relationFiles: number;
  readonly extensions: readonly { readonly name: string; readonly version: string }[];
  /** Why it could not be looked into, or not to the end: it takes no sessions, refused this one, or failed in one. */
  readonly closed?: {
    readonly because: 'not-allowed' | 'refused' | 'failed';
    readonly sqlState?: string;
    readonly detail?: string;
  };
}

export interface MissingFile {
  readonly database: string;
  readonly relation: string;
  /** Below the data directory. */
  readonly path: string;
}

export interface CollationMismatch {
  readonly database: string;
  /** Absent where it is the database's own. */
  readonly collation?: string;
  readonly recorded: string;
  readonly here: string;
}

export interface EvidenceOptions {
  readonly scratch: Scratch;
  readonly binaries: PostgresBinaries;
  readonly role: string;
  /** Created by the WAL so far. */
  readonly createdTablespaces: readonly { readonly oid: number }[];
  /** Called with a session of each database, for questions of the caller's own. */
  readonly inspect?: Inspect | undefined;
  readonly signal: AbortSignal;
}

export type Inspect = (client: ScratchClient, database: string, signal: AbortSignal) => Promise<void>;

interface DatabaseRow {
  readonly oid: string;
  readonly datname: string;
  readonly datallowconn: boolean;
  readonly provider: string;
  readonly recorded: string | null;
  readonly here: string | null;
}

/** @param client a session of any database */
export async function gatherEvidence(client: ScratchClient, options: EvidenceOptions): Promise<Evidence> {
  const { binaries } = options;
  const { rows } = await client.query<DatabaseRow>(
    binaries.major >= 15
      ? `SELECT oid::text, datname, datallowconn, datcollversion AS recorded, pg_database_collation_actual_version(oid) AS here,
           CASE datlocprovider WHEN 'b' THEN 'builtin' WHEN 'i' THEN 'icu' ELSE 'libc' END AS provider
         FROM pg_database ORDER BY datname`
      : `SELECT oid::text, datname, datallowconn, NULL AS recorded, NULL AS here, 'libc' AS provider
         FROM pg_database ORDER BY datname`,
  );
  const files = createFileIndex(options.scratch.paths.data);
  const found = [];
  for (const row of rows) {
    options.signal.throwIfAborted();
    found.push(await lookInto(row, files, options));
  }
  return {
    databases: found.map(({ database }) => database),
    missingFiles: found.flatMap(({ missingFiles }) => missingFiles),
    missingTablespaces: await missingTablespaces(client, options),
    collationMismatches: found.flatMap(({ collationMismatches }) => collationMismatches),
    missingExtensions: found.flatMap(({ database: { name, extensions } }) =>
      extensions
        .filter((extension) => !binaries.extensions.has(extension.name))
        .map((extension) => ({ database: name, extension: extension.name, version: extension.version })),
    ),
  };
}

interface DatabaseFindings {
  readonly database: DatabaseEvidence;
  readonly missingFiles: readonly MissingFile[];
  readonly collationMismatches: readonly CollationMismatch[];
}

async function lookInto(row: DatabaseRow, files: FileIndex, options: EvidenceOptions): Promise<DatabaseFindings> {
  const name = row.datname;
  const own = mismatch({ database: name, recorded: row.recorded, here: row.here });
  const database = { name, oid: Number(row.oid), localeProvider: row.provider, relationFiles: 0, extensions: [] };
  const closed = (because: DatabaseEvidence['closed']): DatabaseFindings => ({
    database: { ...database, ...(because && { closed: because }) },
    missingFiles: [],
    collationMismatches: own,
  });
  if (!row.datallowconn) return closed({ because: 'not-allowed' });
  const { scratch, binaries, role } = options;
  const connecting = await connect(scratch.paths, { database: name, roles: [role], major: binaries.major });
  if (connecting.kind === 'not-yet') throw new Error(`database ${name}: the server has ended`);
  if (connecting.kind === 'refused') {
    return closed({ because: 'refused', sqlState: connecting.sqlState, detail: connecting.because });
  }
  const { client } = connecting;
  try {
    const asked = await askCatalogue(client);
    if (asked.kind === 'failed') return closed({ because: 'failed', sqlState: asked.sqlState, detail: asked.detail });
    const { relations, collations, extensions } = asked;
    const missingFiles = [];
    for (const { relation, path } of relations) {
      if (!(await files.has(path))) missingFiles.push({ database: name, relation, path });
    }
    await options.inspect?.(client, name, options.signal);
    return {
      database: { ...database, relationFiles: relations.length, extensions },
      missingFiles,
      collationMismatches: [...own, ...collations.flatMap((row) => mismatch({ database: name, ...row }))],
    };
  } finally {
    await client.end().catch(() => undefined);
  }
}

type Catalogue =
  | {
      readonly kind: 'asked';
      readonly relations: readonly { relation: string; path: string }[];
      readonly collations: readonly { collation: string; recorded: string | null; here: string | null }[];
      readonly extensions: readonly { name: string; version: string }[];
    }
  | { readonly kind: 'failed'; readonly sqlState: string; readonly detail: string };

/** A damaged catalogue is a finding, told by the server's own error. */
async function askCatalogue(client: ScratchClient): Promise<Catalogue> {
  try {
    const relations = await relationsOf(client);
    const collations = await collationsOf(client);
    return { kind: 'asked', relations, collations, extensions: await extensionsOf(client) };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { kind: 'failed', sqlState: error.code ?? '', detail: error.message };
  }
}

const FIRST_OWN_OID = 16_384;

async function missingTablespaces(
  client: ScratchClient,
  { scratch, createdTablespaces }: EvidenceOptions,
): Promise<Evidence['missingTablespaces']> {
  const { rows } = await client.query<{ oid: string; name: string }>(
    'SELECT oid::text, spcname AS name FROM pg_tablespace WHERE oid >= $1::oid ORDER BY oid',
    [FIRST_OWN_OID],
  );
  const there = new Set([...scratch.tablespaces, ...createdTablespaces.map(({ oid }) => oid)]);
  return rows.map(({ oid, name }) => ({ oid: Number(oid), name })).filter(({ oid }) => !there.has(oid));
}

/** Of an unlogged relation, recovery keeps only the file that it begins anew from. Temporary ones ended with their sessions. */
async function relationsOf(client: ScratchClient): Promise<readonly { relation: string; path: string }[]> {
  const { rows } = await client.query<{ relation: string; path: string }>(
    `SELECT c.oid::regclass::text AS relation,
       pg_relation_filepath(c.oid) || CASE c.relpersistence WHEN 'u' THEN '_init' ELSE '' END AS path
     FROM pg_class c
     WHERE c.relpersistence <> 't' AND pg_relation_filepath(c.oid) IS NOT NULL`,
  );
  return rows;
}

async function collationsOf(
  client: ScratchClient,
): Promise<readonly { collation: string; recorded: string | null; here: string | null }[]> {
  const { rows } = await client.query<{ collation: string; recorded: string | null; here: string | null }>(
    `SELECT oid::regcollation::text AS collation, collversion AS recorded, pg_collation_actual_version(oid) AS here
     FROM pg_collation WHERE collversion IS NOT NULL AND collversion IS DISTINCT FROM pg_collation_actual_version(oid)
       AND EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_collation'::regclass AND refobjid = pg_collation.oid)`,
  );
  return rows;
}

async function extensionsOf(client: ScratchClient): Promise<readonly { name: string; version: string }[]> {
  const { rows } = await client.query<{ name: string; version: string }>(
    'SELECT extname AS name, extversion AS version FROM pg_extension ORDER BY extname',
  );
  return rows;
}

function mismatch(found: {
  readonly database: string;
  readonly collation?: string;
  readonly recorded: string | null;
  readonly here: string | null;
}): readonly CollationMismatch[] {
  const { recorded, here, ...names } = found;
  return recorded === null || recorded === here ? [] : [{ ...names, recorded, here: here ?? 'none' }];
}

interface FileIndex {
  has(path: string): Promise<boolean>;
}

/** Reads each directory once: a database may have a hundred thousand files. */
function createFileIndex(data: string): FileIndex {
  const directories = new Map<string, Promise<ReadonlySet<string>>>();
  return {
    async has(path) {
      const directory = dirname(path);
      let names = directories.get(directory);
      if (names === undefined) {
        names = namesIn(join(data, directory));
        directories.set(directory, names);
      }
      return (await names).has(basename(path));
    },
  };
}

async function namesIn(directory: string): Promise<ReadonlySet<string>> {
  try {
    return new Set(await readdir(directory));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return new Set();
    throw error;
  }
}
