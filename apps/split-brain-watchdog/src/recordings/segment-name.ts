/** A file of recordings, by its name: of which cluster, from when on, and until when it is kept whatever comes. */
export interface SegmentName {
  readonly folder: string;
  readonly startedAt: Date;
  /** A day, at whose end it may go; undefined where it goes when there is no room. */
  readonly keepUntil: Date | undefined;
}

const SHAPE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z(?:\.keep-(\d{4})(\d\d)(\d\d))?\.ndjson$/;

/** Slashes in names of clusters would be folders; no name has a plus. */
export function folderOf(cluster: string): string {
  return cluster.replaceAll('/', '+');
}

/** `20261126T012000123Z.keep-20261210.ndjson`: in the order of their names they are in the order of time. */
export function segmentFile({ startedAt, keepUntil }: Omit<SegmentName, 'folder'>): string {
  const at = startedAt.toISOString().replace(/[-:.]/g, '');
  return `${at}${keepUntil === undefined ? '' : `.keep-${keepUntil.toISOString().slice(0, 10).replaceAll('-', '')}`}.ndjson`;
}

/** Undefined for files that are not of recordings: they are left alone. */
export function readSegmentFile(folder: string, file: string): SegmentName | undefined {
  const [whole, ...digits] = SHAPE.exec(file) ?? [];
  if (whole === undefined) return undefined;
  const [year, month, day, hour, minute, second, milli, keepYear, keepMonth, keepDay] = digits;
  const startedAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milli}Z`);
  if (Number.isNaN(startedAt.getTime())) return undefined;
  const keepUntil = keepYear === undefined ? undefined : new Date(`${keepYear}-${keepMonth}-${keepDay}T23:59:59.999Z`);
  return { folder, startedAt, keepUntil };
}
