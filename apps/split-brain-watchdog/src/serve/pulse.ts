import type { Clock, Health, Log } from '@postgres-ha/worker-runtime';
import type { Machine } from '../machine.ts';
import { freshMembers } from './freshness.ts';
import { startHeartbeat, type Heartbeat } from './heartbeat.ts';
import type { LiveView } from './live-view.ts';
import { logHeartbeat } from './watch-log.ts';

/** Whether the watchdog itself does what it is there for. */
export interface Pulse {
  /** Its rounds go on. What they find is no matter of health. */
  readonly health: () => Health;
  /** Each member of each cluster was looked at once. */
  readonly readiness: () => Health;
  /** Undefined where none is configured. */
  readonly heartbeat: (options: HeartbeatParts) => Heartbeat | undefined;
}

interface HeartbeatParts {
  readonly push: Machine['push'];
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Rounds without a tick, and at least so long: it hangs. */
const HANGS_ROUNDS = 10;
const HANGS_MS = 15_000;

export function pulseOf(view: LiveView): Pulse {
  const { config, instant, fleet, keeper } = view;

  /** The cluster whose last round is oldest, and how long ago that was. */
  function oldestRound(): { readonly ms: number; readonly cluster: string; readonly limitMs: number } | undefined {
    const states = fleet()?.clusters ?? [];
    const now = instant();
    const ages = config.clusters.map(({ cluster }) => {
      const last = states.find((each) => each.cluster === cluster.name)?.lastTick() ?? 0;
      const limitMs = Math.max(HANGS_MS, HANGS_ROUNDS * cluster.probeIntervalMs);
      return { ms: now - last, cluster: cluster.name, limitMs };
    });
    return ages.sort((a, b) => b.ms - a.ms)[0];
  }

  function unjudged(): readonly string[] {
    const states = fleet()?.clusters ?? [];
    return config.clusters
      .map(({ cluster }) => cluster.name)
      .filter((name) => states.find(({ cluster }) => cluster === name)?.lastRound() === undefined);
  }

  /** Why nobody may take the watchdog for well; undefined where they may. */
  function held(): string | undefined {
    const [first] = unjudged();
    if (first !== undefined) return `${first} was not judged yet`;
    const oldest = oldestRound();
    if (oldest !== undefined && oldest.ms > oldest.limitMs)
      return `no round of ${oldest.cluster} for ${Math.round(oldest.ms)} ms`;
    if (fleet()?.doubt() !== undefined) return 'the observer may be cut off';
    const judgements = new Map(fleet()?.clusters.map(({ cluster, judgement }) => [cluster, judgement()]));
    const { fresh, of } = freshMembers(
      config.clusters.map(({ cluster }) => ({ cluster, judgement: judgements.get(cluster.name) })),
      { now: instant(), slackMs: config.timeoutMs },
    );
    const wanted = config.heartbeat?.freshShare ?? 0;
    if (fresh < of * wanted) return `${fresh} of ${of} members answered, ${Math.ceil(of * wanted)} are wanted`;
    const untested = keeper()
      ?.sinks()
      .find(({ selfTest }) => selfTest !== 'passed');
    if (untested === undefined) return undefined;
    return `the test of ${untested.name} ${untested.selfTest === undefined ? 'has not ended yet' : 'failed'}`;
  }

  return {
    health: () => {
      const oldest = oldestRound();
      return fleet() === undefined || oldest === undefined || oldest.ms <= oldest.limitMs
        ? { kind: 'ok' }
        : { kind: 'failing', because: `no round of ${oldest.cluster} for ${Math.round(oldest.ms)} ms` };
    },
    readiness: () => {
      if (fleet() === undefined) return { kind: 'failing', because: 'starting' };
      const waiting = unjudged();
      if (waiting.length === 0) return { kind: 'ok' };
      return { kind: 'failing', because: `unknown: ${waiting.join(', ')} not looked at yet` };
    },
    heartbeat: ({ push, clock, log, signal }) => {
      const settings = config.heartbeat;
      if (settings === undefined) {
        log.warn('no-heartbeat', { because: 'none is configured: nobody notices when this watchdog is gone' });
        return undefined;
      }
      return startHeartbeat({
        ...{ url: settings.url, intervalMs: settings.intervalMs, held, push, clock, signal },
        onChange: (state) => {
          logHeartbeat(log, state);
        },
      });
    },
  };
}
