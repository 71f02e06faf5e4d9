import type { BarmanSeries, PostgresMajor } from '@postgres-ha/testkit';
import type { DataCodec, WalCodec } from '../life/facts.ts';
import type { BackupPlan } from '../life/life.ts';

/**
 * What an archive holds of the life of its cluster. `whole`: a backup of each timeline and all WAL. `first-timeline`: as it was before
 * the promotion. `expired`: what is older than the newest backup has been deleted. `kept`: the older backup is marked to be kept.
 * `codec-changed`: WAL is in two codecs by turns. `two-servers`: the archive of another cluster lies beside it.
 */
export type ArchiveShape = 'whole' | 'first-timeline' | 'expired' | 'kept' | 'codec-changed' | 'two-servers';

/** A healthy archive that is put together from what Barman made. */
export interface ArchiveSpec {
  readonly name: string;
  readonly major: PostgresMajor;
  readonly series: BarmanSeries;
  readonly first: BackupPlan;
  readonly last: BackupPlan;
  readonly wal: WalCodec;
  readonly shape: ArchiveShape;
}

export const MAJORS: readonly PostgresMajor[] = [16, 17, 18];
export const WAL_CODECS: readonly WalCodec[] = ['none', 'gzip', 'bzip2', 'xz', 'snappy', 'zstd', 'lz4'];
export const DATA_CODECS: Readonly<Record<BarmanSeries, readonly DataCodec[]>> = {
  '3.19': ['none', 'gzip', 'bzip2', 'snappy', 'lz4'],
  '3.20': ['none', 'gzip', 'bzip2', 'snappy', 'lz4', 'zstd'],
};
export const SERIES: readonly BarmanSeries[] = ['3.19', '3.20'];

const plan = (series: BarmanSeries, codec: DataCodec, split = false): BackupPlan => ({ series, codec, split });

/** The backups that each life has: Barman 3.19 in all its codecs before the promotion, 3.20 in all of its own after it. */
export const FIRST_TIMELINE: readonly BackupPlan[] = [
  ...DATA_CODECS['3.19'].map((codec) => plan('3.19', codec)),
  plan('3.19', 'gzip', true),
  plan('3.20', 'gzip'),
];
export const SECOND_TIMELINE: readonly BackupPlan[] = [
  ...DATA_CODECS['3.20'].map((codec) => plan('3.20', codec)),
  plan('3.20', 'none', true),
  plan('3.19', 'gzip'),
];

/** Every healthy archive: both Barmans, every codec of data and of WAL, every shape, on every major. */
export function healthyArchives(): readonly ArchiveSpec[] {
  return MAJORS.flatMap((major) => [
    ...WAL_CODECS.map((wal, n) => archiveOf(major, '3.19', { data: DATA_CODECS['3.19'][n % 5] ?? 'none', wal })),
    ...WAL_CODECS.map((wal, n) => archiveOf(major, '3.20', { data: DATA_CODECS['3.20'][(n + 2) % 6] ?? 'none', wal })),
    archiveOf(major, '3.19', { data: 'gzip', wal: 'gzip', split: true }),
    archiveOf(major, '3.20', { data: 'none', wal: 'none', split: true }),
    ...(['first-timeline', 'expired', 'kept', 'codec-changed', 'two-servers'] as const).map((shape) =>
      archiveOf(major, '3.20', { data: 'gzip', wal: 'gzip', shape }),
    ),
  ]);
}

interface ArchiveChoice {
  readonly data: DataCodec;
  readonly wal: WalCodec;
  readonly split?: boolean;
  readonly shape?: ArchiveShape;
}

/** Barman 3.19 made the older backup in every codec, 3.20 the newer one; the other backup of each series is gzip. */
export function archiveOf(
  major: PostgresMajor,
  series: BarmanSeries,
  { data, wal, split = false, shape = 'whole' }: ArchiveChoice,
): ArchiveSpec {
  const chosen = plan(series, data, split);
  const other = plan(series, 'gzip');
  const [first, last] = series === '3.19' ? [chosen, other] : [other, chosen];
  const marks = [split ? 'split' : '', shape === 'whole' ? '' : shape].filter((mark) => mark !== '');
  const name = [`pg${major}`, `barman-${series}`, data, wal, ...marks].join('-');
  return { name, major, series, first, last, wal, shape };
}
