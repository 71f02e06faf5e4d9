import type { ProofFinding } from './proof-finding.ts';
import type { SmallFile } from './small-files.ts';

export interface PartsSeen {
  /** Keys of the archives of PGDATA, in any order. */
  readonly dataObjects: readonly string[];
  readonly smallFiles: readonly SmallFile[];
  /** Names by directory, with `/` at its end. */
  readonly seen: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A database that is not whole may have been dropped meanwhile; that is for replay to settle. */
const NEEDED = ['PG_VERSION', 'global/pg_control', 'global/pg_filenode.map', 'pg_xact/', 'backup_label'];
const PART = /^(.*\/)?data(?:_(\d+))?(\.tar.*)$/;

/**
 * Whether the archives of PGDATA are all there and belong together. Nothing lists the parts of a backup, but `backup_label` is the last member
 * of the last part: one without it lacks its end, and what stands behind it is of another backup.
 * @see Barman 3.19, barman/cloud.py: the label is added when the backup was stopped
 */
export function partFindings({ dataObjects, smallFiles, seen }: PartsSeen): readonly ProofFinding[] {
  const parts = dataObjects.toSorted((a, b) => numberOf(a) - numberOf(b));
  const labelled = parts.findIndex((part) =>
    smallFiles.some(({ object, path }) => object === part && path === 'backup_label'),
  );
  const behind = labelled < 0 ? [] : parts.slice(labelled + 1);
  const missing = NEEDED.filter((path) => !has(seen, path));
  return [...behind.map(afterLast), ...missing.map((path) => missingMember(path, parts))];
}

function numberOf(key: string): number {
  return Number(PART.exec(key)?.[2] ?? 0);
}

function has(seen: PartsSeen['seen'], path: string): boolean {
  const slash = path.lastIndexOf('/') + 1;
  const names = seen.get(path.slice(0, slash));
  return slash === path.length ? (names?.size ?? 0) > 0 : (names?.has(path.slice(slash)) ?? false);
}

function afterLast(object: string): ProofFinding {
  return {
    id: 'part-after-last',
    level: 'L2',
    weight: 'damaged',
    object,
    found: 'a part behind the one that ends with backup_label',
    expected: 'backup_label at the end of the last part',
    remedy: 'Parts of different backups are mixed, or have each other’s names. Restore from another backup.',
  };
}

function missingMember(path: string, parts: readonly string[]): ProofFinding {
  const last = parts.at(-1);
  const next = last === undefined ? undefined : nextPart(last);
  return {
    id: 'member-missing',
    level: 'L2',
    weight: 'damaged',
    ...(last === undefined ? {} : { object: last }),
    place: path,
    found: `in none of ${parts.length === 1 ? 'the one archive' : `the ${parts.length} archives`} of PGDATA${next === undefined ? '' : `, and there is no ${next}`}`,
    expected: 'a file that every base backup has; the last part ends with pg_control and backup_label',
    remedy: 'A part of the archive is missing or cut off. Restore from another backup.',
  };
}

function nextPart(key: string): string {
  const number = String(numberOf(key) + 1).padStart(4, '0');
  return key.replace(PART, (_, _folder: string, _number: string, ending: string) => `data_${number}${ending}`);
}
