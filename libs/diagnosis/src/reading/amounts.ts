import { quantityBytes } from '@postgres-ha/kube-manifest';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `16.0 MiB` */
export function bytes(amount: number): string {
  const power = amount < 1024 ? 0 : Math.min(Math.floor(Math.log2(amount) / 10), UNITS.length - 1);
  return `${power === 0 ? Math.round(amount) : (amount / 1024 ** power).toFixed(1)} ${UNITS[power] ?? 'B'}`;
}

/** `45 s`, `12 min`, `3 h`, `4 d`: the largest unit of which there are two. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

export function percent(part: number, whole: number): number {
  return whole > 0 ? Math.round((part / whole) * 100) : 0;
}

/** `1 segment`, `2 segments` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Bytes of an LSN such as `16/B374D848`; undefined where it is none. Beyond 2^53 differences are rounded, which no lag here is. */
export function lsnBytes(text: string | null | undefined): bigint | undefined {
  const match = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text ?? '');
  return match === null ? undefined : (BigInt(`0x${match[1] ?? '0'}`) << 32n) + BigInt(`0x${match[2] ?? '0'}`);
}

/** Bytes of a setting as `SHOW` prints it (`16MB`), or of a Kubernetes quantity. */
export function sizeBytes(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d+)(B|kB|MB|GB|TB)$/.exec(text);
  if (match === null) return quantityBytes(text);
  return Number(match[1]) * 1024 ** ['B', 'kB', 'MB', 'GB', 'TB'].indexOf(match[2] ?? 'B');
}
