import type { CheckContent } from '@postgres-ha/change-request';
import type { CheckRun } from '@postgres-ha/github-api';
import type { Desk } from '../desk.ts';
import { isSameSaying } from './same-saying.ts';

export const CHECK_NAME = 'postgres-ha/plan';

export interface CheckWanted {
  readonly headSha: string;
  /** What it is about: `pull-request-12`. */
  readonly externalId: string;
  readonly content: CheckContent;
}

/** Says it in the check run, where that does not say so already. */
export async function putCheck(desk: Desk, { headSha, externalId, content }: CheckWanted): Promise<void> {
  if (desk.options.checks === 'none') return;
  const found = await findCheck(desk, { headSha, externalId });
  if (found !== undefined && saysSo(found, content)) return;
  await desk.repository.checks.upsert({ ...content, headSha, externalId, name: CHECK_NAME }, { signal: desk.signal });
}

export function findCheck(
  { repository, signal }: Desk,
  { headSha, externalId }: Pick<CheckWanted, 'headSha' | 'externalId'>,
): Promise<CheckRun | undefined> {
  return repository.checks.find({ headSha, externalId, name: CHECK_NAME }, { signal });
}

export function checkIdOf(pullRequest: number): string {
  return `pull-request-${pullRequest}`;
}

function saysSo(found: CheckRun, { conclusion, title, summary, text }: CheckContent): boolean {
  return (
    found.conclusion === conclusion &&
    found.title === title &&
    isSameSaying(found.summary ?? '', summary) &&
    isSameSaying(found.text ?? '', text)
  );
}
