import { SinkError, type Delivery, type Incident, type IncidentSink, type TimelineEntry } from '@postgres-ha/incident';
import { deadlineOf, systemClock, type SinkClock } from '../sink-clock.ts';
import { incidentWithoutSecrets } from '../without-secrets.ts';
import { openSlack, SlackCallError, type SlackApi, type SlackMarker } from './slack-api.ts';
import { slackMessage, slackThreadEntry } from './slack-message.ts';
import {
  finished,
  readSlackProgress,
  savedSlackProgress,
  type BegunPost,
  type SlackProgress,
} from './slack-progress.ts';

export interface SlackSinkOptions {
  /** A bot token, `xoxb-…`. */
  readonly token: string;
  /** An ID (`C…`), or a name (`#database-alerts`), which needs the scopes `channels:read` and `groups:read` besides. */
  readonly channel: string;
  readonly name?: string;
  /** Without it, Slack's own. */
  readonly url?: string | undefined;
  /** For one request. 10 s by default. */
  readonly timeoutMs?: number;
  /** For how long a message that was posted may stay unseen in the channel's history. 15 s by default, beside `timeoutMs`. */
  readonly settleMs?: number;
  readonly clock?: SinkClock;
}

/** Slack takes about one message a second in a channel. @see https://docs.slack.dev/apis/web-api/rate-limits */
const BETWEEN_POSTS_MS = 1000;
const BETWEEN_LOOKS_MS = 5000;
/** Slack's clock and ours may differ. */
const CLOCKS_DIFFER_MS = 3_600_000;
/** What the app must be allowed to do; which of the histories depends on the channel. */
const SCOPE = 'chat:write';

/**
 * One message per incident in a channel, updated in place, with the timeline as its thread.
 *
 * A post is begun in the saved progress before it is sent. Where it is not known whether it was done, the channel is looked through first;
 * only when it is still not there after `timeoutMs + settleMs` (eight times longer for each further attempt) is it posted again.
 */
export function slackSink(options: SlackSinkOptions): IncidentSink {
  const { token, channel, url, timeoutMs = 10_000, settleMs = 15_000, clock = systemClock } = options;
  const name = options.name ?? `slack:${channel}`;
  const open = (signal: AbortSignal): SlackApi =>
    openSlack({ token, url, deadline: () => deadlineOf(clock, timeoutMs), signal });
  const pace = pacer(clock);
  return {
    name,
    deliver: (incident, delivery) =>
      asSinkError(name, () =>
        show(incidentWithoutSecrets(incident, [token]), {
          slack: open(delivery.signal),
          channel,
          clock,
          pace,
          settleMs: timeoutMs + settleMs,
          delivery,
        }),
      ),
    selfTest: ({ signal }) =>
      asSinkError(name, async () => {
        const slack = open(signal);
        const { scopes } = await slack.whoAmI();
        if (scopes !== undefined && !scopes.includes(SCOPE)) {
          throw new SinkError(
            'refused',
            `${name}: the token may not post. Give the app the scope ${SCOPE} and install it again.`,
          );
        }
        await slack.readChannel(await slack.channelId(channel));
      }),
  };
}

interface Showing {
  readonly slack: SlackApi;
  readonly channel: string;
  readonly clock: SinkClock;
  readonly pace: (signal: AbortSignal) => Promise<void>;
  readonly settleMs: number;
  readonly delivery: Delivery;
}

async function show(incident: Incident, showing: Showing): Promise<void> {
  const { slack, delivery } = showing;
  let progress = readSlackProgress(delivery.progress, incident);
  const keep = async (changes: Partial<SlackProgress>): Promise<void> => {
    progress = { ...progress, ...changes };
    await delivery.save(savedSlackProgress(progress));
  };
  const channel = progress.channel ?? (await slack.channelId(showing.channel));
  const marked = (part: SlackMarker['part'], opened_at = incident.openedAt): SlackMarker => ({
    incident: incident.id,
    opened_at,
    part,
  });

  if (progress.unfinished !== null) await finish(progress.unfinished);
  if (progress.message.kind === 'removed') {
    if (incident.status === 'resolved' || progress.message.opening === incident.openings) return;
    await keep({ message: { kind: 'none' }, repostedIn: incident.openings });
  }
  if (progress.message.kind === 'posted' && !(await updated(progress.message.ts))) {
    // Whoever takes a message away twice does not want it.
    if (incident.status === 'resolved' || progress.repostedIn === incident.openings) {
      return keep({ message: { kind: 'removed', opening: incident.openings }, begun: null });
    }
    await keep({ message: { kind: 'none' }, repostedIn: incident.openings, begun: null });
  }
  if (progress.message.kind === 'none') await postMessage();
  for (const entry of incident.timeline) {
    // a timeline may begin with what the incident before it was
    if (entry.number > progress.told && entry.at >= incident.openedAt) await postReply(entry);
  }
  if (progress.shown !== incident.status) await keep({ shown: incident.status });

  async function finish({ openedAt, ts }: NonNullable<SlackProgress['unfinished']>): Promise<void> {
    await updated(ts, finished(incident, openedAt));
    await keep({ unfinished: null });
  }

  async function updated(ts: string, as = incident): Promise<boolean> {
    try {
      await slack.update(slackMessage(as), { channel, ts, marker: marked('message', as.openedAt) });
      return true;
    } catch (error) {
      if (error instanceof SlackCallError && error.failure.kind === 'gone') return false;
      throw error;
    }
  }

  async function postMessage(): Promise<void> {
    const marker = marked('message');
    const notBefore = new Date(Date.parse(incident.openedAt) - CLOCKS_DIFFER_MS);
    const found = await postOnce({
      part: 'message',
      look: () => slack.findMessage(channel, { marker, notBefore }),
      post: async () => (await slack.post(slackMessage(incident), { channel, marker })).ts,
    });
    await keep({ channel, message: { kind: 'posted', ts: found.ts }, begun: null });
    if (found.kind === 'found') await updated(found.ts);
  }

  async function postReply(entry: TimelineEntry): Promise<void> {
    if (progress.message.kind !== 'posted') return;
    const thread = progress.message.ts;
    const marker = marked(entry.number);
    // An update in place calls nobody: what got worse is shown in the channel too.
    const alsoInChannel = entry.kind === 'worse' || entry.kind === 'reopened';
    await postOnce({
      part: entry.number,
      look: () => slack.findReply(channel, { marker, thread }),
      post: async () => (await slack.post(slackThreadEntry(entry), { channel, marker, thread, alsoInChannel })).ts,
    });
    await keep({ told: entry.number, begun: null });
  }

  async function postOnce({
    part,
    look,
    post,
  }: Step): Promise<{ readonly kind: 'found' | 'posted'; readonly ts: string }> {
    const earlier = progress.begun?.part === part ? progress.begun : null;
    if (earlier !== null) {
      const ts = await look();
      if (ts !== undefined) return { kind: 'found', ts };
      waitForIt(earlier, showing);
    }
    await showing.pace(delivery.signal);
    const since = showing.clock.now().toISOString();
    await keep({ channel, begun: { part, since, attempts: (earlier?.attempts ?? 0) + 1 } });
    try {
      return { kind: 'posted', ts: await post() };
    } catch (error) {
      if (error instanceof SlackCallError && error.failure.kind !== 'unsure') await keep({ begun: earlier });
      throw error;
    }
  }
}

interface Step {
  readonly part: SlackMarker['part'];
  readonly look: () => Promise<string | undefined>;
  readonly post: () => Promise<string>;
}

/** @throws SinkError while a post that was begun may still come to light */
function waitForIt({ since, attempts }: BegunPost, { settleMs, clock }: Showing): void {
  const patience = settleMs * 8 ** (attempts - 1);
  const passed = clock.now().getTime() - Date.parse(since);
  const left = Math.min(patience - passed, patience);
  if (left <= 0) return;
  throw new SinkError('later', 'Slack did not say whether it took a post, and does not show it yet.', {
    retryAfterMs: Math.min(left, BETWEEN_LOOKS_MS),
  });
}

/** Posts of one sink, one after the other, however many incidents there are. */
function pacer(clock: SinkClock): (signal: AbortSignal) => Promise<void> {
  let nextAt = 0;
  return async (signal) => {
    const now = clock.now().getTime();
    // a clock that was set back must not stop posts for long
    const at = Math.max(now, Math.min(nextAt, now + 600_000));
    nextAt = at + BETWEEN_POSTS_MS;
    await clock.wait(at - now, signal);
  };
}

async function asSinkError(name: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof SlackCallError)) throw error;
    const { failure } = error;
    const message = `${name}: ${failure.message}`;
    if (failure.kind === 'refused' || failure.kind === 'unshowable') throw new SinkError('refused', message);
    const retryAfterMs = failure.kind === 'later' ? failure.retryAfterMs : undefined;
    throw new SinkError('later', message, { retryAfterMs });
  }
}
