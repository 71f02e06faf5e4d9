import type { Cluster, Environment, LocateIntent } from '../cluster.ts';
import { formatKeyPath, type KeyPath } from '../source/key-path.ts';
import type { Finding } from './finding.ts';
import type { Neighbours } from './neighbours.ts';

/** What a person reads when they ask `explain <id>`. */
export interface Explanation {
  readonly id: string;
  readonly level: Finding['level'];
  /** One sentence. */
  readonly summary: string;
  /** Why it matters, and what to do. */
  readonly detail: string;
  /** Where the fact comes from. */
  readonly source: string;
}

/** A place in an intent that breaks a rule. */
export interface Breach {
  readonly path: KeyPath;
  readonly found: string;
  readonly expected: string;
  readonly remedy?: string;
}

export interface Rule<Subject> extends Explanation {
  readonly breaches: (subject: Subject) => readonly Breach[];
}

/** A cluster, the environment it stands in, and the clusters of that environment. */
export interface ClusterInEnvironment {
  readonly cluster: Cluster;
  readonly environment: Environment;
  readonly neighbours: Neighbours;
}

/** What the rules find in a subject, each at its place. */
export function findingsOf<Subject>(
  rules: readonly Rule<Subject>[],
  subject: Subject,
  locate: LocateIntent,
): readonly Finding[] {
  return rules.flatMap(({ id, level, breaches }) =>
    breaches(subject).map(({ path, ...breach }) => ({
      level,
      problem: { id, ...locate(path), at: formatKeyPath(path), ...breach },
    })),
  );
}
