import { createHash } from 'node:crypto';
import { openDelivery, type Delivery } from '@postgres-ha/change-delivery';
import type { BotEvent } from '@postgres-ha/change-request';
import { openGitHub, readDelivery } from '@postgres-ha/github-api';
import { startFakeGitHub, type FakeGitHub, type People, type WebhookMessage } from '@postgres-ha/testkit/fake-github';
import { smallRepository } from './small-environment.ts';

export const REPOSITORY = 'acme/databases';
export const BOT = 'keeper[bot]';
const TOKEN = 'ghs_keeperOfDatabases0123456789';
const START = Date.parse('2026-11-26T10:00:00Z');
const DAY_MS = 24 * 3_600_000;

/** A repository with environments on a fake GitHub, people, bots that forget everything, and a clock that moves when somebody waits. */
export interface BotWorld extends AsyncDisposable {
  readonly github: FakeGitHub;
  readonly people: People;
  /** The issue in which things are asked for. */
  readonly issue: number;
  readonly now: () => number;
  readonly pass: (ms: number) => void;
  /** A bot as a process that has just started. */
  readonly start: (fetch?: typeof globalThis.fetch) => Delivery;
  /** What happens when a request is left without an answer; a time-out of whoever asked, unless said otherwise. */
  readonly whenHung: (act: (() => void) | undefined) => void;
  /** Told of since it was last asked. */
  readonly told: () => readonly Told[];
  /** What bots logged, for a test that fails. */
  readonly log: readonly string[];
}

/** One webhook, and what it says to the bot. */
export interface Told {
  readonly message: WebhookMessage;
  readonly events: readonly BotEvent[];
}

/** @param files of its first commit; the small repository by default */
export async function startBotWorld(files: ReadonlyMap<string, string> = smallRepository()): Promise<BotWorld> {
  let nowMs = START - DAY_MS;
  let hung = new AbortController();
  // the time-out of whoever asked is over at once
  const timeOut = (): void => {
    hung.abort(new DOMException('over', 'TimeoutError'));
    hung = new AbortController();
  };
  let onHang = timeOut;
  const log: string[] = [];
  const github = await startFakeGitHub({
    repositories: [
      {
        name: REPOSITORY,
        private: true,
        members: { ada: 'write', grace: 'maintain', reader: 'read' },
        files: Object.fromEntries(files),
      },
    ],
    apps: [
      {
        id: 42,
        slug: 'keeper',
        publicKey: '',
        installations: [
          {
            id: 7,
            account: 'acme',
            repositories: ['databases'],
            permissions: { contents: 'write', pull_requests: 'write', issues: 'write', checks: 'write' },
            token: TOKEN,
          },
        ],
      },
    ],
    webhooks: { secret: 'not used here', hold: true },
    limits: { createdPerMinute: 1000, perHour: 1_000_000 },
    now: () => nowMs,
    onHang: () => {
      onHang();
    },
  });
  const people = github.repository(REPOSITORY);
  const { number: issue } = people.openIssue({ title: 'Databases', by: 'ada' });
  for (const { guid } of github.webhooks.held()) github.webhooks.brought(guid);
  nowMs = START;
  const wait = (ms: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    nowMs += ms;
    return Promise.resolve();
  };
  return {
    github,
    people,
    issue,
    log,
    now: () => nowMs,
    pass: (ms) => {
      nowMs += ms;
    },
    start: (fetch) => {
      const { repository } = openGitHub({
        auth: { kind: 'token', token: TOKEN, login: BOT },
        baseUrl: github.url,
        userAgent: 'postgres-ha',
        writeIntervalMs: 0,
        clock: { now: () => nowMs, wait, deadline: () => hung.signal },
        random: () => 0.5,
        ...(fetch === undefined ? {} : { fetch }),
      });
      return openDelivery({
        repository: repository(REPOSITORY),
        facts: () => Promise.resolve(undefined),
        clock: () => new Date(nowMs),
        generator: 'postgres-ha test',
        digest: (text) => createHash('sha256').update(text).digest('hex'),
        log: (level, event, fields) => log.push(`${level} ${event} ${JSON.stringify(fields)}`),
      });
    },
    whenHung: (act) => {
      onHang = act ?? timeOut;
    },
    told: () =>
      github.webhooks.held().map((message) => {
        github.webhooks.brought(message.guid);
        return { message, events: eventsOf(message) };
      }),
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

function eventsOf({ event, guid, body }: WebhookMessage): readonly BotEvent[] {
  const reading = readDelivery({ event, deliveryId: guid, body: new TextEncoder().encode(body) });
  if (reading.kind === 'unreadable') throw new Error(`${event}: ${reading.problem}`);
  return reading.kind === 'events' ? reading.events : [];
}
