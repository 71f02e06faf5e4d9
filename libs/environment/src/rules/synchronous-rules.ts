import type { ClusterInEnvironment, Rule } from './rule.ts';

/** Rules about synchronous replication. */
export const synchronousRules: readonly Rule<ClusterInEnvironment>[] = [
  {
    id: 'synchronous-number',
    level: 'error',
    summary: 'There must be more instances than standbys that every commit waits for.',
    detail:
      'CloudNativePG refuses it: with as many synchronous standbys as instances no commit could ever be acknowledged.',
    source: 'CloudNativePG 1.30 webhook: postgresql.synchronous.number',
    breaches: ({ cluster: { synchronous, instances } }) =>
      synchronous !== 'none' && synchronous.number >= instances
        ? [
            {
              path: ['synchronous', 'number'],
              found: `${synchronous.number} with ${instances} instances`,
              expected: `at most ${instances - 1}`,
            },
          ]
        : [],
  },
  {
    id: 'synchronous-spare',
    level: 'error',
    summary: 'With required durability there must be one standby to spare.',
    detail:
      'With dataDurability required a commit waits until `number` standbys have it. If exactly that many exist, every restart of one of them stops all writes. Have at least number + 2 instances, or ask for fewer synchronous standbys.',
    source: 'house rule; CloudNativePG issue 5964',
    breaches: ({ cluster: { synchronous, instances } }) =>
      synchronous !== 'none' &&
      synchronous.dataDurability === 'required' &&
      synchronous.number < instances &&
      instances < synchronous.number + 2
        ? [
            {
              path: ['instances'],
              found: String(instances),
              expected: `at least ${synchronous.number + 2} for ${synchronous.number} synchronous standbys with required durability`,
            },
          ]
        : [],
  },
  {
    id: 'synchronous-preferred',
    level: 'warning',
    summary: 'preferred durability lets an isolated primary acknowledge commits alone.',
    detail: 'Those commits are lost when another instance is promoted. Use required, with a standby to spare.',
    source: 'CloudNativePG 1.30: dataDurability',
    breaches: ({ cluster: { synchronous } }) =>
      synchronous !== 'none' && synchronous.dataDurability === 'preferred'
        ? [{ path: ['synchronous', 'dataDurability'], found: 'preferred', expected: 'required' }]
        : [],
  },
  {
    id: 'shutdown-order',
    level: 'error',
    summary: 'stopDelay must leave at least 15 s after smartShutdownTimeout.',
    detail:
      'The smart shutdown comes first; what is left of stopDelay is all the time the fast shutdown has before PostgreSQL is killed.',
    source: 'CloudNativePG 1.30: stopDelay and smartShutdownTimeout',
    breaches: ({ cluster: { stopDelay, smartShutdownTimeout } }) =>
      stopDelay - smartShutdownTimeout < 15
        ? [
            {
              path: ['stopDelay'],
              found: `${stopDelay} s with a smart shutdown of ${smartShutdownTimeout} s`,
              expected: `at least ${smartShutdownTimeout + 15} s`,
            },
          ]
        : [],
  },
];
