import { Gauge, type Registry } from '@postgres-ha/worker-runtime';
import type { Outbox } from '../outbox/outbox.ts';
import type { Dispatch } from './dispatch.ts';
import type { SinkStatus } from './sink-loop.ts';

export interface MeasuredDispatch {
  /** Undefined until it has started. */
  readonly dispatch: () => Dispatch | undefined;
  readonly outbox: () => Outbox | undefined;
  readonly registry: Registry;
  /** In front of each name, such as `backup_verifier_`. */
  readonly prefix: string;
}

/** What an operator watches of notifications themselves: alarms that nobody gets are worth one of their own. */
export function dispatchMetrics({ dispatch, outbox, registry, prefix }: MeasuredDispatch): void {
  const bySink = (name: string, help: string, value: (status: SinkStatus) => number): void => {
    new Gauge({
      name: `${prefix}${name}`,
      help,
      labelNames: ['sink'],
      registers: [registry],
      collect() {
        this.reset();
        for (const status of dispatch()?.status() ?? []) this.set({ sink: status.name }, value(status));
      },
    });
  };
  const one = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name: `${prefix}${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  };
  bySink(
    'notifications_delivered',
    'Incidents that a sink was brought to show as they were, of this process.',
    (status) => status.delivered,
  );
  bySink(
    'notifications_failed',
    'Attempts that a sink did not take, and that are made again.',
    (status) => status.failed,
  );
  bySink('notifications_refused', 'Attempts that a sink refused for good.', (status) => status.refused);
  bySink('notifications_waiting', 'Incidents that a sink does not show as they are.', (status) => status.waiting);
  bySink(
    'notifications_oldest_waiting_seconds',
    'How long the one waits that waits longest.',
    (status) => status.oldestWaitingMs / 1000,
  );
  one(
    'open_incidents',
    'Incidents that are open.',
    () =>
      outbox()
        ?.shown()
        .filter(({ status }) => status === 'open').length ?? 0,
  );
  one('outbox_kept', 'Whether all that is to be kept of incidents is on the disk.', () =>
    outbox()?.health().kind === 'not-kept' ? 0 : 1,
  );
}
