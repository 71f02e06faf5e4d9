/** A point in time as backup.info has it. */
export interface BarmanTime {
  readonly at: Date;
  /** Digits behind the milliseconds are in no `Date`; this is what stood there. */
  readonly text: string;
  /**
   * `missing`: the text names no zone and was read as UTC. Barman means the zone of the machine that wrote it, which
   * nobody knows afterwards, so it may be off by up to 14 hours.
   */
  readonly zone: 'given' | 'missing';
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)?$/i;
/** `Sat Aug  1 02:00:03 2026`, of Python's `ctime`. */
const CTIME = /^[A-Za-z]{3} ([A-Za-z]{3})\s+(\d{1,2}) (\d{2}):(\d{2}):(\d{2})(?:\.\d+)? (\d{4})$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Reads a time of backup.info, leniently: with or without fraction and zone, `T` or a blank in the middle, or as `ctime`
 * writes it.
 * @returns undefined when it is none, or names a day that no calendar has.
 */
export function parseBarmanTime(text: string): BarmanTime | undefined {
  const iso = ISO.exec(text.trim());
  if (iso !== null) {
    const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = iso;
    const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
    const at = utc([year, month, day, hour, minute, second].map(Number), ms);
    return at && { at: new Date(at.getTime() - offsetMs(zone)), text, zone: zone === undefined ? 'missing' : 'given' };
  }
  const ctime = CTIME.exec(text.trim());
  if (ctime === null) return undefined;
  const [, name = '', day, hour, minute, second, year] = ctime;
  const month = MONTHS.indexOf(name.toLowerCase()) + 1;
  const at = utc([Number(year), month, ...[day, hour, minute, second].map(Number)], 0);
  return at && { at, text, zone: 'missing' };
}

/** The id of a backup is the time when it began, in the zone of the machine that made it (UTC in the plugin's sidecar). */
export function parseBackupIdTime(id: string): Date | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})$/.exec(id);
  return match === null ? undefined : utc(match.slice(1).map(Number), 0);
}

function utc(
  [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: readonly number[],
  ms: number,
): Date | undefined {
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second, ms));
  const same = at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60 && second < 61;
  return same ? at : undefined;
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || !/^[+-]/.test(zone)) return 0;
  const [hours = 0, minutes = 0, seconds = 0] = (zone.slice(1).match(/\d{2}/g) ?? []).map(Number);
  const ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  return zone.startsWith('-') ? -ms : ms;
}
