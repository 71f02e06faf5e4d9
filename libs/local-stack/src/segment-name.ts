import type { BackupEdge } from './backup-info.ts';

/** The segment that an LSN lies in, and how far; at a boundary the one that begins there, as Barman counts. */
export function segmentAt(
  lsn: string,
  { timeline, segmentSizeBytes }: { readonly timeline: number; readonly segmentSizeBytes: number },
): Pick<BackupEdge, 'segment' | 'offsetBytes'> {
  const [high = '', low = ''] = lsn.split('/');
  const offset = Number.parseInt(low, 16);
  const parts = [timeline, Number.parseInt(high, 16), Math.floor(offset / segmentSizeBytes)];
  return {
    segment: parts.map((part) => part.toString(16).toUpperCase().padStart(8, '0')).join(''),
    offsetBytes: offset % segmentSizeBytes,
  };
}
