import type { ClusterInEnvironment, Rule } from './rule.ts';

/** Below this, a primary that is told to stop may be killed before its last WAL is archived. */
const SAFE_SWITCHOVER_DELAY_S = 60;

/** Where what is usually asked for means something else to CloudNativePG; said once per run of `check`. */
export const noteRules: readonly Rule<ClusterInEnvironment>[] = [
  {
    id: 'switchover-delay-short',
    level: 'warning',
    summary: 'A short switchoverDelay can lose data.',
    detail:
      'switchoverDelay is not the length of a switchover. It is the time that the old primary has for a fast shutdown, which includes archiving its last WAL; then it is killed. A switchover that has nothing to archive takes seconds whatever the value. Keep it at minutes: 300 s is shipped.',
    source: 'CloudNativePG 1.30: spec.switchoverDelay',
    breaches: ({ cluster }) =>
      cluster.switchoverDelay < SAFE_SWITCHOVER_DELAY_S && cluster.backup !== 'none'
        ? [
            {
              path: ['switchoverDelay'],
              found: `${cluster.switchoverDelay} s`,
              expected: `at least ${SAFE_SWITCHOVER_DELAY_S} s`,
            },
          ]
        : [],
  },
  {
    id: 'switchover-delay-corrected',
    level: 'note',
    summary: 'switchoverDelay is minutes, not the 15 s that is often asked for.',
    detail:
      'The value bounds how long the old primary may archive its last WAL before it is killed; 15 s would cut that off under load. The pause that clients see does not depend on it.',
    source: 'CloudNativePG 1.30: spec.switchoverDelay; requirement R2.5',
    breaches: ({ cluster }) =>
      cluster.switchoverDelay >= SAFE_SWITCHOVER_DELAY_S && cluster.switchoverDelay < 3600
        ? [
            {
              path: ['switchoverDelay'],
              found: `${cluster.switchoverDelay} s`,
              expected: '15 s in the requirement list',
            },
          ]
        : [],
  },
  {
    id: 'synchronous-names-corrected',
    level: 'note',
    summary: 'FIRST 1 (*) is written as synchronous: {method: first, number: 1}.',
    detail:
      'CloudNativePG owns synchronous_standby_names and writes the names of the real standbys, never *, which would also match a tool that streams WAL.',
    source: 'CloudNativePG 1.30: spec.postgresql.synchronous; requirement R2.6',
    breaches: ({ cluster: { synchronous } }) =>
      synchronous !== 'none' && synchronous.method === 'first'
        ? [
            {
              path: ['synchronous', 'method'],
              found: `first ${synchronous.number} by name`,
              expected: 'FIRST 1 (*) in the requirement list',
            },
          ]
        : [],
  },
];
