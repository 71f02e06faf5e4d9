import type { ProofFinding } from '../content/proof-finding.ts';
import type { AmcheckDatabase, AmcheckProblem, DataEvidence } from './data-evidence.ts';
import { damaged, failureText, isCorruption, notice, unknown, type Judged } from './data-finding.ts';
import type { AmcheckPolicy } from './data-policy.ts';
import { databaseFindings } from './judge-queries.ts';

const ANOTHER =
  'Run amcheck on the running cluster. Where it is good there, restore from another backup and take a new one.';

export function amcheckFindings(
  policy: AmcheckPolicy,
  evidence: DataEvidence,
  judged: Judged,
): readonly ProofFinding[] {
  const { amcheck, databases } = evidence;
  const wanted =
    policy.databases === 'all'
      ? databases.filter(({ state }) => state !== 'closed').map(({ name }) => name)
      : policy.databases;
  const place = (database: string): string => `amcheck in database ${database}`;
  if (wanted.length === 0) return [nothingChecked(judged)];
  return [
    ...wanted.flatMap((database) => {
      const looked = amcheck?.databases.find(({ name }) => name === database);
      return looked === undefined
        ? databaseFindings(database, { evidence, place: place(database), judged })
        : endFindings(looked, { place: place(database), policy, judged });
    }),
    ...(amcheck?.problems ?? []).map((problem) => problemFinding(problem, judged)),
  ];
}

function nothingChecked(judged: Judged): ProofFinding {
  return unknown('data-not-checked', judged, {
    place: 'amcheck',
    found: 'no database that was looked into',
    expected: 'at least one',
    remedy: 'Name databases in the policy, or leave them out for all.',
  });
}

interface Ending {
  readonly place: string;
  readonly policy: AmcheckPolicy;
  readonly judged: Judged;
}

function endFindings(looked: AmcheckDatabase, { place, policy, judged }: Ending): readonly ProofFinding[] {
  switch (looked.kind) {
    case 'checked':
      return [];
    case 'unavailable':
      return [
        unknown('amcheck-unavailable', judged, {
          place,
          found: looked.why,
          expected: 'the extension amcheck with verify_heapam and bt_index_parent_check',
          remedy: "Give programs that have amcheck with --postgres-bin, best those of the cluster's own image.",
        }),
      ];
    case 'failed':
      return [
        isCorruption(looked.failure)
          ? damaged('data-unreadable', judged, {
              place,
              found: `PostgreSQL met damage in its catalogue: ${failureText(looked.failure)}`,
              expected: 'a catalogue that can be read',
              remedy: ANOTHER,
            })
          : unknown('amcheck-failed', judged, {
              place,
              found: `the error ${failureText(looked.failure)}`,
              expected: 'a look at every heap and index',
              remedy: 'Run amcheck in this database of the running cluster, and see what it says.',
            }),
      ];
    case 'time-limit':
      return [
        unknown('amcheck-time-limit', judged, {
          place,
          found: `the limit of ${policy.timeLimitSeconds} s passed with ${looked.left} relations left`,
          expected: 'a look at every heap and index',
          remedy: 'Raise the time limit of amcheck, or name fewer databases.',
        }),
      ];
    default:
      return looked satisfies never;
  }
}

function problemFinding({ database, relation, kind, what }: AmcheckProblem, judged: Judged): ProofFinding {
  const place = `${kind} ${relation} of database ${database}`;
  switch (what.kind) {
    case 'corrupt':
      return damaged(kind === 'index' ? 'index-corrupt' : 'heap-corrupt', judged, {
        place: what.place === undefined ? place : `${place}, ${what.place}`,
        found: what.detail,
        expected: kind === 'index' ? 'an index that holds together' : 'rows that hold together',
        remedy: kind === 'index' ? `${ANOTHER} REINDEX rebuilds it.` : ANOTHER,
      });
    case 'other-sort-order':
      return unknown('sort-order-unknown', judged, {
        place,
        found: `${what.detail}, under a sort order of another library version, or of one that nobody noted`,
        expected: 'the library version under which the index was sorted',
        remedy: "Prove this backup with the programs of the cluster's own image.",
      });
    case 'failed':
      return unknown('amcheck-failed', judged, {
        place,
        found: `the error ${failureText(what.failure)}; its message is not repeated, as it may hold data`,
        expected: 'an answer of amcheck',
        remedy: 'Run amcheck on this relation of the running cluster, and see what it says.',
      });
    case 'invalid':
      return notice('index-invalid', judged, {
        place,
        found: 'an index that PostgreSQL marks as invalid and does not use, so nobody checked it',
        expected: 'indexes that are valid',
        remedy: 'A CREATE INDEX CONCURRENTLY was broken off. Drop it, or run REINDEX INDEX CONCURRENTLY.',
      });
    default:
      return what satisfies never;
  }
}
