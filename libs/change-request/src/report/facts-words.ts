import { cut, inlineCode } from '@postgres-ha/markup';
import type { ClusterFacts, FactsReading } from '@postgres-ha/cluster-facts';
import { ageText, counted, inOrder, momentText, short } from './words.ts';

const BECAUSE: Readonly<Record<Extract<FactsReading, { readonly kind: 'unknown' }>['because'], string>> = {
  'never-published': 'never published',
  expired: 'expired',
  unreadable: 'not readable',
  'from-the-future': 'observed later than now',
  'another-cluster': 'of another cluster',
};

/**
 * What is known of a running cluster and how old that is, or why nothing is: one line of Markdown.
 * @param code how names are written; in a table `codeInCell`
 */
export function factsText(reading: FactsReading, code: (text: string) => string = inlineCode): string {
  if (reading.kind === 'unknown') return `unknown: ${BECAUSE[reading.because]}`;
  const { facts, ageSeconds } = reading;
  return `${facts.health} at ${momentText(facts.observedAt)} (${ageText(ageSeconds)}), ${detailText(facts, code)}`;
}

function detailText(
  { instances, primary, archiving, newestProof }: ClusterFacts,
  code: (text: string) => string,
): string {
  const proof =
    newestProof === undefined
      ? 'no backup is proven'
      : `backup ${code(cut(newestProof.backupId, 40))} proven (${code(cut(newestProof.level, 20))}) at ${momentText(newestProof.provenAt)}`;
  return [
    `${instances.ready} of ${instances.wanted} instances ready`,
    primary === undefined ? 'primary unknown' : `primary ${code(cut(primary, 60))}`,
    archiving === 'unknown' ? 'archiving unknown' : `archiving ${archiving}`,
    proof,
  ].join(', ');
}

/** Of several clusters: those of which nothing is known are counted, of the others the first are shown. */
export function factsLine(facts: ReadonlyMap<string, FactsReading>): string {
  const entries = [...facts].toSorted(([one], [other]) => inOrder(one, other));
  if (entries.length === 0) return 'unknown: none were asked for';
  const shown = entries.slice(0, 2).map(([cluster, reading]) => `${short(cluster)}: ${factsText(reading)}`);
  const others = entries.slice(2);
  if (others.length === 0) return shown.join('; ');
  const unknown = others.filter(([, { kind }]) => kind === 'unknown').length;
  return [...shown, `of ${counted(others.length, 'more cluster')} ${unknown} unknown`].join('; ');
}
