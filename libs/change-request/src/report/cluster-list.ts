import {
  codeInCell,
  cut,
  inlineCode,
  link,
  linesThatFit,
  prose,
  tableHead,
  tableRow,
  type Chapter,
} from '@postgres-ha/markup';
import type { ClusterState, OpenIntent } from './cluster-state.ts';
import { factsText } from './facts-words.ts';
import { inOrder, momentText } from './words.ts';

/**
 * Clusters in a table; where there is no room for a row each, as many rows as fit in most of it and the names of the others; then names alone;
 * then how many there are in each environment.
 */
export function clusterList(heading: string, states: readonly ClusterState[]): Chapter {
  const titled = `${heading} (${states.length})`;
  const head = `${titled}\n\n${tableHead(COLUMNS)}`;
  return ({ most, measure }) => {
    if (states.length === 0) return '';
    const rows = linesThatFit(rowsOf(states), { most: most - measure(head), measure });
    if (rows.length === states.length) return [head, ...rows].join('\n');
    const some = linesThatFit(rowsOf(states), { most: Math.floor((most * 2) / 3) - measure(head), measure });
    const others = states.slice(some.length);
    const table = some.length === 0 ? titled : [head, ...some].join('\n');
    const tiers = [
      `${table}\n\n${namesText(others)}`,
      `${table}\n\n${countsText(others)}`,
      `${titled}\n\n${countsText(states)}`,
    ];
    return tiers.find((text) => measure(text) <= most) ?? '';
  };
}

const COLUMNS = ['Cluster', 'State', 'Open', 'Calendar', 'Rendered files', 'Next'];

/** Only as many as are looked at are written. */
function* rowsOf(states: readonly ClusterState[]): Generator<string> {
  for (const { environment, cluster, facts, open, freeze, maintenance, drift, nextDue } of states) {
    yield tableRow([
      codeInCell(cut(`${environment}/${cluster}`, 140)),
      factsText(facts, codeInCell),
      openText(open),
      calendarText({ freeze, maintenance }),
      drift === undefined ? 'unknown' : drift === 0 ? 'follow' : `${drift} do not follow`,
      nextDue === undefined ? '' : `${momentText(nextDue.at)}: ${prose(cut(nextDue.what, 100))}`,
    ]);
  }
}

const VERDICT = { clean: 'clean', 'needs-override': 'needs an override', denied: 'denied' } as const;

function openText(open: readonly OpenIntent[]): string {
  const sorted = open.toSorted((one, other) => one.number - other.number);
  const shown = sorted.slice(0, 3).map(({ number, url, title, verdict }) => {
    const state = verdict === undefined ? 'not judged' : VERDICT[verdict];
    return `${link(`Pull request ${number}`, url)}: ${prose(cut(title, 120))} (${state})`;
  });
  const hidden = open.length - shown.length;
  return [...shown, ...(hidden > 0 ? [`and ${hidden} more`] : [])].join('; ');
}

function calendarText({ freeze, maintenance }: Pick<ClusterState, 'freeze' | 'maintenance'>): string {
  const parts = [
    ...(freeze === undefined ? [] : [`**frozen**${spanText(freeze)}`]),
    ...(maintenance === undefined ? [] : [`maintenance${spanText(maintenance)}`]),
  ];
  return parts.join('; ');
}

function spanText({ until, reason }: { readonly until: Date | undefined; readonly reason: string }): string {
  const end = until === undefined ? ' until someone ends it' : ` until ${momentText(until)}`;
  return reason === '' ? end : `${end}: ${prose(cut(reason, 120))}`;
}

/** ``- `production`: `orders`, `shop` `` */
function namesText(states: readonly ClusterState[]): string {
  return byEnvironment(states)
    .map(([environment, clusters]) => {
      const names = clusters.map(({ cluster }) => inlineCode(cut(cluster, 70)));
      return `- ${inlineCode(cut(environment, 70))}: ${names.join(', ')}`;
    })
    .join('\n');
}

function countsText(states: readonly ClusterState[]): string {
  const counts = byEnvironment(states).map(
    ([environment, clusters]) => `${inlineCode(cut(environment, 70))} ${clusters.length}`,
  );
  const shown = counts.slice(0, 20);
  return [
    ...shown,
    ...(counts.length > shown.length ? [`and ${counts.length - shown.length} more environments`] : []),
  ].join(', ');
}

function byEnvironment(states: readonly ClusterState[]): readonly (readonly [string, readonly ClusterState[]])[] {
  return [...Map.groupBy(states, ({ environment }) => environment)].toSorted(([one], [other]) => inOrder(one, other));
}
