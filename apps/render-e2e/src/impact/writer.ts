import { eventually, type Kubectl } from '@postgres-ha/testkit';
import type { ClusterRef } from './look.ts';
import type { Beat, Route } from './writing.ts';

export interface Writer {
  /** The beats of a route from a moment on, in order. */
  readonly beatsSince: (route: Route, at: number) => Promise<readonly Beat[]>;
}

export interface WriterOptions {
  readonly cluster: ClusterRef;
  readonly image: string;
  /** Name of the Secret that a service of the cluster connects with. */
  readonly secret: string;
}

/** Commits per connection: an application holds its connections for a while, and makes new ones. */
const PER_CONNECTION = 20;
const EVERY_SECONDS = 0.1;
/** What the pod prints when psql ended with a failure: it could not connect, or the commit failed, or the server went away. */
const FAILED = 'failed';
const STARTS_WITHIN_MS = 300_000;

/**
 * Starts a pod that commits ten times a second as a service of the cluster would, over verified TLS, once through the rw service and once
 * through the rw pooler. A commit is known by the moment at which psql printed that it is through.
 */
export async function startWriter(kubectl: Kubectl, options: WriterOptions): Promise<Writer> {
  const { namespace, name } = options.cluster;
  const pod = `${name}-writer`;
  const outcome = await kubectl.apply(JSON.stringify(writerPod(pod, options)));
  if (outcome.kind === 'refused') throw new Error(outcome.because);
  const beatsSince: Writer['beatsSince'] = async (route, at) => {
    const since = new Date(at).toISOString();
    const log = await kubectl.run(['-n', namespace, 'logs', pod, '-c', route, '--timestamps', `--since-time=${since}`]);
    return log
      .split('\n')
      .flatMap(beatOf)
      .filter((beat) => beat.at >= at);
  };
  for (const route of ['direct', 'pooler'] as const) {
    await eventually(
      `a first commit, ${route}`,
      async () => {
        const state = await kubectl.run(['-n', namespace, 'get', 'pod', pod, '-o', 'jsonpath={.status.phase}']);
        if (state !== 'Running') return undefined;
        return (await beatsSince(route, 0)).find(({ kind }) => kind === 'committed');
      },
      { timeoutMs: STARTS_WITHIN_MS },
    );
  }
  return { beatsSince };
}

/** The container runtime puts the time before each line: a number is the id of a committed row. */
function beatOf(line: string): readonly Beat[] {
  const [, time = '', said = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
  const at = Date.parse(time);
  if (Number.isNaN(at)) return [];
  if (/^\d+$/.test(said)) return [{ at, kind: 'committed' }];
  return said === FAILED ? [{ at, kind: 'failed' }] : [];
}

function writerPod(name: string, { cluster, image, secret }: WriterOptions): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: cluster.namespace },
    spec: {
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, runAsUser: 26, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        container('direct', { image, secret, host: `${cluster.name}-rw` }),
        container('pooler', { image, secret, host: `${cluster.name}-pooler-rw` }),
      ],
      volumes: [{ name: 'authority', secret: { secretName: secret, items: [{ key: 'ca.crt', path: 'ca.crt' }] } }],
    },
  };
}

function container(
  route: Route,
  { image, secret, host }: { readonly image: string; readonly secret: string; readonly host: string },
): object {
  const fromSecret = { PGPORT: 'port', PGDATABASE: 'database', PGUSER: 'user', PGPASSWORD: 'password' };
  return {
    name: route,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['bash', '-c', script(`beat_${route}`)],
    env: [
      ...Object.entries(fromSecret).map(([variable, key]) => ({
        name: variable,
        valueFrom: { secretKeyRef: { name: secret, key } },
      })),
      ...Object.entries({ PGHOST: host, PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/authority/ca.crt' }).map(
        ([variable, value]) => ({ name: variable, value }),
      ),
    ],
    volumeMounts: [{ name: 'authority', mountPath: '/authority' }],
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  };
}

/** A server that went away without a word is given up after three seconds. */
function script(table: string): string {
  const psql = `psql 'connect_timeout=3 tcp_user_timeout=3000' -XqAt -v ON_ERROR_STOP=1 2>&1`;
  const insert = `INSERT INTO ${table} DEFAULT VALUES RETURNING id \\watch i=${EVERY_SECONDS} c=${PER_CONNECTION}`;
  return `
until ${psql} -c 'CREATE TABLE IF NOT EXISTS ${table} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)'; do sleep 1; done
while :; do echo '${insert}' | ${psql} || { echo ${FAILED}; sleep ${EVERY_SECONDS}; }; done`;
}
