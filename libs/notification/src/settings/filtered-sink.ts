import type { Incident, IncidentSeverity, IncidentSink, Json } from '@postgres-ha/incident';
import { z } from 'zod';
import { incidentWithoutSecrets } from '../without-secrets.ts';
import type { SinkFilter } from './notify-settings.ts';

const RANK = { info: 0, warning: 1, critical: 2 } as const satisfies Record<IncidentSeverity, number>;

const progressSchema = z.object({ openedAt: z.string(), inner: z.json() });

/** Whether a sink is to show an incident at all: by the worst that it ever was, so that what is shown once is shown to its end. */
export function isFor({ worst, concern }: Incident, { minimumSeverity = 'info', kinds }: SinkFilter): boolean {
  if (RANK[worst] < RANK[minimumSeverity]) return false;
  return kinds === undefined || kinds.some((kind) => isOfKind(concern.kind, kind));
}

function isOfKind(kind: string, pattern: string): boolean {
  return pattern.endsWith('/*') ? kind.startsWith(pattern.slice(0, -1)) : kind === pattern;
}

/** Passes on what passes the filter, and then all of it, also when its kind or severity changes; without secrets that are known. */
export function filteredSink(
  sink: IncidentSink,
  { secrets, ...filter }: SinkFilter & { readonly secrets: readonly string[] },
): IncidentSink {
  return {
    name: sink.name,
    refreshMs: sink.refreshMs,
    deliver: async (incident, { progress, save, signal }) => {
      const parsed = progressSchema.safeParse(progress);
      const before = parsed.success ? parsed.data : undefined;
      if (before?.openedAt !== incident.openedAt && !isFor(incident, filter)) return;
      const { openedAt } = incident;
      const keep = (inner: Json): Promise<void> => save({ openedAt, inner });
      if (before?.openedAt !== openedAt) await keep(before?.inner ?? null);
      await sink.deliver(incidentWithoutSecrets(incident, secrets), {
        progress: before?.inner ?? undefined,
        save: keep,
        signal,
      });
    },
    selfTest: (options) => sink.selfTest(options),
  };
}
