import type { Lsn } from '@postgres-ha/postgres-storage';
import type { ProofFinding } from '../content/proof-finding.ts';
import type { DataEvidence, SchemaEvidence } from './data-evidence.ts';
import { damaged, failureText, isCorruption, notice, unknown, type Judged } from './data-finding.ts';
import type { DataFacts } from './data-facts.ts';
import type { SchemaPolicy } from './data-policy.ts';
import { databaseFindings } from './judge-queries.ts';
import { leadingDifferences, schemaDifferences, type SchemaDifference } from './schema-objects.ts';
import type { SchemaAnswer } from './schema-source.ts';

/** What a schema is compared by. */
export interface SchemaSubject {
  readonly judged: Judged;
  /** The end of what was replayed. */
  readonly reached: Lsn;
  readonly systemIdentifier: bigint;
  /** Whether nothing is archived behind it; an older backup is replayed to the next one only. */
  readonly isNewest: boolean;
}

type Compared = DataFacts['schemas'][number]['compared'];

export interface SchemaJudgement {
  readonly findings: readonly ProofFinding[];
  readonly facts: DataFacts['schemas'];
}

export function judgeSchemas(policy: SchemaPolicy, evidence: DataEvidence, subject: SchemaSubject): SchemaJudgement {
  const judged = policy.databases.map((database) => judgeSchema(database, { policy, evidence, subject }));
  return {
    findings: judged.flatMap(({ findings }) => findings),
    facts: judged.flatMap(({ facts }) => facts),
  };
}

interface One {
  readonly policy: SchemaPolicy;
  readonly evidence: DataEvidence;
  readonly subject: SchemaSubject;
}

function judgeSchema(database: string, { policy, evidence, subject }: One): SchemaJudgement {
  const place = `schema of database ${database}`;
  const { judged } = subject;
  const seen = evidence.schemas.find((each) => each.database === database);
  const approved = policy.expected[database];
  if (seen === undefined) {
    const gone = approved !== undefined && evidence.databases.length > 0 && !isThere(database, evidence);
    return {
      findings: gone
        ? [goneFinding(database, { place, judged })]
        : databaseFindings(database, { evidence, place, judged }),
      facts: [],
    };
  }
  const { look } = seen;
  if (look.kind === 'failed') {
    const said = { place, found: `the error ${failureText(look.failure)}`, expected: 'a catalogue that can be read' };
    const remedy = 'See what else is found of this database.';
    const id = isCorruption(look.failure) ? damaged : unknown;
    return {
      findings: [id(isCorruption(look.failure) ? 'data-unreadable' : 'query-failed', judged, { ...said, remedy })],
      facts: [],
    };
  }
  const byHash = approved === undefined ? [] : hashFindings(look.hash, { approved, place, judged });
  const primary = policy.comparePrimary ? comparePrimary(seen, { place, subject }) : undefined;
  const compared: Compared =
    primary?.compared === true ? 'primary' : approved === undefined ? 'not compared' : 'expected';
  return {
    findings: [...byHash, ...(primary?.findings ?? [])],
    facts: [{ database, hash: look.hash, compared }],
  };
}

function isThere(database: string, { databases }: DataEvidence): boolean {
  return databases.some(({ name }) => name === database);
}

/** Somebody approved its schema, so it was there once. */
function goneFinding(database: string, { place, judged }: Omit<Approved, 'approved'>): ProofFinding {
  return damaged('schema-differs', judged, {
    place,
    found: 'no such database in the restored cluster',
    expected: `database ${database}, whose schema was approved`,
    remedy:
      'See when it was dropped. If that was meant, take it out of the policy; if not, restore from another backup.',
  });
}

interface Approved {
  readonly approved: string;
  readonly place: string;
  readonly judged: Judged;
}

/** A hash tells that something differs, and not what. */
function hashFindings(hash: string, { approved, place, judged }: Approved): readonly ProofFinding[] {
  if (hash === approved) return [];
  return [
    damaged('schema-differs', judged, {
      place,
      found: `a schema with the hash ${hash}`,
      expected: `${approved}, as it was approved`,
      remedy:
        'See what was changed. If it was meant, approve the new hash in the policy; if not, restore from another backup.',
    }),
  ];
}

interface Sandwich {
  readonly place: string;
  readonly subject: SchemaSubject;
}

/**
 * The primary goes on while a backup is proven. So a difference counts only if its schema was the same before and after, and if everything
 * that makes it up was replayed: its position then lies before what was reached.
 */
function comparePrimary(
  { look, primary }: SchemaEvidence,
  { place, subject }: Sandwich,
): { readonly compared: boolean; readonly findings: readonly ProofFinding[] } {
  const { judged, reached, systemIdentifier, isNewest } = subject;
  if (look.kind !== 'read') return { compared: false, findings: [] };
  const notCompared = (found: string, weigh: typeof notice): ReturnType<typeof comparePrimary> => ({
    compared: false,
    findings: [
      weigh('schema-not-comparable', judged, {
        place,
        found,
        expected: 'a primary whose schema is the same before and after, and is archived',
        remedy: 'Run the verification again when the WAL of the last change to the schema is archived.',
      }),
    ],
  });
  // the policy asks for it only where the primary can be reached: after a disaster it cannot
  if (primary === undefined) return notCompared('no primary was named', notice);
  const { before, after } = primary;
  if (before.kind === 'unreachable') return notCompared(`the primary was not reached: ${before.because}`, notice);
  if (before.systemIdentifier !== systemIdentifier) return notCompared('the primary is of another cluster', unknown);
  const differences = schemaDifferences(before.objects, look.objects);
  if (differences.length === 0) return { compared: true, findings: [] };
  if (!isNewest) return { compared: false, findings: [] };
  if (after.kind === 'unreachable') return notCompared(`the primary was not reached again: ${after.because}`, unknown);
  if (changed(before, after)) return notCompared('the schema of the primary changed meanwhile', unknown);
  if (reached < before.at) {
    return notCompared('it differs from the primary, which has WAL that is not archived yet', unknown);
  }
  return { compared: true, findings: differenceFindings(differences, { place, judged }) };
}

function changed(
  before: Extract<SchemaAnswer, { kind: 'schema' }>,
  after: Extract<SchemaAnswer, { kind: 'schema' }>,
): boolean {
  return schemaDifferences(before.objects, after.objects).length > 0;
}

const MOST_NAMED = 10;

function differenceFindings(
  all: readonly SchemaDifference[],
  { place, judged }: { readonly place: string; readonly judged: Judged },
): readonly ProofFinding[] {
  const differences = leadingDifferences(all);
  const named = differences.slice(0, MOST_NAMED).map(({ kind, name, change }) => `${kind} ${name} is ${change}`);
  const more = differences.length - named.length;
  return [
    damaged('schema-differs', judged, {
      place,
      found: [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
      expected: 'the schema of the primary',
      remedy:
        'See when this was changed: the primary had the same schema before and after, and all WAL of it was replayed. Restore from another backup.',
    }),
  ];
}
