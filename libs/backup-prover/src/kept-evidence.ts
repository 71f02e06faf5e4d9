import type { ProofLevel } from '@postgres-ha/backup-catalog';
import {
  certainEvidence,
  findingsUpTo,
  type PresentInputs,
  type ProofEvidence,
  type WayProof,
} from '@postgres-ha/backup-proof';
import type { BackupToProve, BackupSeen } from './prove-backup.ts';

/** When, and by what, that was seen which is known of a backup. */
export interface Look {
  readonly at: Date;
  readonly verifier: string;
  /** Whether that was an earlier run. */
  readonly remembered: boolean;
}

export interface Keeping {
  readonly present: PresentInputs;
  readonly at: Date;
  readonly verifier: string;
}

/** What of a look is kept for later runs; undefined where too little is certain. */
export function toEvidence(seen: BackupSeen, { present, at, verifier }: Keeping): ProofEvidence | undefined {
  const { archive, serverName, backupId, systemIdentifier, base, wayEnd, dataPolicy } = present;
  const { proof, certainWay, looked } = seen;
  const way = present.wayOf(certainWay.segments);
  if (way === undefined) return undefined;
  return certainEvidence({
    inputs: {
      ...{ archive, serverName, backupId, systemIdentifier, base, wayEnd, way },
      histories: present.historiesOf(certainWay.segments),
      ...(dataPolicy !== undefined && looked.has('L5') && { dataPolicy }),
    },
    at,
    verifier,
    looked,
    findings: seen.findings,
    wayFindings: certainWay.findings,
    upTo: seen.upTo,
    ...(proof.provenTo !== undefined && { provenTo: proof.provenTo }),
    ...(proof.damaged?.what === 'wal' && {
      walDamage: { from: proof.damaged.from, because: proof.damaged.because },
    }),
    phases: seen.phases,
    sameCopies: seen.sameCopies,
    ...(seen.postgres !== undefined && { postgres: seen.postgres }),
    ...(seen.data !== undefined && { data: seen.data }),
  });
}

/** As if it had been seen in this run, for whoever judges it. */
export function fromEvidence(
  evidence: ProofEvidence,
  { subject, asked }: { readonly subject: BackupToProve; readonly asked: ProofLevel },
): BackupSeen {
  const { looked, wayFindings, upTo, phases, sameCopies, inputs, postgres, data } = evidence;
  const findings = findingsUpTo(asked, evidence);
  return {
    ...{ looked, findings, wayFindings, upTo, phases, sameCopies },
    proof: wayProofOf(evidence, { subject, asked }),
    bytes: 0,
    certainWay: { segments: inputs.way.count, findings: wayFindings },
    ...(postgres !== undefined && { postgres }),
    ...(data !== undefined && asked === 'L5' && { data }),
  };
}

function wayProofOf(
  evidence: ProofEvidence,
  { subject: { backup, facts, way }, asked }: { readonly subject: BackupToProve; readonly asked: ProofLevel },
): WayProof {
  const { provenTo, readTo, walDamage } = evidence;
  const proof = { backupId: backup.id, path: way.path, from: facts.end };
  const ownDamage = findingsUpTo(asked, evidence).find(({ weight }) => weight === 'damaged');
  if (ownDamage !== undefined) return { ...proof, damaged: backupDamage({ backup, facts }, ownDamage) };
  return {
    ...proof,
    ...(provenTo !== undefined && { provenTo }),
    ...(readTo !== undefined && { readTo }),
    ...(walDamage !== undefined && { damaged: { what: 'wal', ...walDamage } }),
  };
}

/** How a way ends whose backup is damaged. */
export function backupDamage(
  { backup, facts }: Pick<BackupToProve, 'backup' | 'facts'>,
  { object, found }: { readonly object?: string; readonly found: string },
): NonNullable<WayProof['damaged']> {
  return { what: 'backup', from: facts.end, because: `backup ${backup.id} is damaged: ${object ?? found}` };
}
