import { Counter, Gauge, Histogram, Registry } from '@postgres-ha/worker-runtime';
import { ANSWERED, type Answered } from '../webhooks/webhook-server.ts';
import type { Handled } from '../work/repository-lane.ts';
import type { BotMemory } from './bot-view.ts';
import type { RateLimit } from './rate-limit.ts';

const OUTCOMES = [
  'nothing',
  'proposed',
  'reviewed',
  'answered',
  'refused',
  'kept-up',
  'later',
  'again',
  'aside',
  'failed',
] as const;
const BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** Labels are names of the configuration and words of closed lists; nothing that a stranger writes is one. */
export interface BotMetrics {
  readonly registry: Registry;
  readonly onAnswered: (as: Answered) => void;
  readonly onHandled: (handled: Handled) => void;
  readonly onLimit: (limit: RateLimit) => void;
}

export function botMetrics(memory: BotMemory, { now }: { readonly now: () => number }): BotMetrics {
  const registry = new Registry();
  const registers = [registry];
  const { repositories } = memory;
  const deliveries = new Counter({
    name: 'gitops_bot_deliveries_total',
    help: 'Requests to the webhook by what became of them; `queued` ones are on the disk.',
    labelNames: ['answer'],
    registers,
  });
  for (const answer of ANSWERED) deliveries.inc({ answer }, 0);
  const outcomes = new Counter({
    name: 'gitops_bot_outcomes_total',
    help: 'What became of events and ticks.',
    labelNames: ['repository', 'outcome'],
    registers,
  });
  for (const repository of repositories) for (const outcome of OUTCOMES) outcomes.inc({ repository, outcome }, 0);
  const handling = new Histogram({
    name: 'gitops_bot_handling_seconds',
    help: 'How long a delivery or a tick took.',
    labelNames: ['what'],
    buckets: BUCKETS,
    registers,
  });
  gauge('queue_waiting', {
    help: 'Deliveries that are on the disk and not done.',
    labelNames: ['repository'],
    collect: (set) => {
      const waiting = memory.queue()?.waiting() ?? [];
      for (const repository of repositories) {
        set({ repository }, waiting.filter((each) => each.repository === repository).length);
      }
    },
  });
  gauge('queue_oldest_seconds', {
    help: 'How long the oldest of them has waited; 0 where none does.',
    labelNames: ['repository'],
    collect: (set) => {
      const waiting = memory.queue()?.waiting() ?? [];
      for (const repository of repositories) {
        const times = waiting.filter((each) => each.repository === repository).map((each) => +each.receivedAt);
        set({ repository }, times.length === 0 ? 0 : (now() - Math.min(...times)) / 1000);
      }
    },
  });
  gauge('queue_aside', {
    help: 'Deliveries that were given up and wait for a person: deliver them again, or remove their files.',
    labelNames: [],
    collect: (set) => {
      set({}, memory.queue()?.aside().length ?? 0);
    },
  });
  gauge('locks', {
    help: 'Targets that were claimed at the last tick.',
    labelNames: ['repository'],
    collect: (set) => {
      for (const repository of repositories) set({ repository }, memory.locks.get(repository)?.length ?? 0);
    },
  });
  gauge('last_tick_timestamp_seconds', {
    help: 'When the last tick ended well; 0 before the first.',
    labelNames: ['repository'],
    collect: (set) => {
      for (const repository of repositories) {
        const tick = memory.ticks.get(repository);
        if (tick === undefined) set({ repository }, 0);
        else if (tick.problem === undefined) set({ repository }, +tick.at / 1000);
      }
    },
  });
  const limits = new Map<string, RateLimit>();
  gauge('github_limit_remaining', {
    help: 'Requests that GitHub still allows until its limit counts anew, as it said last.',
    labelNames: ['resource'],
    collect: (set) => {
      for (const { resource, remaining } of limits.values()) set({ resource }, remaining);
    },
  });
  gauge('github_limit', {
    help: 'Requests that GitHub allows in all.',
    labelNames: ['resource'],
    collect: (set) => {
      for (const { resource, limit } of limits.values()) set({ resource }, limit);
    },
  });
  gauge('github_limit_reset_timestamp_seconds', {
    help: 'When the limit counts anew.',
    labelNames: ['resource'],
    collect: (set) => {
      for (const { resource, resetsAt } of limits.values()) set({ resource }, resetsAt / 1000);
    },
  });

  interface Asked {
    readonly help: string;
    readonly labelNames: readonly string[];
    readonly collect: (set: (labels: Readonly<Record<string, string>>, value: number) => void) => void;
  }
  function gauge(name: string, { help, labelNames, collect }: Asked): void {
    new Gauge({
      name: `gitops_bot_${name}`,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        collect((labels, value) => {
          this.set(labels, value);
        });
      },
    });
  }
  return {
    registry,
    onAnswered: (answer) => {
      deliveries.inc({ answer });
    },
    onHandled: ({ repository, what, tookMs, end }) => {
      handling.observe({ what: what === 'tick' ? 'tick' : 'delivery' }, tookMs / 1000);
      if (end.kind === 'done') for (const { kind } of end.outcomes) outcomes.inc({ repository, outcome: kind });
      else outcomes.inc({ repository, outcome: end.kind });
    },
    onLimit: (limit) => {
      limits.set(limit.resource, limit);
    },
  };
}
