import type { Incident, Json } from '@postgres-ha/incident';
import { z } from 'zod';

/** How far the showing of one incident in one repository has come. Saved before and after each step that must not be done twice. */
export interface GitHubProgress {
  /** Of the incident that it is about: the same trouble may come again, long after, as another incident. */
  readonly openedAt: string;
  readonly issue:
    | { readonly kind: 'none' }
    /** It may or may not have been created, with a number higher than `after`. */
    | { readonly kind: 'creating'; readonly after: number; readonly since: string }
    | { readonly kind: 'created'; readonly owner: string; readonly repo: string; readonly number: number }
    /** People deleted it, during this opening of the incident. */
    | { readonly kind: 'deleted'; readonly opening: number };
  /** The last opening for which it was made again after people had deleted it. */
  readonly replacedIn: number;
  /** The last openings for which it was opened and closed here. */
  readonly openedIn: number;
  readonly closedIn: number;
  /** The last opening in which people closed it while the trouble lasted, and how far the answer to that has come. */
  readonly closedEarly: { readonly opening: number; readonly step: 'reopening' | 'reopened' } | null;
  /** The titles that it may have by what was set here last: another one is by people, and stays. */
  readonly titles: readonly string[];
  readonly severity: Incident['severity'] | null;
  /** The last entry of the timeline that people were notified of. */
  readonly told: number;
  /** Keys of the comments besides. */
  readonly remarks: readonly string[];
  /** Since when a comment may be there that a list does not show. */
  readonly commentingSince: string | null;
}

const severity = z.enum(['info', 'warning', 'critical']);

const schema = z.object({
  openedAt: z.string(),
  issue: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('creating'), after: z.int(), since: z.iso.datetime() }),
    z.object({ kind: z.literal('created'), owner: z.string(), repo: z.string(), number: z.int() }),
    z.object({ kind: z.literal('deleted'), opening: z.int() }),
  ]),
  replacedIn: z.int(),
  openedIn: z.int(),
  closedIn: z.int(),
  closedEarly: z.object({ opening: z.int(), step: z.enum(['reopening', 'reopened']) }).nullable(),
  titles: z.array(z.string()),
  severity: severity.nullable(),
  told: z.int(),
  remarks: z.array(z.string()),
  commentingSince: z.iso.datetime().nullable(),
}) satisfies z.ZodType<GitHubProgress>;

/** @param saved what cannot be read (another version wrote it) counts as an issue that may have been created, so that it is looked for */
export function readGitHubProgress(saved: Json | undefined, { openedAt, changedAt }: Incident): GitHubProgress {
  const fresh: GitHubProgress = {
    openedAt,
    issue: { kind: 'none' },
    replacedIn: 0,
    openedIn: 0,
    closedIn: 0,
    closedEarly: null,
    titles: [],
    severity: null,
    told: 0,
    remarks: [],
    commentingSince: null,
  };
  if (saved === undefined) return fresh;
  const parsed = schema.safeParse(saved);
  if (!parsed.success) return { ...fresh, issue: { kind: 'creating', after: 0, since: changedAt } };
  return parsed.data.openedAt === openedAt ? parsed.data : fresh;
}

export function savedGitHubProgress({ issue, closedEarly, ...rest }: GitHubProgress): Json {
  return { ...rest, issue: { ...issue }, closedEarly: closedEarly === null ? null : { ...closedEarly } };
}
