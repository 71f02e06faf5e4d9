import { fitChapters, inUnits, type RankedChapter } from '@postgres-ha/markup';
import { clusterList } from './cluster-list.ts';
import type { ClusterState } from './cluster-state.ts';
import { MOST_BODY } from './limits.ts';
import { writeMarker } from './marker.ts';
import { counted, inOrder, momentText } from './words.ts';

export interface DashboardIssue {
  readonly title: string;
  readonly body: string;
}

export interface DashboardOptions {
  readonly now: Date;
  /** Default: `Databases: state and open changes`. */
  readonly title?: string;
}

/**
 * One issue with the state of every cluster. What asks for somebody stands first and in full; the others take as much as there is room for: a
 * row each, or their names, or how many there are. The order depends on names alone.
 */
export function dashboardIssue(
  states: readonly ClusterState[],
  { now, title = 'Databases: state and open changes' }: DashboardOptions,
): DashboardIssue {
  const sorted = states.toSorted(
    (one, other) => inOrder(one.environment, other.environment) || inOrder(one.cluster, other.cluster),
  );
  const groups = Map.groupBy(sorted, groupOf);
  const of = (group: Group) => groups.get(group) ?? [];
  const chapters: readonly RankedChapter[] = [
    { rank: 0, least: 0, text: () => `${writeMarker({ kind: 'dashboard' })}\n${summaryText(sorted, now)}` },
    { rank: 1, least: 400, text: clusterList('### Something is open or not in order', of('attention')) },
    { rank: 2, least: 400, text: clusterList('### Nothing is known of these', of('unknown')) },
    { rank: 3, least: 400, text: clusterList('### In order, as far as is known', of('quiet')) },
    {
      rank: 0,
      least: 0,
      text: () =>
        '_Kept up to date by the bot; what is written into this text is overwritten. Comment `/help` for what can be asked for._',
    },
  ];
  return { title, body: fitChapters(chapters, { most: MOST_BODY, measure: inUnits }) };
}

type Group = 'attention' | 'unknown' | 'quiet';

function groupOf({ facts, open, freeze, maintenance, drift, nextDue }: ClusterState): Group {
  const something = open.length > 0 || freeze !== undefined || maintenance !== undefined || nextDue !== undefined;
  if (something || (drift ?? 0) > 0) return 'attention';
  if (facts.kind === 'unknown') return 'unknown';
  const { health, archiving, instances } = facts.facts;
  if (health === 'unknown' || archiving === 'unknown') return 'unknown';
  const good = health === 'healthy' && archiving === 'working' && instances.ready >= instances.wanted;
  if (!good) return 'attention';
  return drift === undefined ? 'unknown' : 'quiet';
}

function summaryText(states: readonly ClusterState[], now: Date): string {
  const count = (is: (state: ClusterState) => boolean) => states.filter(is).length;
  const open = new Set(states.flatMap((state) => state.open.map(({ number }) => number))).size;
  const parts = [
    `**${counted(states.length, 'cluster')}**`,
    `${count(isHealthy)} healthy`,
    `${count(({ facts }) => facts.kind === 'unknown' || facts.facts.health === 'unknown')} unknown`,
    `${count((state) => state.facts.kind === 'known' && !['healthy', 'unknown'].includes(state.facts.facts.health))} not healthy`,
    counted(open, 'open pull request'),
    `${count(({ freeze }) => freeze !== undefined)} frozen`,
    `${count(({ maintenance }) => maintenance !== undefined)} in maintenance`,
  ];
  return `${parts.join(', ')}; as of ${momentText(now)}.`;
}

function isHealthy({ facts }: ClusterState): boolean {
  return facts.kind === 'known' && facts.facts.health === 'healthy';
}
