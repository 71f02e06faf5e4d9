import type { Concern } from '@postgres-ha/incident';
import type { LostWrites } from '../judgement/judgement.ts';
import { counted, shownLsn, shownName, shownNumber, shownTime } from './shown-text.ts';

/** What a member lost, and whether there may be more, be it that it was not read to the end or that the member goes on. */
export interface ToldLoss {
  readonly lost: LostWrites;
  readonly open: boolean;
}

/** How many, of whom, and how that is known. */
export function lossSentence({ lost, open }: ToldLoss): string {
  const { member, basis, commits, atLeast, atMost, unacknowledged } = lost;
  if (basis === 'estimated') {
    const most = atMost === null ? 'there is no bound' : `${counted(atMost, 'transaction')} at the fastest pace seen`;
    const goesOn = atLeast ? 'so far, and may go on' : 'before it stopped';
    return `${member} could not be asked: at the pace it had, it made about ${counted(commits, 'transaction')} past the fork ${goesOn} (estimate; ${most}).`;
  }
  if (commits === 0) return `${member} committed nothing past the fork${open ? ', as far as it was read' : ''}.`;
  const told =
    unacknowledged === 0
      ? 'Clients were told that they are committed.'
      : `Of these, ${counted(unacknowledged, 'commit')} waited for a synchronous standby and were told to nobody.`;
  const how = open ? 'at least ' : '';
  return `${member} made ${how}${counted(commits, 'commit')} past the fork that the other history does not have. ${told}`;
}

export function lossEvidence({ lost, open }: ToldLoss): Concern['evidence'] {
  const { member, timeline, from, basis, bytes, firstAt, lastAt } = lost;
  const size = /^\d{1,20}$/.test(bytes) ? `${bytes} bytes` : 'a size that is unknown';
  const about = basis === 'estimated' ? 'about ' : '';
  const until = open || lastAt === null ? '' : ` to ${shownTime(lastAt)}`;
  return [
    { label: `Past the fork on ${member}`, text: `${about}${size} from ${shownLsn(from)} on timeline ${timeline}` },
    ...(firstAt === null
      ? []
      : [{ label: `Commit times of ${member}`, text: `from ${shownTime(firstAt)}${until}, by its own clock` }]),
  ];
}

/** Only what is known one by one; nothing of what was written but the names of the tables. */
export function lossLists({ lost, open }: ToldLoss): Concern['lists'] {
  const { member, newest, commits, relations } = lost;
  const lines = newest
    .slice(0, 20)
    .map(
      ({ transactionId, committedAt, lsn }) =>
        `transaction ${shownNumber(transactionId)} at ${shownTime(committedAt)}, ${shownLsn(lsn)}`,
    );
  return [
    ...(lines.length === 0
      ? []
      : [
          {
            title: `Commits of ${member} past the fork`,
            lines,
            complete: !open && lines.length === commits,
          },
        ]),
    ...(relations.length === 0
      ? []
      : [
          {
            title: `Written by ${member} past the fork`,
            lines: relations
              .slice(0, 20)
              .map(({ name, records }) => `${shownName(name)}: ${counted(records, 'WAL record')}`),
            complete: !open && relations.length <= 20,
          },
        ]),
  ];
}
