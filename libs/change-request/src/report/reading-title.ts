import type { PullRequestReading } from './pull-request-reading.ts';
import { counted } from './words.ts';

/** The reading in one short line of plain text. */
export function readingTitle(reading: PullRequestReading): string {
  switch (reading.kind) {
    case 'untouched':
      return 'Touches no environment';
    case 'refused':
      return `Refused: ${counted(reading.problems.length, 'problem')}`;
    case 'unread':
      return 'Unknown: it could not be looked at';
    case 'judged': {
      const { verdict, disruption, changes, drift } = reading;
      const drifted = drift.length === 0 ? [] : [`${counted(drift.length, 'rendered file')} not as rendered`];
      const what =
        changes.length === 0
          ? 'nothing that is applied changes'
          : `${disruption} in ${counted(changes.length, 'cluster')}`;
      return [VERDICT[verdict], what, ...drifted].join('; ');
    }
  }
}

const VERDICT = { clean: 'Clean', 'needs-override': 'Needs an override', denied: 'Denied' } as const;
