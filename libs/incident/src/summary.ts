import type { Concern } from './concern.ts';
import type { Incident } from './incident.ts';
import type { Tracked } from './incidents.ts';
import { severityRank } from './severity.ts';

/** What one incident says that stands for several of a kind. */
export function summaryOf(kind: string, members: readonly [Tracked, ...Tracked[]]): Concern {
  const named = members
    .map(({ incident }) => ({ incident, name: nameOf(incident), rank: severityRank(incident.severity) }))
    .toSorted((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : 1));
  const incidents = named.map(({ incident }) => incident);
  const [worst = members[0].incident] = incidents;
  const clusters = [...new Set(incidents.map(({ concern }) => concern.cluster))].toSorted();
  const [cluster = ''] = clusters;
  const runbooks = [...new Set(incidents.map(({ concern }) => concern.runbook))];
  return {
    key: summaryKey(kind),
    kind,
    severity: worst.severity,
    cluster: clusters.length === 1 ? cluster : 'several clusters',
    title: `${kind}: ${incidents.length} more at once`,
    summary:
      'So many opened within a minute that these are told together: look for what they have in common, such as a network, a site or whoever watches.',
    evidence: [
      { label: 'Open', text: String(incidents.length) },
      { label: 'Clusters', text: String(clusters.length) },
    ],
    lists: [{ title: 'Which', lines: named.map(({ name }) => name), complete: true }],
    nextSteps: worst.concern.nextSteps,
    runbook: runbooks.length === 1 ? worst.concern.runbook : null,
    sticky: members.some(({ incident, acknowledged }) => incident.concern.sticky && !acknowledged),
  };
}

export function summaryKey(kind: string): string {
  return `several/${kind}`;
}

/** How a summary names what it stands for. */
export function nameOf({ severity, concern, id }: Incident): string {
  return `${concern.cluster}: ${concern.title} (${severity}, ${id})`;
}
