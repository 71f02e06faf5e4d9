import type { ProofFinding } from '../content/proof-finding.ts';
import type { AnswerOutcome, AsOf, DataEvidence, FailedBecause, UnfitBecause } from './data-evidence.ts';
import { damaged, failureText, isCorruption, unknown, type Judged } from './data-finding.ts';
import type { Assertion, Canary, Expectation } from './data-policy.ts';

/** What is said of an assertion; nothing where it holds. */
export function assertionFindings(
  assertion: Assertion,
  evidence: DataEvidence,
  judged: Judged,
): readonly ProofFinding[] {
  const { name, database, expect } = assertion;
  const place = `assertion ${JSON.stringify(name)} in database ${database}`;
  const seen = evidence.assertions.find((each) => each.name === name);
  if (seen === undefined) return databaseFindings(database, { evidence, place, judged });
  const { outcome } = seen;
  if (outcome.kind === 'holds') return [];
  if (outcome.kind !== 'fails') return [openFinding(outcome, { place, judged, seconds: assertion.timeLimitSeconds })];
  return [
    damaged('assertion-failed', judged, {
      place,
      found: seen.shown === undefined ? FAILED[outcome.why] : `${FAILED[outcome.why]}: ${seen.shown}`,
      expected: expectedText(expect, assertion.show),
      remedy:
        'Ask the running cluster the same. If the answer there is right, restore from another backup; if it is the same, mend the data, or the assertion.',
    }),
  ];
}

/** What is said of the canary; nothing where it is fresh. */
export function canaryFindings(
  canary: Canary,
  evidence: DataEvidence,
  { judged, asOf }: { readonly judged: Judged; readonly asOf: AsOf },
): readonly ProofFinding[] {
  const place = `canary in database ${canary.database}`;
  if (evidence.canary === undefined) return databaseFindings(canary.database, { evidence, place, judged });
  const { outcome } = evidence.canary;
  const expected = `a time at most ${canary.maximalAgeSeconds} s before ${MOMENTS[asOf.what]}`;
  if (outcome.kind === 'fails') {
    return [
      damaged('canary-missing', judged, {
        place,
        found: FAILED[outcome.why],
        expected,
        remedy: 'See whether the canary is written in the running cluster, and whether its table is in this backup.',
      }),
    ];
  }
  if (outcome.kind !== 'seen') return [openFinding(outcome, { place, judged, seconds: CANARY_LIMIT_SECONDS })];
  const ageSeconds = canaryAge(outcome.writtenAt, asOf);
  if (ageSeconds <= canary.maximalAgeSeconds) return [];
  return [
    damaged('canary-stale', judged, {
      place,
      found: `a canary that is ${ageSeconds} s older than ${MOMENTS[asOf.what]}`,
      expected,
      remedy:
        'See whether the canary is written, and whether WAL is archived: pg_stat_archiver in the running cluster.',
    }),
  ];
}

/** A canary has no limit of its own: one row is asked for. */
export const CANARY_LIMIT_SECONDS = 30;

export function canaryAge(writtenAt: Date, { at }: AsOf): number {
  return Math.max(0, Math.round((at.getTime() - writtenAt.getTime()) / 1000));
}

const MOMENTS: Readonly<Record<AsOf['what'], string>> = {
  listing: 'the moment when the archive was listed',
  'last commit': 'the last commit before the next backup',
};

const FAILED: Readonly<Record<FailedBecause, string>> = {
  'no row': 'no row',
  'no value': 'no value (null)',
  'another value': 'another value',
  less: 'a lower number',
  more: 'a higher number',
  rows: 'rows',
  older: 'an older time',
};

const UNFIT: Readonly<Record<UnfitBecause, string>> = {
  'more than one row': 'more than one row',
  'more than one column': 'more than one column',
  'no column': 'no column',
  'no number': 'a value that is no number',
  'no time with a zone': 'a value that is no time with a zone (timestamptz)',
  'a time to come': 'a time that is to come',
};

/** What was expected may be what the answer is, so a value is not repeated unless it may be shown. */
function expectedText(expect: Expectation, show: boolean): string {
  switch (expect.kind) {
    case 'equals':
      return show ? expect.value : 'the value that the policy names';
    case 'at-least':
      return `at least ${expect.value}`;
    case 'at-most':
      return `at most ${expect.value}`;
    case 'no-rows':
      return 'no row';
    case 'not-older-than':
      return `a time at most ${expect.seconds} s before the data of this backup ends`;
    default:
      return expect satisfies never;
  }
}

interface Open {
  readonly place: string;
  readonly judged: Judged;
  readonly seconds: number;
}

function openFinding(
  outcome: Exclude<AnswerOutcome, { kind: 'holds' | 'fails' }>,
  { place, judged, seconds }: Open,
): ProofFinding {
  switch (outcome.kind) {
    case 'unfit':
      return unknown('answer-unfit', judged, {
        place,
        found: UNFIT[outcome.why],
        expected: 'one row with one value of the kind that is compared',
        remedy: 'Correct the query in the policy.',
      });
    case 'refused':
      return unknown('query-refused', judged, {
        place,
        found: outcome.problem,
        expected: 'one SELECT or WITH that writes nothing',
        remedy: 'Correct the query in the policy. It runs in a read-only transaction, as pg_read_all_data.',
      });
    case 'time-limit':
      return unknown('query-time-limit', judged, {
        place,
        found: `no answer within ${seconds} s`,
        expected: 'an answer within the time limit',
        remedy: 'Make the query cheaper, or raise its time limit.',
      });
    case 'failed':
      return isCorruption(outcome.failure)
        ? damaged('data-unreadable', judged, {
            place,
            found: `PostgreSQL met damage: ${failureText(outcome.failure)}`,
            expected: 'rows that can be read',
            remedy: 'Ask the running cluster the same. If it answers, restore from another backup and take a new one.',
          })
        : unknown('query-failed', judged, {
            place,
            found: `the error ${failureText(outcome.failure)}; its message is not repeated, as it may hold data`,
            expected: 'an answer',
            remedy: 'Run the query on the running cluster as pg_read_all_data, with search_path = pg_catalog, public.',
          });
    default:
      return outcome satisfies never;
  }
}

interface Nowhere {
  readonly evidence: DataEvidence;
  readonly place: string;
  readonly judged: Judged;
}

/** Why nothing was asked of a database. */
export function databaseFindings(database: string, { evidence, place, judged }: Nowhere): readonly ProofFinding[] {
  const there = evidence.databases.find(({ name }) => name === database);
  if (evidence.databases.length > 0 && there === undefined) {
    return [
      unknown('database-missing', judged, {
        place,
        found: 'no such database in the restored cluster',
        expected: `database ${database}`,
        remedy: 'Correct the name in the policy. If it is right, the database was dropped before this backup ends.',
      }),
    ];
  }
  if (there !== undefined && there.state !== 'open') {
    return [
      unknown('database-unreadable', judged, {
        place,
        found:
          there.state === 'closed' ? 'a database that takes no sessions' : 'a database that could not be looked into',
        expected: 'a session in the database',
        remedy: 'See what else is found of this database, and whether it takes sessions in the running cluster.',
      }),
    ];
  }
  return [
    unknown('data-not-checked', judged, {
      place,
      found: 'no look at it',
      expected: 'a look at everything that the policy asks for',
      remedy: 'Run the verification again; what else is found of this backup says what came between.',
    }),
  ];
}
