import { SinkError, type IncidentSink, type Json } from '@postgres-ha/incident';
import { z } from 'zod';
import { httpGet, httpPost } from '../http-post.ts';
import { deadlineOf, systemClock, type SinkClock } from '../sink-clock.ts';
import { incidentWithoutSecrets } from '../without-secrets.ts';
import { alertOf, endedAlert, type AlertLabels } from './alert.ts';

export interface AlertmanagerSinkOptions {
  /** `https://alertmanager.example.org`, with the prefix of its routes, if it has one. One sink for each member of an Alertmanager cluster. */
  readonly url: string;
  readonly name?: string;
  /** Such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Besides those of the incident. */
  readonly labels?: AlertLabels;
  /** How often an open incident is sent again: Alertmanager keeps alerts in memory only. 60 s by default. */
  readonly refreshMs?: number;
  /** For how long an alert holds when it is not sent again. Ten times `refreshMs` by default. */
  readonly holdMs?: number;
  readonly timeoutMs?: number;
  readonly clock?: SinkClock;
}

/** Label sets that Alertmanager may hold as firing for this incident. */
const progressSchema = z.object({ firing: z.array(z.record(z.string(), z.string())) });

/**
 * One alert per incident. Sending is idempotent, so that any failure is a repetition. A change of severity is another set of labels, hence
 * another alert for Alertmanager: the old one is ended by the same request that begins the new one.
 */
export function alertmanagerSink(options: AlertmanagerSinkOptions): IncidentSink {
  const { url, headers = {}, labels = {}, refreshMs = 60_000, timeoutMs = 10_000, clock = systemClock } = options;
  const { holdMs = 10 * refreshMs, name = `alertmanager:${new URL(url).host}` } = options;
  const base = url.replace(/\/+$/, '');
  const secrets = Object.values(headers);
  const deadline = (): AbortSignal => deadlineOf(clock, timeoutMs);
  return {
    name,
    refreshMs,
    deliver: async (given, { progress, save, signal }) => {
      const incident = incidentWithoutSecrets(given, secrets);
      const alert = alertOf(incident, { now: clock.now(), holdMs, labels });
      const before = firingOf(progress).filter((each) => keyOf(each) !== keyOf(alert.labels));
      const alerts = [...before.map((each) => endedAlert(each, incident)), alert];
      const firing = alerts.map((each) => each.labels);
      // Known before it is sent: whatever comes between, the next delivery ends what this one began.
      if (!sameSets(firing, firingOf(progress))) await save({ firing });
      await httpPost({
        name,
        url: `${base}/api/v2/alerts`,
        headers,
        body: JSON.stringify(alerts),
        deadline: deadline(),
        signal,
      });
      if (before.length > 0) await save({ firing: [alert.labels] });
    },
    selfTest: async ({ signal }) => {
      const status = await httpGet({ name, url: `${base}/api/v2/status`, headers, deadline: deadline(), signal });
      if (!isStatus(status)) {
        throw new SinkError(
          'refused',
          `${name}: what answers is no Alertmanager. Give its address as far as before /api/v2.`,
        );
      }
      // no alerts, but through the same door
      await httpPost({ name, url: `${base}/api/v2/alerts`, headers, body: '[]', deadline: deadline(), signal });
    },
  };
}

function firingOf(progress: Json | undefined): readonly AlertLabels[] {
  const parsed = progressSchema.safeParse(progress);
  return parsed.success ? parsed.data.firing : [];
}

function sameSets(a: readonly AlertLabels[], b: readonly AlertLabels[]): boolean {
  return a.length === b.length && a.every((labels, index) => keyOf(labels) === keyOf(b[index] ?? {}));
}

function keyOf(labels: AlertLabels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isStatus(text: string): boolean {
  try {
    return z.object({ versionInfo: z.object({ version: z.string() }) }).safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
