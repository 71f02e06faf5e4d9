import { refused, type Outcome } from '@postgres-ha/command-line';
import { unseen, type Evidence, type Look } from '@postgres-ha/diagnosis';
import type { LoginProof, LoginQuestion } from '@postgres-ha/cluster-evidence';
import { connect } from '../connect.ts';
import { readTimeout, type EvidenceOptions } from '../look-options.ts';
import type { Machine } from '../machine.ts';
import { codeOf, proofsText, type Proof } from '../proof.ts';
import { takeEvidence } from '../take-evidence.ts';
import { judgeInstallation, poolerHosts, type Logins } from '../verify/judge-installation.ts';

export const VERIFICATION_DOCUMENT = 'postgres-ha-doctor/verification/1';

/** Whether installations are what they are to be: healthy by proof, and usable as their applications use them. */
export async function verifyCommand(
  target: string | undefined,
  { options, machine }: { readonly options: EvidenceOptions; readonly machine: Machine },
): Promise<Outcome> {
  const taken = await takeEvidence(target, { options, machine, reports: 'leave-out' });
  if (taken.kind === 'refused') return refused(taken.problems, 'Nothing was looked at.');
  const judged: { readonly target: Evidence['target']; readonly proofs: readonly Proof[] }[] = [];
  for (const { evidence } of taken.value) {
    const logins = await takeLogins(evidence, { options, machine });
    if (logins.kind === 'refused') return refused(logins.problems, 'Nothing was looked at.');
    judged.push({ target: evidence.target, proofs: judgeInstallation(evidence, logins.value) });
  }
  return {
    code: codeOf(judged.flatMap(({ proofs }) => proofs)),
    text: judged.map((one) => `${one.target.namespace}/${one.target.cluster}\n${proofsText(one.proofs)}`).join('\n\n'),
    json: { document: VERIFICATION_DOCUMENT, clusters: judged },
  };
}

async function takeLogins(
  evidence: Evidence,
  { options, machine }: { readonly options: EvidenceOptions; readonly machine: Machine },
) {
  const poolers = poolerHosts(evidence);
  const without = (detail: string) => {
    const look = unseen('skipped', detail);
    return { kind: 'read' as const, value: { direct: look, pooled: look, poolers } satisfies Logins };
  };
  if (options.evidence !== undefined) return without('recorded evidence has no logins in it');
  if (options.job === false) return without('nobody logged in, because of --no-job');
  if (evidence.cluster.kind === 'unseen') return without('there is no cluster to log in to');
  const connected = await connect(options, machine);
  const timeout = readTimeout(options);
  if (connected.kind === 'refused') return connected;
  if (timeout.kind === 'refused') return timeout;
  const signal = AbortSignal.any([machine.signal, AbortSignal.timeout(timeout.value)]);
  const { proveLogins } = await import('@postgres-ha/cluster-evidence');
  const prove = (question: Omit<LoginQuestion, 'evidence'>): Promise<Look<readonly LoginProof[]>> =>
    proveLogins(connected.value, { evidence, ...question }, signal);
  const service = `${evidence.target.cluster}-rw`;
  const [direct, pooled] = await both([
    prove({ hosts: [service], stands: 'instance' }),
    poolers.length === 0
      ? Promise.resolve(unseen('skipped', 'there is no pooler'))
      : prove({ hosts: poolers, stands: 'stranger' }),
  ]);
  return { kind: 'read' as const, value: { direct, pooled, poolers } satisfies Logins };
}

/** Both to their end: each removes its Job, also where the other was given up. */
async function both<T>([first, second]: readonly [Promise<T>, Promise<T>]): Promise<readonly [T, T]> {
  const [one, two] = await Promise.allSettled([first, second]);
  if (one.status === 'rejected') throw one.reason;
  if (two.status === 'rejected') throw two.reason;
  return [one.value, two.value];
}
