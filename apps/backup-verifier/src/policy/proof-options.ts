import type { ProofLevel } from '@postgres-ha/backup-catalog';
import type { DataPolicy } from '@postgres-ha/backup-proof';
import type { AcknowledgedFinding } from './acknowledged-schema.ts';
import { retentionDays, type Policy } from './policy-schema.ts';

/** What a policy asks of a run, in the units that the prover takes. What the policy does not say is absent. */
export interface ProofOptions {
  readonly newestBackupMaxAgeSeconds: number;
  readonly retentionDays: number;
  readonly level?: ProofLevel;
  readonly reverify?: { readonly olderThanSeconds: number; readonly sample: number };
  readonly budget?: { readonly bytes?: number; readonly seconds?: number };
  /** Address of the place where proofs are remembered, at the server of the archive. */
  readonly ledger?: string;
  readonly data?: DataPolicy;
  readonly acknowledged: readonly {
    readonly finding: string;
    readonly object?: string;
    /** From then on the finding is news again. */
    readonly until: Date;
    readonly reason: string;
  }[];
}

export function proofOptions(policy: Policy): ProofOptions {
  const { archive, newestBackupMaxAgeSeconds, verification, data, acknowledged = [] } = policy;
  return {
    newestBackupMaxAgeSeconds,
    retentionDays: retentionDays(archive.retention),
    ...(verification !== undefined && {
      level: verification.level,
      reverify: { olderThanSeconds: verification.reverifyAfterSeconds, sample: verification.sample },
      ...budgetOf(verification),
      ledger: verification.ledger,
    }),
    ...(data !== undefined && { data }),
    acknowledged: acknowledged.map(acknowledgement),
  };
}

function budgetOf({
  budgetBytes: bytes,
  budgetSeconds: seconds,
}: NonNullable<Policy['verification']>): Pick<ProofOptions, 'budget'> {
  if (bytes === undefined && seconds === undefined) return {};
  return { budget: { ...(bytes !== undefined && { bytes }), ...(seconds !== undefined && { seconds }) } };
}

const DAY_MS = 86_400_000;

/** A day is one to its end: whoever writes "until 31 January" means that day too. */
function acknowledgement({ until, ...rest }: AcknowledgedFinding): ProofOptions['acknowledged'][number] {
  return { ...rest, until: new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS) };
}
