/** 1 to 2³²−1. Each promotion begins a new one. */
export type TimelineId = number & { readonly __brand: 'TimelineId' };

/** 64 bits, drawn by initdb: all instances of one cluster share it. */
export type SystemIdentifier = bigint & { readonly __brand: 'SystemIdentifier' };

/** @throws RangeError for anything but a whole number from 1 to 2³²−1 */
export function timelineId(value: number): TimelineId {
  if (!isTimelineId(value)) throw new RangeError(`timeline: found ${value}, expected 1 to 2^32-1`);
  return value;
}

/** @param text 8 digits as in file names, `0000000A`. @returns undefined when malformed, also for timeline 0 */
export function parseTimelineId(text: string): TimelineId | undefined {
  if (!/^[0-9A-F]{8}$/.test(text)) return undefined;
  const value = Number.parseInt(text, 16);
  return isTimelineId(value) ? value : undefined;
}

/** As in file names: `0000000A`. */
export function formatTimelineId(timeline: TimelineId): string {
  return timeline.toString(16).toUpperCase().padStart(8, '0');
}

/**
 * @param value a number, or its decimal text as pg_controldata and backup.info have it
 * @throws RangeError for anything but 64 bits without sign
 */
export function systemIdentifier(value: bigint | string): SystemIdentifier {
  const parsed = typeof value === 'bigint' ? value : parseSystemIdentifier(value);
  if (parsed === undefined || !isSystemIdentifier(parsed)) {
    throw new RangeError(`system identifier: found ${JSON.stringify(String(value))}, expected 0 to 2^64-1`);
  }
  return parsed;
}

/** @param text decimal. @returns undefined when malformed */
export function parseSystemIdentifier(text: string): SystemIdentifier | undefined {
  if (!/^\d{1,20}$/.test(text)) return undefined;
  const value = BigInt(text);
  return isSystemIdentifier(value) ? value : undefined;
}

function isTimelineId(value: number): value is TimelineId {
  return Number.isInteger(value) && value >= 1 && value <= 0xffff_ffff;
}

function isSystemIdentifier(value: bigint): value is SystemIdentifier {
  return value >= 0n && value <= 0xffff_ffff_ffff_ffffn;
}
