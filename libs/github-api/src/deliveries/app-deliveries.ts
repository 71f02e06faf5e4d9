import { z } from 'zod';
import { fitting, saying } from '../fitting.ts';
import { instant } from '../instant.ts';
import type { GitHubRequests } from '../requests.ts';
import type { AppDeliveries, AppDelivery } from './app-delivery.ts';

const PAGE = 100;
const MOST_PAGES = 50;

const attempts = z.array(
  z.object({
    id: z.int(),
    guid: z.string(),
    delivered_at: instant,
    status_code: z.int(),
    event: z.string(),
    action: z.string().nullable(),
    installation_id: z.int().nullable(),
  }),
);
type Attempt = z.infer<typeof attempts>[number];

/** Asked for by the app itself, not by its installation. */
export function appDeliveries({ octokit, read, write }: GitHubRequests): AppDeliveries {
  const pageOf = async (cursor: string | undefined, signal: AbortSignal): Promise<Page> =>
    read(
      'apps/list-webhook-deliveries',
      (request) =>
        octokit.rest.apps
          .listWebhookDeliveries({ per_page: PAGE, ...(cursor === undefined ? {} : { cursor }), request })
          .then((answer) => ({ ...fitting(attempts)(answer), next: nextCursor(answer.headers.link) })),
      signal,
    );
  return {
    failed: async (since, { signal }) => {
      const found: Attempt[] = [];
      let cursor: string | undefined;
      for (let n = 1; n <= MOST_PAGES; n++) {
        const page = await pageOf(cursor, signal);
        // newest first
        found.push(...page.data.filter((one) => one.delivered_at >= since));
        cursor = page.next;
        if (cursor === undefined || page.data.some((one) => one.delivered_at < since)) break;
      }
      return neverBrought(found);
    },
    redeliver: async ({ id }, options) => {
      await write(
        'apps/redeliver-webhook-delivery',
        (request) => octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: id, request }).then(saying(202)),
        options,
      );
    },
  };
}

interface Page {
  readonly status: number;
  readonly data: readonly Attempt[];
  readonly next: string | undefined;
}

function nextCursor(link: string | undefined): string | undefined {
  const address = /<([^>]*)>;\s*rel="next"/.exec(link ?? '')?.[1];
  return address === undefined ? undefined : (URL.parse(address)?.searchParams.get('cursor') ?? undefined);
}

/** By guid, which all attempts share. */
function neverBrought(all: readonly Attempt[]): readonly AppDelivery[] {
  const newest = new Map<string, Attempt>();
  const brought = new Set<string>();
  const counts = new Map<string, number>();
  for (const attempt of all) {
    if (attempt.status_code >= 200 && attempt.status_code < 300) brought.add(attempt.guid);
    counts.set(attempt.guid, (counts.get(attempt.guid) ?? 0) + 1);
    const known = newest.get(attempt.guid);
    if (known === undefined || attempt.delivered_at > known.delivered_at) newest.set(attempt.guid, attempt);
  }
  return [...newest.values()]
    .filter(({ guid }) => !brought.has(guid))
    .sort((a, b) => a.delivered_at.getTime() - b.delivered_at.getTime())
    .map(({ id, guid, event, action, delivered_at: deliveredAt, installation_id: installationId }) => ({
      id,
      guid,
      event,
      action: action ?? undefined,
      deliveredAt,
      attempts: counts.get(guid) ?? 1,
      installationId: installationId ?? undefined,
    }));
}
