import { cut } from '@postgres-ha/markup';
import type { EventSeen } from '../reading/events.ts';
import type { LogLine } from '../reading/log-lines.ts';

const ROOM = 300;

/** What somebody else wrote, on one line, cut. */
export function quoted(text: string): string {
  return `"${cut(text, ROOM)}"`;
}

export function eventQuoted(event: EventSeen): string {
  const times = event.count > 1 ? `, ${event.count} times` : '';
  return `Event ${event.reason} of ${event.kind} ${event.name}${times}: ${quoted(event.message)}`;
}

export function lineQuoted(line: LogLine & { readonly pod: string; readonly container: string }): string {
  return `log of ${line.pod}/${line.container}: ${quoted(line.message)}`;
}

/** Of many, the newest few. */
export function lastOf<T>(items: readonly T[], count: number): readonly T[] {
  return items.slice(-count);
}
