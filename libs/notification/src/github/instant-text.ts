import { cut, inlineCode } from '@postgres-ha/markup';

/** `2026-11-26 01:00:05 UTC` */
export function instantText(iso: string): string {
  const parsed = Date.parse(iso);
  return Number.isFinite(parsed)
    ? new Date(parsed)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC')
    : inlineCode(cut(iso, 40));
}
