import type { Incident } from '@postgres-ha/incident';
import type { Judgement } from '@postgres-ha/split-brain';
import type { Log } from '@postgres-ha/worker-runtime';
import type { RecorderTrouble } from '../recordings/recorder.ts';
import type { HeartbeatState } from './heartbeat.ts';
import type { PrimaryChange } from './primary-history.ts';

/** Writes each change of what is known of clusters; what stays as it is is in the metrics. */
export function judgementLog(log: Log): (judgement: Judgement) => void {
  const told = new Map<string, string>();
  return ({ cluster, state, conditions }) => {
    const shown = conditions.map(({ state: each, severity, members, key }) => ({
      state: each,
      severity,
      members,
      key,
    }));
    const text = JSON.stringify([state, shown]);
    if (told.get(cluster) === text) return;
    const isFirst = !told.has(cluster);
    told.set(cluster, text);
    const worst = conditions.some(({ severity }) => severity === 'critical')
      ? 'error'
      : conditions.some(({ severity }) => severity === 'warning')
        ? 'warn'
        : 'info';
    log[worst](isFirst ? 'state-known' : 'state-changed', { cluster, state, conditions: shown });
  };
}

export function logPrimaryChange(log: Log, { cluster, from, to, kind, lastOfOld, firstOfNew }: PrimaryChange): void {
  log.info('primary-changed', { cluster, from, to, kind, tookSeconds: (firstOfNew - lastOfOld) / 1000 });
}

export function logIncident(log: Log, { id, status, severity, concern, revision, timeline }: Incident): void {
  const { key, kind, cluster, title } = concern;
  const level = status === 'resolved' ? 'info' : severity === 'critical' ? 'error' : 'warn';
  log[level]('incident', { id, status, severity, key, kind, cluster, title, revision, last: timeline.at(-1)?.kind });
}

export function logRecorder(log: Log, trouble: RecorderTrouble): void {
  switch (trouble.kind) {
    case 'failing':
      log.error('recordings-failing', { code: trouble.code });
      return;
    case 'working-again':
      log.info('recordings-working-again', { lost: trouble.lost });
      return;
    case 'incident-dropped':
      log.warn('recordings-of-incident-dropped', { paths: trouble.paths });
  }
}

export function logHeartbeat(log: Log, { held }: HeartbeatState): void {
  if (held === undefined) log.info('heartbeat-pushed');
  else log.warn('heartbeat-held-back', { because: held });
}
