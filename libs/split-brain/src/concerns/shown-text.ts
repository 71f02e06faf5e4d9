import { PROBE_OUTCOMES } from '../observation/probe.ts';

/**
 * What came from a server is shown only where it has the form of what it should be: a server can be made to write anything into a
 * name, and an incident is read by more people than a database.
 */
export function shownName(name: string): string {
  return /^[\p{L}\p{N}_$][\p{L}\p{N}_$.-]{0,129}$/u.test(name) ? name : '(a name that is not shown)';
}

export function shownLsn(lsn: string): string {
  return /^[0-9A-F]{1,8}\/[0-9A-F]{1,8}$/i.test(lsn) ? lsn : '?';
}

export function shownTime(time: string): string {
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d(:?\d\d)?)?$/.test(time) ? time : '?';
}

export function shownNumber(number: string): string {
  return /^\d{1,20}$/.test(number) ? number : '?';
}

export function shownOutcome(outcome: string | null): string {
  return PROBE_OUTCOMES.find((known) => known === outcome) ?? 'not seen';
}

/** `1,204 commits`, `1 commit`. */
export function counted(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `orders-1`, `orders-1 and orders-2`, and no more than a line of them. */
export function enumerated(names: readonly string[]): string {
  const few = names.length <= 6 ? names : [...names.slice(0, 5), `${names.length - 5} more`];
  const last = few.at(-1);
  if (last === undefined) return 'no member';
  return few.length === 1 ? last : `${few.slice(0, -1).join(', ')} and ${last}`;
}
