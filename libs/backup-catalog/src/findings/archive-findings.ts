import type { Compression } from '../archived-object.ts';
import type { BackupInfo } from '../backup-info/backup-info.ts';
import type { ArchivedBackup, BackupArchive, BackupInfoLook } from '../catalogue.ts';
import { isSameOrigin, missingArchives } from '../recovery/missing-archives.ts';
import { catalogFinding, type CatalogFinding, type JudgedServer } from './catalog-finding.ts';
import { duration } from './duration.ts';

/** Whether the archives of finished backups are there, and can be what they should be. */
export function archiveFindings({ server }: JudgedServer): readonly CatalogFinding[] {
  return server.backups.flatMap((backup) => {
    const { info: look } = backup;
    if (look.kind !== 'read' || look.info.status !== 'DONE' || look.info.snapshots !== undefined) return [];
    const finished = { backup, look };
    return [
      ...missing(finished),
      ...twice(finished),
      ...unlisted(finished),
      ...sizes(finished),
      ...tooSmall(finished),
      ...times(finished),
    ].map(({ id, ...facts }) => catalogFinding(server, id, { backupId: backup.id, ...facts }));
  });
}

interface Finished {
  readonly backup: ArchivedBackup;
  readonly look: Extract<BackupInfoLook, { kind: 'read' }>;
}

type Facts = Pick<CatalogFinding, 'id' | 'weight' | 'found' | 'expected'> & { readonly object: string };

function missing({ backup, look }: Finished): readonly Facts[] {
  return missingArchives(backup, look.info).map(({ origin, part, key }) => {
    const what =
      origin.kind === 'data'
        ? 'the archive of PGDATA'
        : `the archive of tablespace ${tablespaceName(look.info, origin.oid)}`;
    const facts = {
      object: key,
      found: 'no such object, in any compression',
      expected: part === 0 ? what : `part ${part} of ${what}`,
    };
    if (backup.isVanishing) {
      return {
        id: 'backup-vanishing',
        weight: 'unknown',
        ...facts,
        found: 'an object that went away between two looks',
      };
    }
    const whole = origin.kind === 'data' ? 'archive-missing' : 'tablespace-archive-missing';
    const hasOthers = backup.archives.some((archive) => isSameOrigin(archive.origin, origin));
    return { id: part === 0 && !hasOthers ? whole : 'archive-part-missing', weight: 'damaged', ...facts };
  });
}

function tablespaceName({ tablespaces }: BackupInfo, oid: number): string {
  const name = tablespaces.find((tablespace) => tablespace.oid === oid)?.name;
  return name === undefined ? String(oid) : `${oid} (${JSON.stringify(name)})`;
}

function twice({ backup: { archives } }: Finished): readonly Facts[] {
  return archives.flatMap((archive, index) => {
    const before = archives[index - 1];
    if (before?.part !== archive.part || !isSameOrigin(before.origin, archive.origin)) return [];
    return [
      {
        id: 'archive-twice',
        weight: 'unknown',
        object: archive.object.key,
        found: `beside it, ${before.object.key}`,
        expected: 'one object for each part',
      },
    ];
  });
}

function unlisted({ backup: { archives }, look: { info } }: Finished): readonly Facts[] {
  return archives.flatMap(({ origin, object }) => {
    if (origin.kind === 'data' || info.tablespaces.some(({ oid }) => oid === origin.oid)) return [];
    const listed = info.tablespaces.map(({ oid }) => oid).join(', ');
    return [
      {
        id: 'tablespace-archive-unlisted',
        weight: 'unknown',
        object: object.key,
        found: `an archive of tablespace ${origin.oid}`,
        expected:
          listed === '' ? 'none, as backup.info lists no tablespace' : `only those of ${listed}, as backup.info lists`,
      },
    ];
  });
}

/** A tar consists of blocks of 512 bytes, the last two of them zero. */
const BLOCK = 512;

function sizes({ backup: { archives } }: Finished): readonly Facts[] {
  return archives.flatMap(({ object: { key, sizeBytes }, compression }): readonly Facts[] => {
    if (sizeBytes === 0)
      return [{ id: 'archive-empty', weight: 'damaged', object: key, found: '0 bytes', expected: 'a tar' }];
    if (compression !== 'none' || (sizeBytes % BLOCK === 0 && sizeBytes >= 3 * BLOCK)) return [];
    return [
      {
        id: 'archive-size-impossible',
        weight: 'damaged',
        object: key,
        found: `${sizeBytes} bytes`,
        expected: `a multiple of ${BLOCK} bytes, at least ${3 * BLOCK}`,
      },
    ];
  });
}

/** How many bytes one can become at most, by format: no data compresses better. Of bzip2, xz and zstd there is no useful bound. */
const HIGHEST_RATIO: Readonly<Partial<Record<Compression, number>>> = { none: 1, gzip: 1032, lz4: 255, snappy: 22 };

/** Databases that are dropped while a backup runs are in `cluster_size` and not in the archives. */
const SPARE = 2;

function tooSmall({ backup: { archives, prefix }, look: { info } }: Finished): readonly Facts[] {
  const { clusterSizeBytes = 0 } = info;
  const most = archives.reduce(
    (sum, { object, compression }) => sum + object.sizeBytes * (HIGHEST_RATIO[compression] ?? Number.POSITIVE_INFINITY),
    0,
  );
  const isEmptied = archives.some(({ object }) => object.sizeBytes === 0);
  if (archives.length === 0 || isEmptied || most * SPARE >= clusterSizeBytes) return [];
  const bytes = archives.reduce((sum, { object }) => sum + object.sizeBytes, 0);
  return [
    {
      id: 'archive-too-small',
      weight: 'unknown',
      object: archives[0]?.object.key ?? prefix,
      found: `${bytes} bytes in all archives, which can hold ${most} at most`,
      expected: `about ${clusterSizeBytes} bytes of databases`,
    },
  ];
}

const MINUTE_MS = 60_000;
/** So long after its end a backup may still upload what it has read. */
const CLOSING_MS = 15 * MINUTE_MS;
/** Clocks of database and store differ a little. */
const SKEW_MS = 5 * MINUTE_MS;

/**
 * When archives came. Only where backup.info itself came when the backup ended: a copied bucket has other times. S3 gives a
 * multipart upload the time when it was begun.
 */
function times({ backup: { archives }, look: { info, object: infoObject } }: Finished): readonly Facts[] {
  const { begin, end } = info;
  if (begin.time?.zone !== 'given' || end.time?.zone !== 'given') return [];
  const closedMs = infoObject.lastModified.getTime();
  const begunMs = begin.time.at.getTime();
  const sinceEndMs = closedMs - end.time.at.getTime();
  if (sinceEndMs < -SKEW_MS || sinceEndMs > CLOSING_MS) return [];
  return archives.flatMap((archive) => lateOrEarly(archive, { closedMs, begunMs }));
}

function lateOrEarly(
  { object: { key, lastModified } }: BackupArchive,
  { closedMs, begunMs }: { readonly closedMs: number; readonly begunMs: number },
): readonly Facts[] {
  const lateMs = lastModified.getTime() - closedMs;
  const earlyMs = begunMs - lastModified.getTime();
  if (lateMs > MINUTE_MS) {
    const found = `written ${duration(lateMs)} after backup.info, ${lastModified.toISOString()}`;
    return [{ id: 'archive-replaced', weight: 'unknown', object: key, found, expected: 'written before backup.info' }];
  }
  if (earlyMs <= SKEW_MS) return [];
  const found = `written ${duration(earlyMs)} before the backup began, ${lastModified.toISOString()}`;
  return [
    { id: 'archive-older-than-backup', weight: 'unknown', object: key, found, expected: 'written during the backup' },
  ];
}
