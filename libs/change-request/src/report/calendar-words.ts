import type { CalendarChange } from '../plan/calendar-changes.ts';
import { momentText } from './words.ts';

/** `since 2026-08-20 10:00 UTC until 2026-08-21 10:00 UTC: an audit`, or that there is none; plain text. */
export function entryText(entry: CalendarChange['after']): string {
  if (entry === undefined) return 'none';
  const end = entry.until === undefined ? 'until someone ends it' : `until ${momentText(entry.until)}`;
  return `from ${momentText(entry.from)} ${end}: ${entry.reason}`;
}

/** What the entry does once it is merged: one sentence, plain text. */
export function calendarEffect({ list, after }: CalendarChange): string {
  if (list === 'freezes') {
    return after === undefined
      ? 'This freeze asks for no override any more.'
      : 'While it lasts, each change of what is frozen asks for an override. Nothing that runs changes.';
  }
  return after === undefined
    ? 'The calendar no longer says that people are at work.'
    : 'Says who is at work, and until when. It alone changes nothing that runs.';
}
