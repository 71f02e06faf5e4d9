import { EVIDENCE_FORMAT, WATCHED_KINDS, unseen, type Evidence, type Look, type Target } from '@postgres-ha/diagnosis';
import type { Reports } from './report-looks.ts';

/** Evidence of which every look is the same: none was taken. */
export function noEvidence(
  target: Target,
  { takenAt, look }: { readonly takenAt: string; readonly look: Look<never> },
): Evidence {
  return {
    ...{ format: EVIDENCE_FORMAT, takenAt, target, intent: look, kubernetes: look, ...noReports(), cut: [] },
    ...{ cluster: look, events: look, admission: look, objectStore: look, certificates: look, volumes: look },
    objects: Object.fromEntries(WATCHED_KINDS.map((kind) => [kind, look])) as unknown as Evidence['objects'],
    operator: {
      ...{ deployment: look, pods: look, plugin: look, pluginPods: look, services: look, endpoints: look },
      ...{ logs: [], access: look, definitions: look, webhooks: look },
    },
    ...{ logs: [], instances: [], poolers: [], reaches: [], secrets: [] },
  };
}

export function noReports(): Reports {
  return {
    proofs: unseen('skipped', 'the backup verifier was not asked'),
    watch: unseen('skipped', 'the split-brain watchdog was not asked'),
    alerts: unseen('skipped', 'Alertmanager was not asked'),
  };
}
