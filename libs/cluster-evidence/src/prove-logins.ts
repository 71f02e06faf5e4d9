import type { KubeObject } from '@postgres-ha/kube-manifest';
import { seen, unseen, type Evidence, type Look } from '@postgres-ha/diagnosis';
import { fieldsOf, runJob, textOf, type Fields, type KubeConnection } from '@postgres-ha/kube-api';
import { jobObject } from './job-object.ts';
import { listSeen, unseenOf } from './lookout.ts';
import { containerOf, instancesOf } from './pods.ts';
import { certificateNames } from './certificate-names.ts';

/** One login with the application's own password, by way of a Service. */
export interface LoginProof {
  readonly host: string;
  readonly outcome: 'in' | 'refused';
  /** How the server's certificate was verified: `verify-full` includes its name. */
  readonly tls: 'verify-full' | 'verify-ca' | null;
  /** Of `SELECT version()`. */
  readonly version: string | null;
  readonly user: string | null;
  readonly database: string | null;
  readonly inRecovery: boolean | null;
  /** What psql said last where it was refused. */
  readonly detail: string;
}

export interface LoginQuestion {
  readonly evidence: Evidence;
  readonly hosts: readonly string[];
  /** `instance`: NetworkPolicies let instances and poolers reach instances. `stranger`: as an application. */
  readonly stands: 'instance' | 'stranger';
}

const MARK = 'postgres-ha-doctor-login:';
const JOB_MS = 75_000;

const SQL = `SELECT json_build_object('version', version(), 'user', session_user, 'database', current_database(), 'inRecovery', pg_is_in_recovery())`;

/** With the certificate's name first; without it where that fails, so that a wrong name is told from a wrong password. */
const SCRIPT = `for host in "$@"; do
  for mode in verify-full verify-ca; do
    said=$(psql -X -A -t -q -v ON_ERROR_STOP=1 -c "$DOCTOR_SQL" "host=$host port=5432 dbname=$DOCTOR_DATABASE sslmode=$mode sslrootcert=/ca/ca.crt connect_timeout=8 application_name=postgres-ha-doctor" 2>&1)
    code=$?
    said=$(printf '%s' "$said" | tail -n 1)
    echo "${MARK}$host $mode $code $said"
    [ "$code" = 0 ] && break
  done
done`;

/**
 * Logs in as the application does, from a Job in the cluster's namespace. The password goes from its Secret into the Job's environment, and is never
 * seen here.
 */
export async function proveLogins(
  connection: KubeConnection,
  { evidence, hosts, stands }: LoginQuestion,
  signal: AbortSignal,
): Promise<Look<readonly LoginProof[]>> {
  const { target, cluster } = evidence;
  if (cluster.kind === 'unseen') return cluster;
  const login = loginOf(cluster.value);
  if (login === undefined) return unseen('skipped', 'the cluster does not say which database it has');
  const like = instancesOf(listSeen(evidence.objects.Pod), target.cluster)[0];
  const image = like === undefined ? textOf(fieldsOf(cluster.value['status'])['image']) : imageOf(like);
  if (image === '') return unseen('absent', 'no instance says which image it has');
  const secret = (key: string) => ({ valueFrom: { secretKeyRef: { name: login.secret, key } } });
  const job = jobObject({
    ...{ namespace: target.namespace, cluster: target.cluster, image, like, stands },
    seconds: JOB_MS / 1000 + 30,
    command: ['sh', '-c', SCRIPT, 'login', ...hosts],
    env: [
      { name: 'PGUSER', ...secret('username') },
      { name: 'PGPASSWORD', ...secret('password') },
      { name: 'DOCTOR_DATABASE', value: login.database },
      { name: 'DOCTOR_SQL', value: SQL },
    ],
    volumes: [
      {
        name: 'ca',
        secret: {
          secretName: certificateNames(cluster.value).serverCa,
          items: [{ key: 'ca.crt', path: 'ca.crt' }],
        },
      },
    ],
    volumeMounts: [{ name: 'ca', mountPath: '/ca', readOnly: true }],
    imagePullSecrets: fieldsOf(cluster.value['spec'])['imagePullSecrets'],
  });
  const end = await runJob(connection, job, { signal, timeoutMs: JOB_MS });
  const asked = `Job ${target.namespace}/${job.metadata.name}`;
  if (end.kind !== 'answered') return unseenOf(end, asked);
  const { outcome } = end.value;
  return outcome.kind === 'never-ran'
    ? unseen('unreachable', `${asked}: ${outcome.because}`)
    : seen(readLogins(outcome.log, hosts));
}

export interface Login {
  readonly database: string;
  readonly owner: string;
  readonly secret: string;
}

/** The application database of a cluster, its owner, and the Secret that has the password. */
export function loginOf(cluster: KubeObject): Login | undefined {
  const bootstrap = fieldsOf(fieldsOf(cluster['spec'])['bootstrap']);
  const manner = ['initdb', 'recovery', 'pg_basebackup'].find((one) => bootstrap[one] !== undefined);
  const { database, owner, secret }: Fields = fieldsOf(manner === undefined ? undefined : bootstrap[manner]);
  if (typeof database !== 'string') return undefined;
  return {
    database,
    owner: textOf(owner) || database,
    secret: textOf(fieldsOf(secret)['name']) || `${cluster.metadata.name}-app`,
  };
}

export function readLogins(log: readonly string[], hosts: readonly string[]): readonly LoginProof[] {
  const tries = log.flatMap((line) => {
    const [, host, mode, code, said = ''] = /^postgres-ha-doctor-login:(\S+) (\S+) (\d+) (.*)$/.exec(line) ?? [];
    return host === undefined ? [] : [{ host, mode, code: Number(code), said }];
  });
  return hosts.map((host): LoginProof => {
    const own = tries.filter((one) => one.host === host);
    const last = own.at(-1);
    const nothing = { host, tls: null, version: null, user: null, database: null, inRecovery: null };
    if (last === undefined) return { ...nothing, outcome: 'refused', detail: 'it was not tried to its end' };
    if (last.code !== 0) return { ...nothing, outcome: 'refused', detail: last.said };
    const said = parsed(last.said);
    return {
      host,
      outcome: 'in',
      tls: last.mode === 'verify-full' ? 'verify-full' : 'verify-ca',
      version: textOf(said['version']),
      user: textOf(said['user']),
      database: textOf(said['database']),
      inRecovery: said['inRecovery'] === true,
      detail: own.length > 1 ? (own[0]?.said ?? '') : '',
    };
  });
}

function parsed(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function imageOf(pod: KubeObject): string {
  return containerOf(pod, 'postgres')?.image ?? '';
}
