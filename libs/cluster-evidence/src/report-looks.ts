import type { KubeObject } from '@postgres-ha/kube-manifest';
import { seen, unseen, type AlertSeen, type Look, type ProofSeen, type WatchSeen } from '@postgres-ha/diagnosis';
import { fieldsOf, listOf, proxiedPage, textOf, type Fields } from '@postgres-ha/kube-api';
import { listSeen, lookAtList, lookOf, mapLook, patienceOf, type Lookout } from './lookout.ts';
import { watchedType } from './kinds.ts';
import { labelOf } from './pods.ts';

/** The Prometheus operator makes these Services beside each Alertmanager and Prometheus. */
const ALERTMANAGER = 'alertmanager-operated';
const ALERTMANAGER_PORT = 9093;
const WORKER_PORT = 8080;

export interface Reports {
  readonly proofs: Look<readonly ProofSeen[]>;
  readonly watch: Look<WatchSeen>;
  readonly alerts: Look<readonly AlertSeen[]>;
}

/** What the project's workers and Alertmanager say of a cluster, by their pages, through the API server. */
export async function lookAtReports(
  lookout: Lookout,
  { pods, monitoring }: { readonly pods: Look<readonly KubeObject[]>; readonly monitoring: string },
): Promise<Reports> {
  const [proofs, watch, alerts] = await Promise.all([
    worker(lookout, { pods, name: 'backup-verifier', path: '/report.json', read: readProofs }),
    worker(lookout, {
      ...{ pods, name: 'split-brain-watchdog', path: '/status.json' },
      read: (page, pod) => readWatch(page, { pod, cluster: lookout.target.cluster }),
    }),
    lookAtAlerts(lookout, monitoring),
  ]);
  return { proofs, watch, alerts };
}

async function worker<T>(
  lookout: Lookout,
  wanted: {
    readonly pods: Look<readonly KubeObject[]>;
    readonly name: string;
    readonly path: string;
    readonly read: (page: Fields, pod: string) => T | undefined;
  },
): Promise<Look<T>> {
  const { pods, name, path, read } = wanted;
  const { namespace, cluster } = lookout.target;
  if (pods.kind === 'unseen') return pods;
  const pod = pods.value.find(
    (one) => labelOf(one, 'app.kubernetes.io/name') === name && labelOf(one, 'app.kubernetes.io/instance') === cluster,
  );
  if (pod === undefined) return unseen('absent', `there is no ${name} of ${cluster} in ${namespace}`);
  const place = { namespace, kind: 'pod', name: pod.metadata.name, port: portOf(pod), path } as const;
  const page = await lookout.inLane(() => proxiedPage(lookout.connection, place, patienceOf(lookout)));
  const asked = `${path} of ${pod.metadata.name}`;
  if (page.kind !== 'answered') return lookOf(page, asked);
  const fields = parsed(page.value);
  const value = fields === undefined ? undefined : read(fieldsOf(fields), pod.metadata.name);
  return value === undefined ? unseen('unreadable', `${asked}: in a form that is not known`) : seen(value);
}

function portOf(pod: KubeObject): number {
  const ports = listOf(fieldsOf(pod['spec'])['containers']).flatMap(({ ports: own }) => listOf(own));
  const port = ports.find(({ name }) => name === 'http')?.['containerPort'];
  return typeof port === 'number' ? port : WORKER_PORT;
}

/** Of `report.json` of the backup verifier: for each archive the newest backup, and how far it is proven. */
export function readProofs(page: Fields, pod: string): readonly ProofSeen[] | undefined {
  if (!Array.isArray(page['archives'])) return undefined;
  return listOf(page['archives']).map((archive): ProofSeen => {
    const backups = listOf(archive['backups']);
    const newest = backups.toSorted((a, b) => (textOf(a['id']) < textOf(b['id']) ? 1 : -1))[0];
    const last = listOf(newest?.['proofs']).at(-1);
    const ends = listOf(archive['moments']).map(({ toTime }) => textOf(toTime));
    return {
      server: textOf(archive['serverName']),
      verdict: textOf(archive['overall']),
      level: textOf(last?.['level']) || null,
      provenAt: textOf(last?.['at']) || null,
      recoverableTo:
        ends
          .filter((end) => end !== '')
          .toSorted()
          .at(-1) ?? null,
      lastRunAt: textOf(archive['finishedAt']) || null,
      reportedBy: pod,
    };
  });
}

/** Of `status.json` of the split-brain watchdog, which may watch others too. */
export function readWatch(
  page: Fields,
  { pod, cluster }: { readonly pod: string; readonly cluster: string },
): WatchSeen | undefined {
  const own = listOf(page['clusters']).find(({ name }) => textOf(name).split('/').at(-1) === cluster);
  if (own === undefined) return undefined;
  const members = listOf(own['members']);
  const name = textOf(own['name']);
  return {
    state: textOf(own['state']),
    membersSeen: members.filter(({ lastAnswer }) => typeof lastAnswer === 'string').length,
    membersExpected: members.length,
    openIncidents: listOf(page['incidents']).filter(
      ({ status, concern }) => status === 'open' && textOf(fieldsOf(concern)['cluster'] ?? name) === name,
    ).length,
    reportedBy: pod,
  };
}

async function lookAtAlerts(lookout: Lookout, monitoring: string): Promise<Look<readonly AlertSeen[]>> {
  const services = await lookAtList(lookout, { type: watchedType('Service'), namespace: monitoring });
  if (services.kind === 'unseen') return services;
  if (!listSeen(services).some(({ metadata }) => metadata.name === ALERTMANAGER)) {
    return unseen('absent', `there is no Service ${monitoring}/${ALERTMANAGER}`);
  }
  const place = {
    namespace: monitoring,
    kind: 'service',
    name: ALERTMANAGER,
    port: ALERTMANAGER_PORT,
    path: '/api/v2/alerts',
  } as const;
  const page = await lookout.inLane(() => proxiedPage(lookout.connection, place, patienceOf(lookout)));
  return mapLook(lookOf(page, `alerts of ${monitoring}/${ALERTMANAGER}`), (text) => readAlerts(text, lookout.target));
}

/** Of Alertmanager's API v2: those of one cluster. @see https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
export function readAlerts(
  text: string,
  { namespace, cluster }: { readonly namespace: string; readonly cluster: string },
): readonly AlertSeen[] {
  return listOf(parsed(text)).flatMap((alert): AlertSeen[] => {
    const labels = fieldsOf(alert['labels']);
    if (labels['namespace'] !== namespace || labels['cnpg_io_cluster'] !== cluster) return [];
    const state = textOf(fieldsOf(alert['status'])['state']);
    return [
      {
        name: textOf(labels['alertname']),
        severity: textOf(labels['severity']),
        state: state === 'suppressed' || state === 'unprocessed' ? state : 'active',
        startedAt: textOf(alert['startsAt']),
        summary: textOf(fieldsOf(alert['annotations'])['summary']),
      },
    ];
  });
}

/** Of Prometheus's own API: those that fire. @see https://prometheus.io/docs/prometheus/latest/querying/api/#alerts */
export function readPrometheusAlerts(
  text: string,
  { namespace, cluster }: { readonly namespace: string; readonly cluster: string },
): readonly AlertSeen[] | undefined {
  const page = fieldsOf(parsed(text));
  if (page['status'] !== 'success') return undefined;
  return listOf(fieldsOf(page['data'])['alerts']).flatMap((alert): AlertSeen[] => {
    const labels = fieldsOf(alert['labels']);
    const own = labels['namespace'] === namespace && labels['cnpg_io_cluster'] === cluster;
    if (!own || alert['state'] !== 'firing') return [];
    return [
      {
        ...{ name: textOf(labels['alertname']), severity: textOf(labels['severity']), state: 'active' },
        ...{ startedAt: textOf(alert['activeAt']), summary: textOf(fieldsOf(alert['annotations'])['summary']) },
      },
    ];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
