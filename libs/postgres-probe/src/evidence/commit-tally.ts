import type { CommitPage, CommitRecord, Writes } from './commit-page.ts';

/** Adds pages up, in the order of the log. A transaction may write in one page and commit in a later one. */
export interface CommitTally {
  readonly add: (page: CommitPage) => void;
  /** Commits of transactions that wrote nothing a client can read, as far as these pages show. */
  readonly unproven: () => readonly CommitRecord[];
  /** Counts some of these after all. */
  readonly accept: (commits: readonly CommitRecord[]) => void;
  /** Oldest first, at most as many as are kept. */
  readonly commits: () => readonly CommitRecord[];
  readonly count: () => number;
  readonly relations: () => readonly Writes[];
  /** Transactions that wrote and have not committed. */
  readonly openCount: () => number;
}

export function commitTally(keep: number): CommitTally {
  const open = new Map<string, Map<string, number>>();
  const relations = new Map<string, number>();
  const unproven: CommitRecord[] = [];
  let kept: CommitRecord[] = [];
  let count = 0;

  const write = (to: Map<string, number>, { relation, records }: Writes): void => {
    to.set(relation, (to.get(relation) ?? 0) + records);
  };
  const settle = (transaction: string): boolean => {
    const writes = open.get(transaction);
    for (const [relation, records] of writes ?? []) write(relations, { relation, records });
    return open.delete(transaction);
  };
  return {
    add: (page) => {
      for (const commit of page.commits) {
        const before = [commit.transaction, ...commit.subtransactions].map(settle);
        if (commit.wrote || before.includes(true)) {
          count += 1;
          if (kept.length < keep) kept.push(commit);
        } else unproven.push(commit);
      }
      for (const writes of page.committed) write(relations, writes);
      for (const writes of page.open) {
        const of = open.get(writes.transaction) ?? new Map<string, number>();
        write(of, writes);
        open.set(writes.transaction, of);
      }
    },
    unproven: () => unproven,
    accept: (commits) => {
      count += commits.length;
      kept = [...kept, ...commits].sort((a, b) => compareLsn(a.lsn, b.lsn)).slice(0, keep);
    },
    commits: () => kept,
    count: () => count,
    relations: () => [...relations].map(([relation, records]) => ({ relation, records })),
    openCount: () => open.size,
  };
}

/** Both halves are hexadecimal without leading zeroes. */
function compareLsn(a: string, b: string): number {
  const [left, right] = [padded(a), padded(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function padded(text: string): string {
  return text
    .split('/')
    .map((half) => half.padStart(8, '0'))
    .join('/');
}
