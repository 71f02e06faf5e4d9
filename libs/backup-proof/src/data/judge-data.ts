import type { ProofFinding } from '../content/proof-finding.ts';
import type { AsOf, DataEvidence } from './data-evidence.ts';
import type { DataFacts } from './data-facts.ts';
import { notice } from './data-finding.ts';
import type { DataPolicy } from './data-policy.ts';
import { amcheckFindings } from './judge-amcheck.ts';
import { assertionFindings, canaryAge, canaryFindings } from './judge-queries.ts';
import { judgeSchemas, type SchemaSubject } from './judge-schema.ts';

export interface DataSubject extends SchemaSubject {
  readonly asOf: AsOf;
}

export interface DataJudgement {
  readonly findings: readonly ProofFinding[];
  readonly facts: DataFacts;
  /** Whether everything that the policy asks for was looked at to its end. */
  readonly complete: boolean;
}

/** Judges what was seen of the data by what was asked for. What was asked for and not seen is unknown, whatever the reason. */
export function judgeData(policy: DataPolicy, evidence: DataEvidence, subject: DataSubject): DataJudgement {
  const { judged, asOf } = subject;
  const { amcheck, assertions, canary, schema } = policy;
  const schemas = schema === undefined ? { findings: [], facts: [] } : judgeSchemas(schema, evidence, subject);
  const findings = [
    ...assertions.flatMap((assertion) => assertionFindings(assertion, evidence, judged)),
    ...(canary === undefined ? [] : canaryFindings(canary, evidence, { judged, asOf })),
    ...schemas.findings,
    ...(amcheck === undefined ? [] : amcheckFindings(amcheck, evidence, judged)),
    ...checksumFindings(evidence, subject),
  ];
  return {
    findings,
    facts: factsOf(policy, evidence, { ...subject, schemas: schemas.facts }),
    complete: findings.every(({ weight }) => weight !== 'unknown'),
  };
}

function checksumFindings({ checksums }: DataEvidence, { judged }: DataSubject): readonly ProofFinding[] {
  if (checksums?.enabled !== false) return [];
  return [
    notice('checksums-off', judged, {
      found: 'a cluster without checksums of its pages',
      expected: 'data_checksums = on',
      remedy:
        'Create clusters with initdb.dataChecksums; an existing one gets them by pg_checksums --enable while it is shut down.',
    }),
  ];
}

function factsOf(
  { assertions }: DataPolicy,
  { assertions: seen, canary, amcheck, checksums }: DataEvidence,
  { asOf, schemas }: DataSubject & { readonly schemas: DataFacts['schemas'] },
): DataFacts {
  return {
    assertions: assertions.flatMap(({ name, database }) => {
      const evidence = seen.find((each) => each.name === name);
      if (evidence === undefined) return [];
      const { outcome, digest, shown, milliseconds } = evidence;
      return [
        {
          name,
          database,
          outcome: outcome.kind === 'holds' || outcome.kind === 'fails' ? outcome.kind : 'unknown',
          ...(digest !== undefined && { digest }),
          ...(shown !== undefined && { shown }),
          milliseconds,
        },
      ];
    }),
    schemas,
    ...(canary?.outcome.kind === 'seen' && {
      canary: {
        writtenAt: canary.outcome.writtenAt,
        ageSeconds: canaryAge(canary.outcome.writtenAt, asOf),
        against: asOf.what,
      },
    }),
    ...(amcheck !== undefined && {
      amcheck: {
        heaps: amcheck.heaps,
        indexes: amcheck.indexes,
        skipped: amcheck.skipped,
        milliseconds: amcheck.milliseconds,
      },
    }),
    ...(checksums !== undefined && { checksums }),
  };
}
