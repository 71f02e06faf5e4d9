import type { Instant } from '@postgres-ha/split-brain';
import type { FleetWatch } from '@postgres-ha/cluster-watch';
import type { WatchConfig } from '../config/watch-config.ts';
import type { IncidentKeeper } from '../incidents/incident-keeper.ts';
import type { Recorder } from '../recordings/recorder.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { PrimaryHistory } from './primary-history.ts';
import { clusterStatus } from './cluster-status.ts';
import type { WatchStatus } from './watch-status.ts';

/** What is known while it is watched. */
export interface LiveView {
  readonly config: WatchConfig;
  readonly startedAt: Date;
  /** Of the clock on the wall. */
  readonly now: () => number;
  readonly instant: () => Instant;
  readonly fleet: () => FleetWatch | undefined;
  readonly keeper: () => IncidentKeeper | undefined;
  readonly recorder: () => Recorder | undefined;
  readonly heartbeat: () => Heartbeat | undefined;
  readonly history: PrimaryHistory;
}

export function watchStatus(view: LiveView): WatchStatus {
  const { config, now, instant, fleet, keeper, recorder, heartbeat, startedAt } = view;
  const wall = now();
  const at = instant();
  // What was on the wall when it was seen; the clock may have been set since.
  const iso = (seen: Instant): string => new Date(wall - (at - seen)).toISOString();
  const states = new Map(fleet()?.clusters.map(({ cluster, judgement }) => [cluster, judgement()]));
  const doubt = fleet()?.doubt();
  const beat = heartbeat()?.state();
  return {
    now: new Date(wall).toISOString(),
    observer: config.observer,
    startedAt: startedAt.toISOString(),
    doubtSince: doubt === undefined ? null : iso(doubt.since),
    clusters: config.clusters.map((watched) =>
      clusterStatus(watched, {
        ...{ iso, runbooks: config.runbooks, judgement: states.get(watched.cluster.name) },
        changes: view.history.changes(watched.cluster.name),
      }),
    ),
    incidents: [...(keeper()?.incidents() ?? [])].sort(
      (a, b) =>
        Number(a.status === 'resolved') - Number(b.status === 'resolved') || (a.changedAt < b.changedAt ? 1 : -1),
    ),
    sinks: keeper()?.sinks() ?? [],
    heartbeat:
      beat === undefined
        ? null
        : {
            lastPushed: beat.lastPushed === undefined ? null : new Date(beat.lastPushed).toISOString(),
            held: beat.held ?? null,
          },
    recordings: recorder()?.state() ?? null,
  };
}
