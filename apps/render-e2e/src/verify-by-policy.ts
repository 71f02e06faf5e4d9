import { join } from 'node:path';
import { ROOT, runCommand, type RigObjectStore } from '@postgres-ha/testkit';

/** What `backup-verifier run --json` says, as far as tests here look at it. */
export interface VerifiedArchive {
  readonly serverName: string;
  readonly asked: string;
  readonly overall: string;
  readonly findings: readonly { readonly id: string; readonly weight: string }[];
  readonly backups: readonly {
    readonly id: string;
    readonly verdict: { readonly kind: string; readonly level?: string; readonly upTo?: { readonly lsn: string } };
  }[];
}

const POLICY = 'environments/production/postgres-cluster/02-backup-configuration.yaml';
const WITHIN_MS = 300_000;

/** Runs the verifier as one would by hand, by production's own policy, against the store of a rig. */
export async function verifyByPolicy({
  s3,
  postgresBin,
}: {
  readonly s3: RigObjectStore;
  readonly postgresBin: string;
}): Promise<{ readonly exitCode: number; readonly archives: readonly VerifiedArchive[] }> {
  const args = ['run', '--policy', join(ROOT, POLICY), '--endpoint', s3.endpoint, '--region', s3.region];
  const { exitCode, stdout, stderr } = await runCommand(
    join(ROOT, 'node_modules/.bin/backup-verifier'),
    [...args, '--postgres-bin', postgresBin, '--json'],
    {
      env: { AWS_ACCESS_KEY_ID: s3.accessKeyId, AWS_SECRET_ACCESS_KEY: s3.secretAccessKey },
      signal: AbortSignal.timeout(WITHIN_MS),
    },
  );
  const { archives, problem } = asReport(stdout);
  if (archives === undefined) throw new Error(`backup-verifier ended with ${exitCode}: ${problem ?? ''}${stderr}`);
  return { exitCode, archives };
}

function asReport(stdout: string): { readonly archives?: readonly VerifiedArchive[]; readonly problem?: string } {
  try {
    return JSON.parse(stdout) as ReturnType<typeof asReport>;
  } catch {
    return { problem: stdout };
  }
}
