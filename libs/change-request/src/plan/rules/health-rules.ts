import type { ClusterChange } from '@postgres-ha/cluster-change';
import { isDisruptive, isRisky } from './risk.ts';
import { listed, passed, type Rule, type Saying, type Situation } from './rule.ts';
import { blindSpots, knownClusters, NOTHING_RUNS, type KnownCluster } from './touched-clusters.ts';

/** A proof of a backup older than that says little of today's: they are proven every night, and one night may be missed. */
export const PROOF_HOURS = 48;

/** What the facts of the running clusters say. Where there are none, a rule says so: it never takes silence for health. */
export const healthRules: readonly Rule[] = [
  {
    id: 'cluster-unhealthy',
    summary: 'Is every cluster that changes healthy, with all of its instances ready?',
    why: 'A restart takes one instance away. Where one is missing already, the next one may be the last that has every commit.',
    outcomes: ['unknown', 'warned', 'needs-override'],
    judge: (situation) =>
      ofKnown(situation, {
        isBad: ({ facts: { health, instances } }) => health !== 'healthy' || instances.ready < instances.wanted,
        isGrave: ({ change }) => isDisruptive(change),
        good: 'The clusters that change are healthy.',
        tell: ({ name, facts: { health, instances } }) =>
          `${name} (${health === 'unknown' ? 'health not known' : health}, ${instances.ready} of ${instances.wanted} instances ready)`,
        bad: 'Not healthy',
        remedy: 'Bring it back to health first; if this change is what does, a second person may write /override.',
      }),
  },
  {
    id: 'split-brain',
    summary: 'Does no cluster that changes have two primaries?',
    why: 'Two histories are being written. Whatever restarts or adds instances then may spread the wrong one over the right one, so that only a freeze or the beginning of maintenance goes through.',
    outcomes: ['unknown', 'warned', 'denied'],
    judge: (situation) => {
      const split = knownClusters(situation).filter(({ facts }) => facts.health === 'split-brain');
      const loud = split.filter(({ change }) => !isQuiet(change));
      if (split.length === 0) {
        const open = knownClusters(situation).filter(({ facts }) => facts.health === 'unknown');
        return elseBlind(
          situation,
          'No cluster that changes has two primaries.',
          open.map(({ name }) => name),
        );
      }
      const names = listed((loud.length > 0 ? loud : split).map(({ name }) => name));
      return {
        outcome: loud.length > 0 ? 'denied' : 'warned',
        summary: `Two primaries in ${names}.`,
        remedy:
          'End the split brain first: keep one history, fence the other. Only /freeze and /maintenance go through.',
      };
    },
  },
  {
    id: 'archiving-failing',
    summary: 'Is WAL of every cluster that changes being archived?',
    why: 'What was not archived is lost with the primary that wrote it, and a primary that stops waits for its archive until it is killed.',
    outcomes: ['unknown', 'warned', 'needs-override'],
    judge: (situation) =>
      ofKnown(situation, {
        isBad: ({ facts, before }) => facts.archiving === 'failing' && before?.backup !== 'none',
        isGrave: ({ change }) => isDisruptive(change),
        isOpen: ({ facts, before }) => facts.archiving === 'unknown' && before?.backup !== 'none',
        good: 'WAL is archived, where there is an archive.',
        tell: ({ name }) => name,
        bad: 'WAL is not being archived',
        remedy: 'Repair archiving first; if this change is what does, a second person may write /override.',
      }),
  },
  {
    id: 'backup-unproven',
    summary: `Was a backup of every cluster that is put at risk restored and looked into within ${PROOF_HOURS} hours?`,
    why: 'What a risky change spoils, only a backup brings back, and a backup that was never restored is a hope.',
    outcomes: ['unknown', 'warned', 'needs-override'],
    judge: (situation) => {
      const risky = {
        ...situation,
        changes: situation.changes.filter((change) => change.cluster !== undefined && isRisky(change)),
      };
      if (risky.changes.length === 0) return passed('Nothing is put at risk that a backup would have to bring back.');
      return ofKnown(risky, {
        isBad: ({ facts, before }) => before?.backup === 'none' || !isProven(facts, situation.now),
        isGrave: ({ before }) => before?.backup !== 'none',
        good: `Backups were proven within ${PROOF_HOURS} hours.`,
        tell: ({ name, facts: { newestProof }, before }) =>
          `${name} (${before?.backup === 'none' ? 'has no backups' : newestProof === undefined ? 'never' : `last at ${newestProof.provenAt.toISOString()}`})`,
        bad: `No backup was proven within ${PROOF_HOURS} hours`,
        remedy: 'Let backup-verifier prove one, then comment /plan; or a second person writes /override.',
      });
    },
  },
];

/** Nothing but the word that updates of the primary wait for a person. */
function isQuiet({ status, keys }: ClusterChange): boolean {
  return status === 'changed' && keys.every(({ key }) => key === 'primaryUpdateStrategy');
}

function isProven({ newestProof }: KnownCluster['facts'], now: Date): boolean {
  return newestProof !== undefined && now.getTime() - newestProof.provenAt.getTime() <= PROOF_HOURS * 3_600_000;
}

interface Question {
  readonly isBad: (cluster: KnownCluster) => boolean;
  /** Whether that asks for an override, and is not only to be known. */
  readonly isGrave: (cluster: KnownCluster) => boolean;
  /** Whether the facts leave it open. */
  readonly isOpen?: (cluster: KnownCluster) => boolean;
  readonly good: string;
  readonly bad: string;
  readonly tell: (cluster: KnownCluster) => string;
  readonly remedy: string;
}

function ofKnown(situation: Situation, question: Question): Saying {
  const { isBad, isGrave, isOpen = () => false, good, bad, tell, remedy } = question;
  const known = knownClusters(situation);
  const found = known.filter(isBad);
  if (found.length > 0) {
    const outcome = found.some(isGrave) ? 'needs-override' : 'warned';
    return { outcome, summary: `${bad}: ${listed(found.map(tell))}.`, remedy };
  }
  return elseBlind(
    situation,
    good,
    known.filter(isOpen).map(({ name }) => name),
  );
}

function elseBlind(situation: Situation, good: string, open: readonly string[] = []): Saying {
  if (situation.facts.size === 0) return passed(NOTHING_RUNS);
  const blind = [...blindSpots(situation), ...open];
  if (blind.length === 0) return passed(good);
  return {
    outcome: 'unknown',
    summary: `Not known for ${listed(blind)}.`,
    remedy: 'Look at the cluster before you merge.',
  };
}
