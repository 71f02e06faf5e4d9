import type { KubeObject } from '@postgres-ha/kube-manifest';
import { unseen, type InstanceAnswer, type InstanceLook, type Look, type MountSeen } from '@postgres-ha/diagnosis';
import { execInPod, fieldsOf, listOf, textOf } from '@postgres-ha/kube-api';
import { INSTANCE_SQL } from './instance-sql.ts';
import { lookOf, patienceOf, type Lookout } from './lookout.ts';
import { whySilent } from './pods.ts';

export const POSTGRES = 'postgres';
/** The server ends the statement before anybody gives up waiting for it. */
const STATEMENT_MS = 8000;

/** What each instance says of itself, asked inside its pod by the superuser's local socket, in a read-only session. */
export function lookAtInstances(lookout: Lookout, pods: readonly KubeObject[]): Promise<readonly InstanceLook[]> {
  return Promise.all(pods.map(async (pod) => ({ pod: pod.metadata.name, answer: await lookAtInstance(lookout, pod) })));
}

async function lookAtInstance(lookout: Lookout, pod: KubeObject): Promise<Look<InstanceAnswer>> {
  const silent = whySilent(pod, POSTGRES);
  if (silent !== undefined) return unseen('absent', `SQL: ${silent}`);
  const [said, volumes] = await Promise.all([ask(lookout, pod), mounts(lookout, pod)]);
  if (said.kind === 'unseen') return said;
  const { exitCode, stdout, stderr } = said.value;
  const asked = `SQL in ${pod.metadata.name}`;
  if (exitCode !== 0) return unseen('unreachable', `${asked}: psql ended with ${exitCode}: ${lastLine(stderr)}`);
  try {
    return { kind: 'seen', value: { ...(JSON.parse(stdout) as Omit<InstanceAnswer, 'volumes'>), volumes } };
  } catch {
    return unseen('unreadable', `${asked}: psql printed something else than JSON`);
  }
}

async function ask(lookout: Lookout, pod: KubeObject) {
  const command = [
    'env',
    'PGAPPNAME=postgres-ha-doctor',
    'PGCONNECT_TIMEOUT=5',
    `PGOPTIONS=-c statement_timeout=${STATEMENT_MS} -c lock_timeout=1000`,
    ...[
      'psql',
      '-X',
      '-A',
      '-t',
      '-q',
      '-v',
      'ON_ERROR_STOP=1',
      '-U',
      'postgres',
      '-d',
      'postgres',
      '-c',
      'BEGIN READ ONLY',
      '-c',
      INSTANCE_SQL,
      '-c',
      'COMMIT',
    ],
  ];
  return lookOf(await inPod(lookout, pod, command), `exec psql in ${pod.metadata.name}`);
}

function inPod(lookout: Lookout, pod: KubeObject, command: readonly string[]) {
  const place = { namespace: lookout.target.namespace, pod: pod.metadata.name, container: POSTGRES, command };
  return lookout.inLane(() => execInPod(lookout.connection, place, patienceOf(lookout)));
}

/** @returns none where they cannot be told */
async function mounts(lookout: Lookout, pod: KubeObject): Promise<readonly MountSeen[]> {
  const container = listOf(fieldsOf(pod['spec'])['containers']).find(({ name }) => name === POSTGRES);
  const paths = listOf(container?.['volumeMounts'])
    .map(({ mountPath }) => textOf(mountPath))
    .filter((path) => path.startsWith('/var/lib/postgresql'));
  if (paths.length === 0) return [];
  const command = ['df', '-B1', '--output=target,size,avail,iavail', ...paths];
  const answer = await inPod(lookout, pod, command);
  if (answer.kind !== 'answered') return [];
  return readMounts(answer.value.stdout, paths);
}

/** Lines of `df --output=target,size,avail,iavail`; a directory that is no mount of its own is shown as what it lies on. */
export function readMounts(text: string, paths: readonly string[]): readonly MountSeen[] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line, index): MountSeen[] => {
      const [, size, free, inodes] = /^.*\s(\d+)\s+(\d+)\s+(\d+|-)\s*$/.exec(line) ?? [];
      const path = paths[index];
      if (path === undefined || size === undefined || free === undefined) return [];
      return [{ path, size: Number(size), free: Number(free), freeInodes: inodes === '-' ? null : Number(inodes) }];
    });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
