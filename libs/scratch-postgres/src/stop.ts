import { formatLsn, type Lsn } from '@postgres-ha/postgres-storage';

/** Where replay is to stop; not to get there is a finding. */
export type Stop =
  /** As soon as the restored files agree with each other (L3). */
  | { readonly kind: 'consistency' }
  /** Behind the record that begins at this LSN or, if none does, behind the first after it. */
  | { readonly kind: 'lsn'; readonly lsn: Lsn }
  /** Before the first commit later than this, in microseconds since 1970; there must be one. */
  | { readonly kind: 'time'; readonly at: bigint };

/** The recovery target of a stop, as PostgreSQL's settings. */
export function stopSettings(stop: Stop): Readonly<Record<string, string>> {
  switch (stop.kind) {
    case 'consistency':
      return { recovery_target: 'immediate' };
    case 'lsn':
      return { recovery_target_lsn: formatLsn(stop.lsn), recovery_target_inclusive: 'on' };
    case 'time':
      return { recovery_target_time: timestampText(stop.at), recovery_target_inclusive: 'on' };
  }
}

/** `2026-03-01 02:00:01.000250+00`. */
export function timestampText(microseconds: bigint): string {
  const millis = microseconds / 1000n - (microseconds % 1000n < 0n ? 1n : 0n);
  const micros = microseconds - millis * 1000n;
  const text = new Date(Number(millis)).toISOString();
  return `${text.slice(0, -1).replace('T', ' ')}${micros.toString().padStart(3, '0')}+00`;
}

/** For messages. */
export function stopText(stop: Stop): string {
  switch (stop.kind) {
    case 'consistency':
      return 'consistency';
    case 'lsn':
      return formatLsn(stop.lsn);
    case 'time':
      return timestampText(stop.at);
  }
}
