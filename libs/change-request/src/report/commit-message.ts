import { cut, onOneLine, plainTitle } from '@postgres-ha/markup';
import type { Origin } from '../intent/intent.ts';
import type { ChangePlan } from '../plan/change-plan.ts';
import { intentTitle } from './intent-title.ts';
import { MOST_SUBJECT } from './limits.ts';
import { momentText, titleWithin } from './words.ts';

export interface CommitMessageOptions {
  readonly origin: Origin;
  /** Until then a branch without a pull request is work in progress. */
  readonly expiresAt: Date;
}

/**
 * The message of the commit that carries a plan out: what, who asked for it and where, and trailers by which it is found again. Whoever
 * merges a pull request has it closed what a message says that it closes; nothing of a stranger's text does.
 */
export function commitMessage(plan: ChangePlan, { origin, expiresAt }: CommitMessageOptions): string {
  const { judgement, hash } = plan;
  return [
    titleWithin(intentTitle(plan), MOST_SUBJECT),
    '',
    `Asked for ${askedBy(origin)} at ${momentText(origin.at)}.`,
    ...webAddress(origin.url),
    '',
    `Verdict: ${judgement.verdict}. Disruption: ${judgement.disruption}.`,
    '',
    `Postgres-Ha-Plan: ${trailer(hash)}`,
    `Postgres-Ha-Request: ${trailer(origin.key)}`,
    `Postgres-Ha-Expires: ${expiresAt.toISOString()}`,
    '',
  ].join('\n');
}

function askedBy({ by, kind }: Origin): string {
  const where = {
    comment: 'in a comment',
    form: 'in a form',
    schedule: 'by the schedule',
    'command-line': 'on a command line',
  };
  return by === undefined ? where[kind] : `by ${plainTitle(cut(by, 60))} ${where[kind]}`;
}

/** Only what is an address as a whole stands in the message. */
function webAddress(url: string | undefined): readonly string[] {
  const parsed = URL.parse(url ?? '');
  return parsed !== null && /^https?:$/.test(parsed.protocol) ? [parsed.href] : [];
}

/** One line: a trailer ends where its line does. */
function trailer(value: string): string {
  return onOneLine(value).slice(0, 300);
}
