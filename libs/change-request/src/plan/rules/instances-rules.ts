import { listed, passed, type Rule } from './rule.ts';
import { knownClusters, touchedClusters } from './touched-clusters.ts';

/** As many as are usual in production. */
const USUAL = 3;

/** What is asked of a change in the number of instances. */
export const instancesRules: readonly Rule[] = [
  {
    id: 'unusual-instances',
    summary: 'Is the new number of instances a usual one?',
    why: 'Five or more are not usual for production: each adds readers and a volume to pay for, but makes neither commits nor failovers safer by itself. With failoverQuorum a failover needs more than (standbys - synchronous.number) standbys in reach, so with number 1 it needs all of them. An even number tolerates as many losses as one less, and fills zones unevenly.',
    outcomes: ['warned'],
    judge: (situation) => {
      const unusual = touchedClusters(situation).flatMap(({ name, before, after }) =>
        after === undefined || after.instances === before?.instances || !isUnusual(after.instances)
          ? []
          : [`${name} gets ${after.instances} instances, ${whyUnusual(after.instances)}`],
      );
      if (unusual.length === 0) return passed('No number of instances becomes an unusual one.');
      return {
        outcome: 'warned',
        summary: `${listed(unusual)}.`,
        remedy: `${USUAL} are usual in production. With more, raise synchronous.number as well, or commits and failovers are no safer than before.`,
      };
    },
  },
  {
    id: 'scale-in-quorum',
    summary: 'Do instances go one at a time, and from a cluster that has all of them?',
    why: 'The operator takes the newest away without asking what it holds. If others are behind or away, it may be the one standby that has every commit, or the one that a failover needs.',
    outcomes: ['unknown', 'needs-override'],
    judge: (situation) => {
      const shrinking = touchedClusters(situation).filter(
        ({ change }) => change.status === 'changed' && change.impact.prediction.instancesRemoved > 0,
      );
      if (shrinking.length === 0) return passed('No instance goes.');
      const several = shrinking.filter(({ change }) => change.impact.prediction.instancesRemoved > 1);
      const names = new Set(shrinking.map(({ name }) => name));
      const known = knownClusters(situation).filter(({ name }) => names.has(name));
      const short = known.filter(({ facts: { instances } }) => instances.ready < instances.wanted);
      const found = [
        ...several.map(({ name, change }) => `${name} loses ${change.impact.prediction.instancesRemoved} at once`),
        ...short.map(({ name, facts: { instances } }) => `${name} has ${instances.ready} of ${instances.wanted} ready`),
      ];
      if (found.length > 0) {
        return {
          outcome: 'needs-override',
          summary: `Instances go: ${listed(found)}.`,
          remedy: 'Take one away, when all are ready; wait until commits and standbys are well; then the next.',
        };
      }
      if (known.length === shrinking.length) return passed('One instance goes, and all are ready.');
      return {
        outcome: 'unknown',
        summary: `Whether all instances are ready is not known of ${listed([...names])}.`,
        remedy: 'Look at the cluster before you merge.',
      };
    },
  },
];

function isUnusual(instances: number): boolean {
  return instances % 2 === 0 || instances > USUAL;
}

function whyUnusual(instances: number): string {
  if (instances === 2) return 'so that nobody can take over while one is away';
  if (instances % 2 === 1) return 'which is not usual for production';
  return 'an even number, which tolerates no more losses than one less';
}
