import type { Author } from '@postgres-ha/change-request';
import { z } from 'zod';
import { accountAnswer, authorFrom } from './account-answer.ts';
import { fitting } from './fitting.ts';
import { instant } from './instant.ts';
import type { Place } from './place.ts';
import type { GitHubRequests } from './requests.ts';

/** An open issue or pull request in which something happened lately. */
export interface ActiveIssue {
  readonly number: number;
  readonly kind: 'issue' | 'pull-request';
  readonly author: Author;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly url: string;
  readonly createdAt: Date;
  /** The same as `createdAt`: nothing happened to it since. */
  readonly updatedAt: Date;
}

const answers = z.array(
  z.object({
    number: z.int(),
    pull_request: z.unknown().optional(),
    user: accountAnswer.nullable(),
    title: z.string(),
    body: z.string().nullish(),
    labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
    html_url: z.string(),
    created_at: instant,
    updated_at: instant,
  }),
);

const PAGE = 100;
const MOST_PAGES = 5;

/** Open ones in which something happened since then, the latest first, up to 500. */
export async function activeIssues(
  { octokit, read }: GitHubRequests,
  { since, ...place }: Place & { readonly since: Date },
  signal: AbortSignal,
): Promise<readonly ActiveIssue[]> {
  const query = { ...place, state: 'open', since: since.toISOString(), sort: 'updated', direction: 'desc' } as const;
  const found: ActiveIssue[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data } = await read(
      'issues/list-for-repo',
      (request) => octokit.rest.issues.listForRepo({ ...query, per_page: PAGE, page, request }).then(fitting(answers)),
      signal,
    );
    found.push(
      ...data.map(({ number, user, title, body, labels, ...rest }) => ({
        number,
        kind: rest.pull_request == null ? ('issue' as const) : ('pull-request' as const),
        author: authorFrom(user),
        title,
        body: body ?? '',
        labels: labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
        url: rest.html_url,
        createdAt: rest.created_at,
        updatedAt: rest.updated_at,
      })),
    );
    if (data.length < PAGE) break;
  }
  return found;
}
