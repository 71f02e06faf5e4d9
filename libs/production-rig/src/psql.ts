import type { Kubectl } from '@postgres-ha/testkit';

/** A pod that has psql: any instance of a cluster. */
export interface PsqlPod {
  readonly namespace: string;
  readonly pod: string;
}

export interface PsqlSession {
  /** libpq's environment: PGHOST, PGUSER, PGSSLMODE, …; none of it means the local socket, as the superuser. */
  readonly env?: Readonly<Record<string, string>>;
  /** Each is sent by itself, whatever became of the one before. */
  readonly statements: readonly string[];
}

export type PsqlOutcome =
  | {
      readonly kind: 'connected';
      /** The unaligned rows of all statements, columns separated by `|`. */
      readonly rows: readonly string[];
      /** The SQLSTATE of each statement that failed. */
      readonly errors: readonly string[];
    }
  | { readonly kind: 'not connected'; readonly because: string };

const NOT_CONNECTED = 2; // psql's exit status for a bad connection

/** Runs psql inside an instance's pod, so that names and addresses are those that applications in the cluster see. */
export async function psql(kubectl: Kubectl, at: PsqlPod, { env = {}, statements }: PsqlSession): Promise<PsqlOutcome> {
  const assignments = Object.entries({ PGCONNECT_TIMEOUT: '60', ...env }).map(([name, value]) => `${name}=${value}`);
  const { exitCode, stdout, stderr } = await kubectl.exec({
    ...at,
    container: 'postgres',
    command: ['env', ...assignments, 'psql', '-XqAt', '-v', 'VERBOSITY=sqlstate', '-f', '-'],
    input: statements.map((statement) => `${statement};\n`).join(''),
  });
  if (exitCode === NOT_CONNECTED) return { kind: 'not connected', because: stderr.trim() };
  if (exitCode !== 0) throw new Error(`psql in ${at.pod} ended with ${exitCode}: ${stderr}`);
  return {
    kind: 'connected',
    rows: stdout.split('\n').filter((line) => line !== ''),
    errors: [...stderr.matchAll(/ERROR:\s+(\w{5})/g)].map(([, sqlState = '']) => sqlState),
  };
}

/** The rows of one statement that must not fail. */
export async function rowsOf(
  kubectl: Kubectl,
  at: PsqlPod,
  statement: string,
  env: PsqlSession['env'] = {},
): Promise<readonly string[]> {
  const outcome = await psql(kubectl, at, { env, statements: [statement] });
  if (outcome.kind === 'connected' && outcome.errors.length === 0) return outcome.rows;
  throw new Error(`${statement}: ${outcome.kind === 'connected' ? outcome.errors.join(' ') : outcome.because}`);
}

/** Puts a file where libpq in the pod can read it, and returns its path. The pod's root file system is read-only; its shared memory is not. */
export async function placeFile(
  kubectl: Kubectl,
  at: PsqlPod,
  file: { readonly name: string; readonly text: string },
): Promise<string> {
  const path = `/dev/shm/${file.name}`;
  const { exitCode, stderr } = await kubectl.exec({
    ...at,
    container: 'postgres',
    command: ['tee', path],
    input: file.text,
  });
  if (exitCode !== 0) throw new Error(`${path} in ${at.pod}: ${stderr}`);
  return path;
}
