import type { KnownMetric } from '@postgres-ha/monitoring';
import type { Sample } from '@postgres-ha/testkit';

const FIRST_2020 = 1_577_836_800;
const FIRST_2100 = 4_102_444_800;
const PEBIBYTE = 2 ** 50;

/** Series that have no number where nothing is to be counted. */
const NO_NUMBER: Readonly<Record<string, readonly string[]>> = {
  // there is no volume for WAL alone
  cnpg_collector_pg_wal: ['volume_size', 'volume_max'],
};

/** Whether a sample can be what its metric is said to be. */
export function isPlausible({ name, unit }: KnownMetric, { labels, value }: Sample): boolean {
  if (NO_NUMBER[name]?.includes(labels['value'] ?? '') === true) return true;
  if (!Number.isFinite(value)) return false;
  if (unit === 'as the setting says') return true;
  // unknown, or never
  if (value === -1) return true;
  if (unit.startsWith('seconds since 1970')) return value === 0 || (value > FIRST_2020 && value < FIRST_2100);
  if (unit.startsWith('0 or 1')) return value === 0 || value === 1;
  return value >= 0 && value < PEBIBYTE;
}
