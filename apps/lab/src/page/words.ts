import type { LabState } from '../lab-state.ts';

/** `14:03:12`, in UTC, since everything else on the page is too. */
export function clock(iso: string): string {
  return iso.slice(11, 19);
}

/** `2026-11-25 14:03:12 UTC` */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${clock(iso)} UTC`;
}

/** How long ago something was, by the clock of the state: `just now`, `12 s ago`, `4 min ago`, `2 h ago`. */
export function ago(iso: string, { at }: Pick<LabState, 'at'>): string {
  const seconds = Math.floor((Date.parse(at) - Date.parse(iso)) / 1000);
  if (!(seconds >= 1)) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return `${Math.floor(seconds / 3600)} h ago`;
}

/** `1,234,567` */
export function figure(count: number): string {
  return count.toLocaleString('en-US', { maximumFractionDigits: 0 });
}
