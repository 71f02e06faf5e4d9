import type { IncidentSink } from '@postgres-ha/incident';
import {
  dispatchMetrics,
  openOutbox,
  startDispatch,
  testSinks,
  type SinkStatus,
  type SinkTest,
} from '@postgres-ha/notification';
import type { Clock, Log, Registry } from '@postgres-ha/worker-runtime';
import { backupConcerns } from './backup-concerns.ts';
import type { EndedLook } from './last-look.ts';
import type { NotifyRequest } from './notify-request.ts';
import type { Told } from './told.ts';

/** Tells people what the worker found, and goes on telling them until they were told. */
export interface Notifications extends AsyncDisposable {
  /** After a look. @param told what is open by now */
  readonly look: (ended: EndedLook, told: Told) => Promise<void>;
  readonly status: () => readonly TestedSink[];
}

export interface TestedSink extends SinkStatus {
  /** Whether it would get through, by the last test; null before the first has ended. */
  readonly selfTest: SinkTest | null;
}

export interface NotificationsOptions {
  readonly request: NotifyRequest;
  readonly sinks: readonly IncidentSink[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly registry: Registry;
  readonly signal: AbortSignal;
}

/** What is open is known by then, however far this look went: one look ends an incident. */
const ONE_LOOK = { looks: 1, ms: 0 } as const;

/** @throws OutboxError */
export async function openNotifications(options: NotificationsOptions): Promise<Notifications> {
  const { request, sinks, clock, random, log, registry, signal } = options;
  const outbox = await openOutbox({ directory: request.directory, clock, log });
  const closing = new AbortController();
  const until = AbortSignal.any([signal, closing.signal]);
  const dispatch = await startDispatch({ outbox, sinks, clock, random, log, signal: until });
  const tests = testSinks(sinks, { clock, log, signal: until });
  dispatchMetrics({ dispatch: () => dispatch, outbox: () => outbox, registry, prefix: 'backup_verifier_' });
  return {
    look: async ({ finishedAt, looked }, told) => {
      const concerns = backupConcerns(told, { looked, runbooks: request.runbooks });
      await outbox.advance({
        ...{ at: finishedAt, source: 'backup-verifier', concerns, complete: true },
        resolveAfter: ONE_LOOK,
      });
    },
    status: () => dispatch.status().map((status) => ({ ...status, selfTest: tests.state(status.name) ?? null })),
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await Promise.all([dispatch.ended, tests.ended]);
      await outbox[Symbol.asyncDispose]();
    },
  };
}
