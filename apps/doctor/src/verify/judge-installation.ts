import type { LoginProof } from '@postgres-ha/cluster-evidence';
import type { Evidence, InstanceAnswer, Look } from '@postgres-ha/diagnosis';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { at, condition, list, seenList, text, whyUnseen } from '../fields.ts';
import { failed, ok, unknown, type Proof } from '../proof.ts';
import { judgeArchiving } from './judge-archiving.ts';
import { judgeBackup } from './judge-backup.ts';

const HEALTHY = 'Cluster in healthy state';

export interface Logins {
  /** By way of the -rw service, as an instance reaches it. */
  readonly direct: Look<readonly LoginProof[]>;
  /** By way of each pooler, as an application does. */
  readonly pooled: Look<readonly LoginProof[]>;
  readonly poolers: readonly string[];
}

/** Whether an installation is what it is to be, each answer with what proves it. Nothing is ok for want of a contrary. */
export function judgeInstallation(evidence: Evidence, logins: Logins): readonly Proof[] {
  const { cluster } = evidence;
  if (cluster.kind === 'unseen') {
    const place = { id: 'cluster', question: 'the cluster is there' };
    return [
      cluster.reason === 'absent'
        ? failed(place, cluster.detail, 'Apply file 01, or let Argo CD sync it.')
        : unknown(place, whyUnseen(cluster)),
    ];
  }
  return [
    judgeStatus(cluster.value),
    judgeInstances(cluster.value, evidence),
    judgePrimary(cluster.value, evidence),
    judgeStandbys(evidence),
    judgeDirect(logins.direct),
    ...judgePooled(logins),
    judgeArchiving(evidence),
    judgeBackup(evidence),
  ];
}

function judgeStatus(cluster: KubeObject): Proof {
  const place = { id: 'status', question: 'the operator says that the cluster is healthy' };
  const phase = text(at(cluster, 'status', 'phase'));
  const ready = condition(cluster, 'Ready');
  const reason = text(at(cluster, 'status', 'phaseReason'));
  const said = `phase "${phase}"${reason === '' ? '' : ` (${reason})`}, condition Ready is ${text(ready?.['status']) || 'not there'}`;
  if (phase === '') return unknown(place, 'the operator has written no status yet');
  return phase === HEALTHY && ready?.['status'] === 'True'
    ? ok(place, said)
    : failed(place, said, 'Run `doctor diagnose` for the cause, or wait where it has just been applied.');
}

function judgeInstances(cluster: KubeObject, { intent, objects }: Evidence): Proof {
  const place = { id: 'instances', question: 'all instances are ready' };
  const wanted = Number(at(cluster, 'spec', 'instances'));
  const ready = Number(at(cluster, 'status', 'readyInstances') ?? 0);
  if (intent.kind === 'seen' && intent.value.instances !== wanted) {
    const because = `${intent.value.file} wants ${intent.value.instances}, the Cluster has ${wanted}`;
    return failed(place, because, 'Let Argo CD sync; something holds it up, or somebody changed the Cluster by hand.');
  }
  if (objects.Pod.kind === 'unseen')
    return unknown(place, `${ready} of ${wanted} by the status; pods: ${whyUnseen(objects.Pod)}`);
  const name = cluster.metadata.name;
  const pods = instancePods(objects.Pod.value, name).filter((pod) => condition(pod, 'Ready')?.['status'] === 'True');
  const names = pods.map(({ metadata }) => metadata.name).join(', ');
  const because = `${ready} of ${wanted} by the status, and ${pods.length} pods are ready${names === '' ? '' : `: ${names}`}`;
  return ready === wanted && pods.length === wanted
    ? ok(place, because)
    : failed(place, because, 'Run `doctor diagnose` for the cause.');
}

function judgePrimary(cluster: KubeObject, { objects, instances }: Evidence): Proof {
  const place = { id: 'primary', question: 'there is one primary, and all agree on it' };
  const current = text(at(cluster, 'status', 'currentPrimary'));
  const target = text(at(cluster, 'status', 'targetPrimary'));
  if (current === '') return failed(place, 'the status names none', 'Run `doctor diagnose` for the cause.');
  const labelled = instancePods(seenList(objects.Pod), cluster.metadata.name)
    .filter(({ metadata }) => metadata.labels?.['cnpg.io/instanceRole'] === 'primary')
    .map(({ metadata }) => metadata.name);
  const answers = instances.flatMap(({ pod, answer }) =>
    answer.kind === 'seen' ? [{ pod, answer: answer.value }] : [],
  );
  const writable = answers.filter(({ answer }) => !answer.inRecovery).map(({ pod }) => pod);
  const because = `${current} by the status, ${listed(labelled)} by label, ${listed(writable)} by SQL`;
  if (writable.length > 1) {
    return failed(place, because, 'Two instances take writes: `split-brain-watchdog check` says which commits differ.');
  }
  if (target !== current)
    return failed(place, `${because}; the operator is changing it to ${target}`, 'Wait, and ask again.');
  if (labelled.length !== 1 || labelled[0] !== current || (writable.length === 1 && writable[0] !== current)) {
    return failed(place, because, 'Run `doctor diagnose` for the cause.');
  }
  const silent = instances.filter(({ answer }) => answer.kind === 'unseen');
  return writable.length === 1 && silent.length === 0
    ? ok(place, because)
    : unknown(
        place,
        `${because}; SQL: ${silent.map(({ pod, answer }) => `${pod} ${whyUnseen(answer)}`).join('; ') || 'nobody was asked'}`,
      );
}

function judgeStandbys({ instances }: Evidence): Proof {
  const place = { id: 'standbys', question: 'every standby streams from the primary' };
  const answers = instances.flatMap(({ pod, answer }) =>
    answer.kind === 'seen' ? [{ pod, answer: answer.value }] : [],
  );
  const primary = answers.find(({ answer }) => !answer.inRecovery);
  if (primary === undefined) return unknown(place, 'no primary answered by SQL');
  const wanted = instances.map(({ pod }) => pod).filter((pod) => pod !== primary.pod);
  if (wanted.length === 0) return ok(place, 'there is one instance');
  const rows = wanted.map((pod) => ({ pod, row: primary.answer.standbys.find(({ name }) => name === pod) }));
  const because = rows
    .map(({ pod, row }) =>
      row === undefined
        ? `${pod} is not connected`
        : `${pod} ${row.state} (${row.sync}, ${row.replayedBehind ?? '?'} bytes behind)`,
    )
    .join(', ');
  return rows.every(({ row }) => row?.state === 'streaming')
    ? ok(place, because)
    : failed(place, because, 'Run `doctor diagnose` for the cause.');
}

function judgeDirect(logins: Look<readonly LoginProof[]>): Proof {
  const place = { id: 'login', question: 'the application logs in through the rw service over TLS' };
  if (logins.kind === 'unseen') return unknown(place, whyUnseen(logins));
  const [login] = logins.value;
  return login === undefined ? unknown(place, 'nobody tried') : judgeLogin(place, login);
}

function judgePooled({ pooled, poolers }: Logins): readonly Proof[] {
  return poolers.map((host): Proof => {
    const place = { id: `login-${host}`, question: `the application logs in through pooler ${host} over TLS` };
    if (pooled.kind === 'unseen') return unknown(place, whyUnseen(pooled));
    const login = pooled.value.find((one) => one.host === host);
    return login === undefined ? unknown(place, 'nobody tried') : judgeLogin(place, login);
  });
}

function judgeLogin(place: Pick<Proof, 'id' | 'question'>, login: LoginProof): Proof {
  if (login.outcome === 'refused') {
    return failed(
      place,
      `${login.host}: ${login.detail}`,
      'Run `doctor diagnose`; it looks at Secrets, certificates and NetworkPolicies.',
    );
  }
  const who = `${login.user ?? '?'} on ${login.database ?? '?'} at ${login.host}`;
  if (login.tls !== 'verify-full') {
    return failed(
      place,
      `${who}: in, but the name is not in the server's certificate (${login.detail})`,
      'Add the name to spec.certificates.serverAltDNSNames; rendered clusters have their poolers there.',
    );
  }
  return ok(place, `${who}, certificate verified by name: SELECT version() is ${login.version ?? '?'}`);
}

export function instancePods(pods: readonly KubeObject[], cluster: string): readonly KubeObject[] {
  return pods.filter(
    ({ metadata: { labels = {} } }) =>
      labels['cnpg.io/cluster'] === cluster && labels['cnpg.io/podRole'] === 'instance',
  );
}

/** Of the instance that takes writes. */
export function primaryAnswer({
  instances,
}: Evidence): { readonly pod: string; readonly answer: InstanceAnswer } | undefined {
  return instances
    .flatMap(({ pod, answer }) => (answer.kind === 'seen' ? [{ pod, answer: answer.value }] : []))
    .find(({ answer }) => !answer.inRecovery);
}

export function poolerHosts({ objects, target }: Evidence): readonly string[] {
  return seenList(objects.Pooler)
    .filter((pooler) => at(pooler, 'spec', 'cluster', 'name') === target.cluster)
    .map(({ metadata }) => metadata.name);
}

export function hasObjectStore(cluster: KubeObject): boolean {
  return list(at(cluster, 'spec', 'plugins')).some((plugin) => at(plugin, 'isWALArchiver') === true);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(' and ');
}
