import { createHmac, randomUUID } from 'node:crypto';
import type { Change } from './change.ts';
import { payloadOf } from './answers/payload-json.ts';
import { webhookProblems } from './contract.ts';
import type { AppSetup, World } from './world.ts';

export interface WebhookSetup {
  /** Without it, nothing is sent: a test takes messages and brings them itself. */
  readonly url?: string;
  readonly secret: string;
  /** Whose hook it is. Default: the first app. */
  readonly appId?: number;
  /** Nothing is sent until the test says so. */
  readonly hold?: boolean;
}

/** One thing that is told, however often: its GUID stays. */
export interface WebhookMessage {
  readonly guid: string;
  /** `issue_comment` */
  readonly event: string;
  readonly action: string | undefined;
  readonly repositoryId: number;
  readonly installationId: number | undefined;
  /** As it is sent and signed. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One time that a message was brought, or was to be. GitHub's list has these. */
export interface WebhookAttempt {
  readonly id: number;
  readonly message: WebhookMessage;
  readonly atMs: number;
  readonly redelivery: boolean;
  /** What was answered; undefined: nobody did. */
  readonly status: number | undefined;
}

export interface Webhooks {
  /** All there ever were, the oldest first. */
  readonly messages: () => readonly WebhookMessage[];
  /** Those that nobody brought yet, or that the app asked for again. */
  readonly held: () => readonly WebhookMessage[];
  readonly attempts: () => readonly WebhookAttempt[];
  /** Brings a message to the url, once more if it was brought before. @returns what was answered, undefined when nobody did */
  readonly send: (guid: string) => Promise<number | undefined>;
  /** Nobody was there for it: it is in the list as failed. */
  readonly lose: (guid: string) => void;
  /** A test has brought it in another way. */
  readonly brought: (guid: string, status?: number) => void;
  /** Until all that is on its way has been answered. */
  readonly settled: () => Promise<void>;
}

export interface WebhookSender extends Webhooks, AsyncDisposable {
  readonly tell: (change: Change) => void;
  /** The app asks for a failed one again. */
  readonly again: (attempt: WebhookAttempt) => void;
  readonly appId: number | undefined;
}

/** As GitHub has it. */
const PATIENCE_MS = 10_000;

export function webhookSender(
  world: World,
  { setup, violations }: { readonly setup: WebhookSetup; readonly violations: string[] },
): WebhookSender {
  const messages = new Map<string, WebhookMessage>();
  const held = new Set<string>();
  const attempts: WebhookAttempt[] = [];
  const over = new AbortController();
  let sending: Promise<unknown> = Promise.resolve();
  const messageOf = (guid: string): WebhookMessage => {
    const message = messages.get(guid);
    if (message === undefined) throw new Error(`There is no delivery ${guid}`);
    return message;
  };
  const note = (message: WebhookMessage, status: number | undefined): void => {
    held.delete(message.guid);
    const redelivery = attempts.some((attempt) => attempt.message === message);
    attempts.push({ id: world.nextId(), message, atMs: world.now(), redelivery, status });
  };
  const send = (guid: string): Promise<number | undefined> => {
    const message = messageOf(guid);
    const sent = sending.then(async () => {
      const status = await post(setup.url, message, over.signal);
      note(message, status);
      return status;
    });
    sending = sent;
    return sent;
  };
  const offer = (guid: string): void => {
    held.add(guid);
    if (setup.url !== undefined && setup.hold !== true) void send(guid);
  };
  return {
    appId: setup.appId ?? world.apps[0]?.id,
    messages: () => [...messages.values()],
    held: () => [...held].map(messageOf),
    attempts: () => attempts,
    send,
    lose: (guid) => {
      note(messageOf(guid), undefined);
    },
    brought: (guid, status = 202) => {
      note(messageOf(guid), status);
    },
    again: ({ message: { guid } }) => {
      offer(guid);
    },
    settled: async () => {
      for (let last; last !== sending;) {
        last = sending;
        await last;
      }
    },
    tell: (change) => {
      const app = world.apps.find(({ id }) => id === (setup.appId ?? world.apps[0]?.id));
      const message = messageOfChange(world, change, { setup, app });
      const problems = webhookProblems(message.event, message.action, JSON.parse(message.body) as unknown);
      if (problems.length > 0)
        violations.push(`webhook ${message.event} ${message.action ?? ''}: ${problems.join('; ')}`);
      messages.set(message.guid, message);
      offer(message.guid);
    },
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await sending;
    },
  };
}

function messageOfChange(
  world: World,
  change: Change,
  { setup, app }: { readonly setup: WebhookSetup; readonly app: AppSetup | undefined },
): WebhookMessage {
  const { repository } = change;
  const installation = app?.installations.find(
    ({ account, repositories }) => account === repository.owner && repositories.includes(repository.name),
  );
  const { event, action, payload } = payloadOf(world, change);
  const body = JSON.stringify({
    ...payload,
    ...(installation === undefined ? {} : { installation: { id: installation.id, node_id: 'MDIzOkludGVncmF0aW9u' } }),
  });
  const guid = randomUUID();
  const signature = createHmac('sha256', setup.secret).update(body).digest('hex');
  return {
    guid,
    event,
    action,
    repositoryId: repository.id,
    installationId: installation?.id,
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/fake',
      'x-github-delivery': guid,
      'x-github-event': event,
      'x-github-hook-id': '1',
      'x-github-hook-installation-target-type': app === undefined ? 'repository' : 'integration',
      'x-github-hook-installation-target-id': String(app?.id ?? repository.id),
      'x-hub-signature-256': `sha256=${signature}`,
    },
  };
}

async function post(
  url: string | undefined,
  { body, headers }: WebhookMessage,
  over: AbortSignal,
): Promise<number | undefined> {
  if (url === undefined) return undefined;
  try {
    const signal = AbortSignal.any([over, AbortSignal.timeout(PATIENCE_MS)]);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}
