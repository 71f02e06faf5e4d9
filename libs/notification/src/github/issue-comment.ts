import type { Incident, TimelineEntry } from '@postgres-ha/incident';
import { cut, prose } from '@postgres-ha/markup';
import { instantText } from './instant-text.ts';

/** A comment that must be there once. */
export interface IssueRemark {
  /** `entry 3`, `closed early 1`. */
  readonly key: string;
  readonly text: string;
}

/** What people are notified of. That it was opened they learn from the issue itself; the rest stands in its timeline. */
const TOLD: Readonly<Partial<Record<TimelineEntry['kind'], string>>> = {
  worse: 'Worse',
  resolved: 'Resolved',
  reopened: 'It is back',
};

export function entryRemark(entry: TimelineEntry): IssueRemark | undefined {
  const heading = TOLD[entry.kind];
  if (heading === undefined) return undefined;
  return {
    key: `entry ${entry.number}`,
    text: `**${heading}**, ${instantText(entry.at)}: ${prose(cut(entry.text, 2000))}`,
  };
}

/** @param opening which of the incident's openings it was closed in */
export function closedEarlyRemark(opening: number, response: 'reopened' | 'left'): IssueRemark {
  const text =
    response === 'reopened'
      ? 'This was closed while the trouble lasts, and it is critical: reopened, this once. If it is closed again, it stays closed. It is closed by itself when the trouble is over.'
      : 'This was closed while the trouble lasts. It stays closed; the description is still kept up to date.';
  return { key: `closed early ${opening} ${response}`, text };
}

export function remarkMarker({ id, openedAt }: Incident, { key }: IssueRemark): string {
  return `<!-- postgres-ha:comment ${id} ${openedAt} ${key} -->`;
}
