import type { DamagedText } from '../archive-ports.ts';
import type { Weight } from '../finding.ts';
import type { JudgeOptions } from '../findings/catalog-finding.ts';
import type { CatalogFindingId } from '../findings/finding-kinds.ts';
import {
  exampleArchive,
  exampleBackupInfo,
  MIB,
  put,
  putBackup,
  putHistory,
  putSegments,
  segmentKey,
  type ExampleArchive,
  type ExampleBackup,
} from './example-archive.ts';

/** 16 MiB. */
export const SEGMENT = 0x100_0000n;
export const DAY_MS = 86_400_000;
export const NOW: Date = new Date('2026-08-20T00:00:00Z');
export const FIRST: ExampleBackup = backupAt('20260801T020000', { timeline: 1, begin: 5, end: 7 });
export const SECOND: ExampleBackup = backupAt('20260802T020000', { timeline: 1, begin: 10, end: 11 });
export const THIRD: ExampleBackup = backupAt('20260803T020000', { timeline: 2, begin: 16, end: 17 });
export const SWITCH: bigint = 14n * SEGMENT + 5000n;
export const BASE = 'pg/base/20260802T020000/';
export const INFO = 'pg/base/20260802T020000/backup.info';

function backupAt(
  id: string,
  { timeline, begin, end }: { readonly timeline: number; readonly begin: number; readonly end: number },
): ExampleBackup {
  const day = `${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}`;
  return {
    id,
    timeline,
    begin: BigInt(begin) * SEGMENT + 40n,
    end: BigInt(end) * SEGMENT + 336n,
    beginTime: new Date(`${day}T02:00:00Z`),
    endTime: new Date(`${day}T02:05:00Z`),
  };
}

/** Three backups, a promotion before the third; timeline 1 ends with a partial segment. */
export function healthy(): ExampleArchive {
  const archive = exampleArchive();
  for (const backup of [FIRST, SECOND, THIRD]) putBackup(archive, backup);
  putSegments(archive, 1, [5, 13], { at: new Date('2026-08-01T03:00:00Z') });
  put(archive, `${segmentKey(archive, 1, 14)}.partial.gz`, { at: new Date('2026-08-03T00:30:00Z') });
  putHistory(archive, 2, [[1, SWITCH]], { at: new Date('2026-08-03T00:30:00Z') });
  putSegments(archive, 2, [14, 20], { at: new Date('2026-08-03T03:00:00Z') });
  return archive;
}

/** Writes the backup.info of the second backup with other lines. */
export function withFields(fields: Readonly<Record<string, string | null>>): (archive: ExampleArchive) => void {
  return (archive) => {
    put(archive, INFO, { text: exampleBackupInfo({ ...SECOND, fields }, 16 * MIB), at: SECOND.endTime });
  };
}

export function remove(...keys: readonly string[]): (archive: ExampleArchive) => void {
  return ({ objects }) => {
    for (const key of keys) if (!objects.delete(key)) throw new Error(`${key} is not in the example`);
  };
}

export function wal(timeline: number, number: number, ending = '.gz'): string {
  return `${segmentKey(exampleArchive(), timeline, number)}${ending}`;
}

/** A whole archive, what is done to it, and everything that must be found then. */
export interface FindingScenario {
  readonly name: string;
  readonly spoil: (archive: ExampleArchive) => void;
  readonly options?: Partial<JudgeOptions>;
  readonly damaged?: Readonly<Record<string, DamagedText | Error>>;
  /** Everything that is found: `id weight object`. */
  readonly found: readonly `${CatalogFindingId} ${Weight} ${string}`[];
}
