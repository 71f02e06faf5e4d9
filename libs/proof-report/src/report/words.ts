import { formatLsn, type Lsn } from '@postgres-ha/postgres-storage';

/** `2026-11-25 14:03:12 UTC` */
export function atTime(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `2026-11-25 14:03:12`, where it is said beside that times are UTC. */
export function clockTime(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ');
}

/** `16/B374D848 (2026-11-25 14:03:12 UTC)`, or the position alone. */
export function atPosition(lsn: Lsn, time: Date | undefined): string {
  return time === undefined ? formatLsn(lsn) : `${formatLsn(lsn)} (${atTime(time)})`;
}

/** `1.2 GiB` */
export function bytesInWords(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? String(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** How long something took: `0.8 s`, `42 s`, `4 min 12 s`, `2 h 5 min`. */
export function durationInWords(milliseconds: number): string {
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** How old something is: `12 min`, `26 h`, `5 d`. A clock that is behind makes nothing younger than now. */
export function ageInWords(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} d`;
}

/** `1 backup`, `3 backups`, `12,345 objects` */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`;
}
