import {
  PROBE_OUTCOMES,
  STATE_NAMES,
  type Judgement,
  type MemberView,
  type WatchEvent,
} from '@postgres-ha/split-brain';
import { Counter, Gauge, Histogram, Registry } from '@postgres-ha/worker-runtime';
import type { SinkState } from '../incidents/incident-keeper.ts';
import type { LiveView } from './live-view.ts';

const ROLES: readonly MemberView['role'][] = ['primary', 'standby', 'unaccounted', 'down', 'unknown'];
const SEVERITIES = ['info', 'warning', 'critical'] as const;
/** A probe on an open session takes a fraction of a millisecond, and one that fails seconds. */
const BUCKETS = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];

/** Metrics of what is watched. Labels are names of the configuration and words of closed lists; nothing that a server says is one. */
export interface WatchMetrics {
  readonly registry: Registry;
  readonly onEvent: (event: WatchEvent) => void;
  readonly onJudgement: (judgement: Judgement) => void;
}

export function watchMetrics(view: LiveView): WatchMetrics {
  const registry = new Registry();
  const registers = [registry];
  const clusters = view.config.clusters.map(({ cluster }) => cluster.name);
  const judgements = (): readonly (readonly [string, Judgement | undefined])[] => {
    const states = new Map(view.fleet()?.clusters.map(({ cluster, judgement }) => [cluster, judgement()]));
    return clusters.map((name) => [name, states.get(name)]);
  };

  asked('cluster_state', {
    help: '1 for the state that the cluster is in, 0 for the others; `unknown` before its first judgement.',
    labelNames: ['cluster', 'state'],
    collect: (set) => {
      for (const [cluster, judgement] of judgements()) {
        const now = judgement?.state ?? 'unknown';
        for (const state of [...STATE_NAMES, 'unknown']) set({ cluster, state }, state === now ? 1 : 0);
      }
    },
  });
  asked('conditions', {
    help: 'Conditions that hold, by their severity.',
    labelNames: ['cluster', 'severity'],
    collect: (set) => {
      for (const [cluster, judgement] of judgements()) {
        for (const severity of SEVERITIES) {
          set({ cluster, severity }, judgement?.conditions.filter((each) => each.severity === severity).length ?? 0);
        }
      }
    },
  });
  asked('members', {
    help: 'Members by what they are.',
    labelNames: ['cluster', 'role'],
    collect: (set) => {
      for (const { cluster } of view.config.clusters) {
        const members = judgements().find(([name]) => name === cluster.name)?.[1]?.members;
        for (const role of ROLES) {
          const unknown = role === 'unknown' ? cluster.members.length : 0;
          set({ cluster: cluster.name, role }, members?.filter((each) => each.role === role).length ?? unknown);
        }
      }
    },
  });
  asked('lost_commits', {
    help: 'Commits that the history that goes on does not hold, of the worst report that stands.',
    labelNames: ['cluster'],
    collect: (set) => {
      for (const [cluster, judgement] of judgements()) {
        const reports = judgement?.conditions.flatMap(({ lostWrites }) => lostWrites) ?? [];
        set({ cluster }, Math.max(0, ...reports.map(({ commits }) => commits)));
      }
    },
  });
  asked('last_cycle_timestamp_seconds', {
    help: 'When the last whole round of a cluster was judged; 0 before the first.',
    labelNames: ['cluster'],
    collect: (set) => {
      const [wall, at] = [view.now(), view.instant()];
      const rounds = new Map(view.fleet()?.clusters.map(({ cluster, lastRound }) => [cluster, lastRound()]));
      for (const cluster of clusters) {
        const round = rounds.get(cluster);
        set({ cluster }, round === undefined ? 0 : (wall - (at - round)) / 1000);
      }
    },
  });
  asked('certificate_expiry_timestamp_seconds', {
    help: 'When the certificate expires that a member serves; absent without TLS, or where it was never reached.',
    labelNames: ['cluster', 'member'],
    collect: (set) => {
      for (const { cluster, certificates } of view.fleet()?.clusters ?? []) {
        for (const { member, until } of certificates()) set({ cluster, member }, until.getTime() / 1000);
      }
    },
  });
  asked('observer_in_doubt', {
    help: '1 while the observer takes itself for cut off, and holds back what follows from silence.',
    labelNames: [],
    collect: (set) => {
      set({}, view.fleet()?.doubt() === undefined ? 0 : 1);
    },
  });
  asked('incidents_open', {
    help: 'Open incidents by their severity.',
    labelNames: ['severity'],
    collect: (set) => {
      const open =
        view
          .keeper()
          ?.incidents()
          .filter(({ status }) => status === 'open') ?? [];
      for (const severity of SEVERITIES) set({ severity }, open.filter((each) => each.severity === severity).length);
    },
  });
  asked('cluster_incidents_open', {
    help: 'Open incidents of a cluster by their severity.',
    labelNames: ['cluster', 'severity'],
    collect: (set) => {
      const open = view
        .keeper()
        ?.incidents()
        .filter(({ status }) => status === 'open');
      if (open === undefined) return;
      for (const cluster of clusters) {
        const own = open.filter(({ concern }) => concern.cluster === cluster);
        for (const severity of SEVERITIES) {
          set({ cluster, severity }, own.filter((each) => each.severity === severity).length);
        }
      }
    },
  });
  asked('last_incident_timestamp_seconds', {
    help: 'When the newest incident of a cluster was opened, by the worst that it was; absent where none is kept.',
    labelNames: ['cluster', 'severity'],
    collect: (set) => {
      for (const cluster of clusters) {
        const own =
          view
            .keeper()
            ?.incidents()
            .filter(({ concern }) => concern.cluster === cluster) ?? [];
        for (const severity of SEVERITIES) {
          const opened = own.filter(({ worst }) => worst === severity).map(({ openedAt }) => Date.parse(openedAt));
          if (opened.length > 0) set({ cluster, severity }, Math.max(...opened) / 1000);
        }
      }
    },
  });
  ofSinks('sink_deliveries_total', 'Times that a sink showed an incident as it was.', ({ delivered }) => delivered);
  ofSinks('sink_failures_total', 'Times that a sink did not take an incident.', ({ failed }) => failed);
  ofSinks('sink_waiting', 'Incidents that a sink does not show yet as they are.', ({ waiting }) => waiting);
  ofSinks('sink_reachable', '1 while the last test of a sink passed, or none was made yet.', ({ selfTest }) =>
    selfTest === 'failed' ? 0 : 1,
  );
  single('recording_bytes', 'What recordings take on the disk.', () => view.recorder()?.state().bytes ?? 0);
  single(
    'recording_lost_events',
    'Events that were seen and are in no recording.',
    () => view.recorder()?.state().lost ?? 0,
  );
  single(
    'heartbeat_timestamp_seconds',
    'When the heartbeat was pushed last; 0 before the first, or where none is configured.',
    () => (view.heartbeat()?.state().lastPushed ?? 0) / 1000,
  );
  const durations = new Histogram({
    name: 'split_brain_watchdog_probe_duration_seconds',
    help: 'How long probes took, by what came of them.',
    labelNames: ['outcome'],
    buckets: BUCKETS,
    registers,
  });
  const observe = new Map(PROBE_OUTCOMES.map((outcome) => [outcome, durations.labels({ outcome })]));
  const proofs = new Counter({
    name: 'split_brain_watchdog_proofs_total',
    help: 'Times that two primaries at one time were proven anew.',
    labelNames: ['cluster'],
    registers,
  });
  for (const cluster of clusters) proofs.inc({ cluster }, 0);
  const proven = new Map<string, ReadonlySet<string>>();

  interface Asked {
    readonly help: string;
    readonly labelNames: readonly string[];
    readonly collect: (set: (labels: Readonly<Record<string, string>>, value: number) => void) => void;
  }
  function asked(name: string, { help, labelNames, collect }: Asked): void {
    new Gauge({
      name: `split_brain_watchdog_${name}`,
      help,
      labelNames: [...labelNames],
      registers,
      collect() {
        // What is not there any more is not said any more.
        this.reset();
        collect((labels, value) => {
          this.set(labels, value);
        });
      },
    });
  }
  function single(name: string, help: string, value: () => number): void {
    asked(name, {
      ...{ help, labelNames: [] },
      collect: (set) => {
        set({}, value());
      },
    });
  }
  function ofSinks(name: string, help: string, value: (sink: SinkState) => number): void {
    asked(name, {
      ...{ help, labelNames: ['sink'] },
      collect: (set) => {
        for (const sink of view.keeper()?.sinks() ?? []) set({ sink: sink.name }, value(sink));
      },
    });
  }
  return {
    registry,
    onEvent: (event) => {
      if (event.kind === 'probe') observe.get(event.outcome)?.observe((event.received - event.sent) / 1000);
    },
    onJudgement: ({ cluster, conditions }) => {
      const keys = new Set(conditions.flatMap(({ proof, key }) => (proof === null ? [] : [key])));
      const before = proven.get(cluster);
      for (const key of keys) if (before?.has(key) !== true) proofs.inc({ cluster });
      proven.set(cluster, keys);
    },
  };
}
