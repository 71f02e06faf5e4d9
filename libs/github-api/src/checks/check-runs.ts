import { z } from 'zod';
import { fitting } from '../fitting.ts';
import { GitHubError } from '../github-error.ts';
import { instant } from '../instant.ts';
import { harmless } from '../harmless.ts';
import { lookAgain } from '../missing.ts';
import type { Place, RepositoryPlace } from '../place.ts';
import type { GitHubRequests, Writing } from '../requests.ts';
import type { CheckRun, CheckRunContent, CheckRuns } from './check-run.ts';

/** GitHub counts bytes, though its description says characters. */
const MOST_BYTES = 65_535;
const PAGE = 100;
const MOST_PAGES = 5;

const runAnswer = z.object({
  id: z.int(),
  name: z.string(),
  html_url: z.string().nullish(),
  external_id: z.string().nullish(),
  conclusion: z.string().nullish(),
  started_at: instant.nullish(),
  output: z.object({ title: z.string().nullish(), summary: z.string().nullish(), text: z.string().nullish() }),
  app: z.object({ id: z.int() }).nullish(),
});
type RunAnswer = z.infer<typeof runAnswer>;
const runAnswers = z.object({ check_runs: z.array(runAnswer) });

type Which = Pick<CheckRunContent, 'headSha' | 'name' | 'externalId'>;

export function checkRuns(requests: GitHubRequests, { here }: RepositoryPlace): CheckRuns {
  return {
    find: (which, { signal }) => here((place) => findRun(requests, { ...which, place }, signal), signal),
    upsert: (content, options) =>
      here(async (place) => {
        refuseTooLong(content);
        const { signal } = options;
        const there = await findRun(requests, { ...content, place }, signal);
        if (there === undefined) return created(requests, { content, place }, options);
        if (says(there, content)) return { checkRun: there, made: 'there-already' };
        return { checkRun: await updated(requests, { content, place, id: there.id }, options), made: 'updated' };
      }, options.signal),
  };
}

function refuseTooLong({ summary, text }: CheckRunContent): void {
  for (const [name, value] of Object.entries({ summary, text })) {
    const bytes = Buffer.byteLength(value, 'utf8');
    if (bytes > MOST_BYTES)
      throw new RangeError(`The ${name} of a check run has ${bytes} bytes; GitHub takes at most ${MOST_BYTES}.`);
  }
}

async function findRun(
  { octokit, auth, read }: GitHubRequests,
  { headSha, name, externalId, place }: Which & { readonly place: Place },
  signal: AbortSignal,
): Promise<CheckRun | undefined> {
  const app = auth.kind === 'app' ? { app_id: auth.appId } : {};
  const query = { ...place, ref: headSha, check_name: name, filter: 'all', per_page: PAGE, ...app } as const;
  let newest: RunAnswer | undefined;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { data } = await read(
      'checks/list-for-ref',
      (request) => octokit.rest.checks.listForRef({ ...query, page, request }).then(fitting(runAnswers)),
      signal,
    );
    for (const run of data.check_runs) {
      const own = auth.kind === 'token' || run.app?.id === auth.appId;
      if (own && run.name === name && run.external_id === externalId && run.id > (newest?.id ?? 0)) newest = run;
    }
    if (data.check_runs.length < PAGE) break;
  }
  return newest === undefined ? undefined : runFrom(newest);
}

interface NewRun {
  readonly content: CheckRunContent;
  readonly place: Place;
}

async function created(
  requests: GitHubRequests,
  { content, place }: NewRun,
  options: Writing,
): Promise<{ readonly checkRun: CheckRun; readonly made: 'created' | 'updated' }> {
  const { signal } = options;
  try {
    const { data } = await requests.write(
      'checks/create',
      (request) =>
        requests.octokit.rest.checks
          .create({ ...place, name: content.name, head_sha: content.headSha, ...fields(content), request })
          .then(fitting(runAnswer)),
      options,
    );
    return { checkRun: runFrom(data), made: 'created' };
  } catch (error) {
    if (!(error instanceof GitHubError) || error.effect !== 'unknown') throw error;
    const found = await lookAgain(requests, () => findRun(requests, { ...content, place }, signal), signal);
    if (found === undefined) throw error;
    if (says(found, content)) return { checkRun: found, made: 'created' };
    return { checkRun: await updated(requests, { content, place, id: found.id }, { signal }), made: 'updated' };
  }
}

/** What it says afterwards is the same however often it is said. */
async function updated(
  requests: GitHubRequests,
  { content, place, id }: NewRun & { readonly id: number },
  options: Writing,
): Promise<CheckRun> {
  const { data } = await harmless(requests, options, (once) =>
    requests.write(
      'checks/update',
      (request) =>
        requests.octokit.rest.checks
          .update({ ...place, check_run_id: id, ...fields(content), request })
          .then(fitting(runAnswer)),
      once,
    ),
  );
  return runFrom(data);
}

interface RunFields {
  readonly status: 'completed';
  readonly conclusion: CheckRunContent['conclusion'];
  readonly external_id: string;
  readonly details_url?: string;
  readonly output: { title: string; summary: string; text?: string };
}

function fields({ conclusion, externalId, detailsUrl, title, summary, text }: CheckRunContent): RunFields {
  return {
    status: 'completed',
    conclusion,
    external_id: externalId,
    ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
    output: { title, summary, text },
  };
}

function says(run: CheckRun, { conclusion, title, summary, text }: CheckRunContent): boolean {
  return (
    run.conclusion === conclusion && run.title === title && (run.summary ?? '') === summary && (run.text ?? '') === text
  );
}

function runFrom({ id, html_url: url, external_id: externalId, conclusion, started_at, output }: RunAnswer): CheckRun {
  return {
    id,
    url: url ?? undefined,
    externalId: externalId ?? '',
    conclusion: conclusion ?? undefined,
    startedAt: started_at ?? undefined,
    title: output.title ?? undefined,
    summary: output.summary ?? undefined,
    text: output.text ?? undefined,
  };
}
