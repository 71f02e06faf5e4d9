/** `12:30:05`, in UTC. */
export function clockTime(iso: string): string {
  return iso.slice(11, 19);
}

/** `2026-11-26 12:30:05`, in UTC. */
export function dayAndTime(iso: string): string {
  return `${iso.slice(0, 10)} ${clockTime(iso)}`;
}

/** `3 s`, `4 min`, `2 h`, `5 d`: short, for ages. */
export function ageInWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

export function durationInWords(milliseconds: number): string {
  return milliseconds < 10_000 ? `${(milliseconds / 1000).toFixed(1)} s` : ageInWords(milliseconds);
}

/** `0 B`, `512 B`, `1.5 MiB`. */
export function bytesInWords(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  return `${power === 0 ? amount : amount.toFixed(1)} ${units[power] ?? ''}`;
}
