import type { ArchiveReport, Moments } from '@postgres-ha/backup-proof';
import { wrapped } from './layout.ts';
import { atPosition } from './words.ts';

/** Moments that cannot be had, each with the segment that is to blame; and, after a replay, those that it did not come to. */
export function momentsText({ moments, asked }: ArchiveReport): readonly string[] {
  const lost = moments.filter(({ state }) => state === 'lost');
  const open = asked === 'L4' || asked === 'L5' ? moments.filter(({ state }) => state === 'unproven') : [];
  return [...section('Moments that are lost:', lost), ...section('Moments that nobody replayed:', open)];
}

function section(title: string, stretches: readonly Moments[]): readonly string[] {
  return stretches.length === 0 ? [] : ['', title, ...stretches.map(line)];
}

function line({ timeline, from, fromTime, to, toTime, because }: Moments): string {
  const why = because === undefined ? '' : `: ${because}`;
  const text = `timeline ${timeline}, from ${atPosition(from, fromTime)} to ${atPosition(to, toTime)}${why}`;
  return wrapped(text, { first: '  ', rest: '    ' });
}
