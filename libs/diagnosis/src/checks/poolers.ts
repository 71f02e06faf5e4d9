import type { KubeObject } from '@postgres-ha/kube-manifest';
import { at, mapAt, numberAt, textAt } from '../reading/fields.ts';
import { labelOf, nameOf } from '../reading/objects.ts';
import { isReady } from '../reading/pods.ts';
import type { Check, Found } from './check.ts';
import { edit, kubectl } from './next-steps.ts';
import { lastOf, lineQuoted, quoted } from './quoting.ts';
import { kindsNotSeen, linesOf, list, named, notSeen, whole, type Scene } from './scene.ts';
import { readyAddresses } from './webhook.ts';

const NOT_SERVING = [
  'pooler-not-ready',
  'service-without-endpoints',
  'crash-looping',
  'pooler-saturated',
  'probe-failing',
];

/** What PgBouncer writes; it has no codes. */
const CONFIG =
  /(?:FATAL|ERROR).*(?:unknown parameter|invalid value|cannot (?:load|open|parse)|config|syntax error)|skipping (?:line|value)/i;
const LOGIN =
  /auth_query|cannot do authentication|password authentication failed|server login failed|no pg_hba\.conf entry|permission denied for function user_search|function public\.user_search/i;

export const poolersCheck: Check = {
  name: 'poolers',
  question: 'Do the poolers run, log in, and have room?',
  findings: {
    'pooler-cluster-unknown': {
      severity: 'critical',
      meaning: 'A Pooler names a Cluster that is not there.',
      shownBy: 'spec.cluster.name beside the Cluster.',
      steps: 'Correct the name; it cannot be changed in place: make the Pooler anew.',
      explains: ['pooler-inactive', ...NOT_SERVING],
    },
    'pooler-inactive': {
      severity: 'critical',
      meaning: 'The operator cannot make or update a Pooler.',
      shownBy: 'Its phase and the reason.',
      steps: 'By its reason.',
      explains: NOT_SERVING,
    },
    'pooler-config-rejected': {
      severity: 'critical',
      meaning: 'PgBouncer does not start with its parameters; the operator accepts any value.',
      shownBy: 'The end of its log.',
      steps: 'Correct the parameter in the cluster’s file.',
      explains: [...NOT_SERVING, 'pooler-login-fails'],
    },
    'pooler-login-fails': {
      severity: 'critical',
      meaning: 'PgBouncer cannot log in at PostgreSQL or look up passwords there: clients are refused.',
      shownBy: 'Its log; whether the role and the function it needs are there.',
      steps:
        'The operator makes role cnpg_pooler_pgbouncer and function user_search only where no authQuery of your own is set.',
      explains: ['pooler-saturated'],
    },
    'pooler-paused': {
      severity: 'warning',
      meaning: 'A pooler is paused: clients wait.',
      shownBy: 'spec.pgbouncer.paused, or PgBouncer itself.',
      steps: 'Set it to false.',
      explains: ['pooler-saturated'],
    },
    'pooler-not-ready': {
      severity: 'critical',
      meaning: 'A pooler has too few pods that are ready.',
      shownBy: 'Its pods.',
      steps: 'See their logs.',
      symptom: true,
      explains: ['service-without-endpoints'],
    },
    'pooler-saturated': {
      severity: 'warning',
      meaning: 'Clients wait for a server connection, or are near the limit.',
      shownBy: 'PgBouncer’s pools.',
      steps: 'See long transactions first; then a larger pool, within max_connections.',
    },
    'pooler-exceeds-connections': {
      severity: 'warning',
      meaning: 'All pools together may open more connections than PostgreSQL takes.',
      shownBy: 'Replicas times pool size beside max_connections.',
      steps: 'Smaller pools, or more max_connections (a restart).',
      explains: ['connections-exhausted', 'pooler-login-fails'],
    },
  },
  judge: (scene) => {
    const poolers = ofCluster(scene);
    return {
      found: [...poolers.flatMap((pooler) => ofPooler(scene, pooler)), ...strangers(scene), ...budget(scene, poolers)],
      unseen: [
        ...kindsNotSeen(scene, 'Pooler', 'Pod', 'Service', 'EndpointSlice'),
        ...notSeen({ Cluster: scene.evidence.cluster }),
        ...unanswered(scene, poolers),
      ],
      fine: poolers.length === 0 ? 'the cluster has no pooler' : `${poolers.map(nameOf).join(', ')} are active`,
    };
  },
};

function ofCluster(scene: Scene): readonly KubeObject[] {
  return list(scene, 'Pooler').filter((pooler) => textAt(pooler, 'spec', 'cluster', 'name') === scene.name);
}

function podsOf(scene: Scene, pooler: KubeObject): readonly KubeObject[] {
  return list(scene, 'Pod').filter((pod) => labelOf(pod, 'cnpg.io/poolerName') === nameOf(pooler));
}

function unanswered(scene: Scene, poolers: readonly KubeObject[]): readonly string[] {
  const asked = scene.evidence.poolers;
  const expected = poolers.flatMap((pooler) => podsOf(scene, pooler).map(nameOf));
  return [
    ...expected.filter((pod) => !asked.some((each) => each.pod === pod)).map((pod) => `PgBouncer in ${pod}: not asked`),
    ...notSeen(Object.fromEntries(asked.map(({ pod, answer }) => [`PgBouncer in ${pod}`, answer]))),
  ];
}

/** Poolers by the cluster's name that name another one, which is not there. */
function strangers(scene: Scene): readonly Found[] {
  const { cluster } = scene.evidence;
  return list(scene, 'Pooler').flatMap((pooler): readonly Found[] => {
    const wanted = textAt(pooler, 'spec', 'cluster', 'name') ?? '';
    const ours =
      nameOf(pooler).startsWith(`${scene.name}-`) || labelOf(pooler, 'app.kubernetes.io/part-of') === scene.name;
    // The operator says of a Pooler whose Cluster is not there that it is inactive, and the name.
    const left =
      textAt(pooler, 'status', 'phase') === 'inactive' &&
      (textAt(pooler, 'status', 'phaseReason') ?? '').startsWith('Cluster ');
    const unknown = wanted === scene.name ? cluster.kind === 'unseen' && cluster.reason === 'absent' : ours || left;
    if (!unknown) return [];
    return [
      {
        id: 'pooler-cluster-unknown',
        subject: `Pooler ${nameOf(pooler)}`,
        headline: `Pooler ${nameOf(pooler)} refers to Cluster ${wanted}, not to ${scene.name}${wanted === scene.name ? ', which is not there' : ''}.`,
        evidence: [`spec.cluster.name: ${wanted}`, phaseOf(pooler)],
        nextSteps: [
          kubectl(scene, `describe pooler ${nameOf(pooler)}`),
          kubectl(scene, 'get clusters.postgresql.cnpg.io'),
          'correct it in Git; spec.cluster cannot be changed in place',
        ],
      },
    ];
  });
}

function ofPooler(scene: Scene, pooler: KubeObject): readonly Found[] {
  const name = nameOf(pooler);
  const subject = `Pooler ${name}`;
  const pods = podsOf(scene, pooler);
  const phase = textAt(pooler, 'status', 'phase');
  const steps = [kubectl(scene, `describe pooler ${name}`), kubectl(scene, `logs deployment/${name} --tail=50`)];
  const found: Found[] = [];
  if (phase === 'inactive' || phase === 'failed')
    found.push({
      id: 'pooler-inactive',
      subject,
      headline: `Pooler ${name} is ${phase}.`,
      evidence: [phaseOf(pooler)],
      nextSteps: steps,
    });
  const lines = linesOf(
    scene,
    ({ pod, container }) => container === 'pgbouncer' && pods.some((each) => nameOf(each) === pod),
  ).filter(({ at: when }) => when === undefined || when > scene.now - 1_800_000);
  const down = pods.filter((pod) => !isReady(pod));
  const config = lastOf(
    lines.filter(({ message, text }) => CONFIG.test(message) || CONFIG.test(text)),
    3,
  );
  if (down.length > 0 && config.length > 0) {
    found.push({
      id: 'pooler-config-rejected',
      subject,
      headline: `PgBouncer of ${name} does not take its parameters.`,
      evidence: [
        ...config.map(lineQuoted),
        `parameters: ${quoted(JSON.stringify(mapAt(pooler, 'spec', 'pgbouncer', 'parameters')))}`,
      ],
      nextSteps: [...steps, 'correct the parameter in the cluster’s file, npm run render, commit'],
    });
  }
  found.push(...login(scene, pooler, lines));
  const answers = scene.evidence.poolers
    .filter((each) => each.pooler === name)
    .flatMap(({ pod, answer }) => (answer.kind === 'seen' ? [{ pod, answer: answer.value }] : []));
  if (
    at(pooler, 'spec', 'pgbouncer', 'paused') === true ||
    phase === 'paused' ||
    answers.some(({ answer }) => answer.paused === true)
  ) {
    found.push({
      id: 'pooler-paused',
      subject,
      headline: `Pooler ${name} is paused: clients wait.`,
      evidence: [
        `spec.pgbouncer.paused: ${String(at(pooler, 'spec', 'pgbouncer', 'paused') === true)}`,
        phaseOf(pooler),
      ],
      nextSteps: steps,
    });
  }
  const wanted = numberAt(pooler, 'spec', 'instances') ?? 1;
  const ready = pods.length - down.length;
  if (scene.evidence.objects.Pod.kind === 'seen' && ready < wanted) {
    found.push({
      id: 'pooler-not-ready',
      subject,
      headline: `${ready} of ${wanted} pods of pooler ${name} are ready.`,
      evidence: [
        phaseOf(pooler),
        ...down.map((pod) => `pod ${nameOf(pod)}: ${textAt(pod, 'status', 'phase') ?? 'no phase'}`),
        ...lastOf(lines, 2).map(lineQuoted),
      ],
      nextSteps: steps,
    });
  }
  for (const { pod, answer } of answers) {
    const waiting = answer.pools.filter(
      ({ clientsWaiting, longestWaitSeconds }) =>
        clientsWaiting > 0 && longestWaitSeconds >= scene.limits.poolerWaitSeconds,
    );
    const clients = answer.pools.reduce((sum, pool) => sum + pool.clientsActive + pool.clientsWaiting, 0);
    const near = answer.maxClientConnections !== null && clients >= answer.maxClientConnections * 0.95;
    if (waiting.length === 0 && !near) continue;
    const pool = waiting[0];
    found.push({
      id: 'pooler-saturated',
      subject: `pod ${pod}`,
      headline:
        pool === undefined
          ? `${pod} has ${clients} of ${answer.maxClientConnections ?? '?'} clients.`
          : `${pool.clientsWaiting} clients of ${pool.user} wait in ${pod}, for up to ${Math.round(pool.longestWaitSeconds)} s.`,
      evidence: [
        ...waiting.map(
          (each) =>
            `pool ${each.database}/${each.user}: ${each.clientsActive} active, ${each.clientsWaiting} waiting, servers ${each.serversActive} active and ${each.serversIdle} idle`,
        ),
        `max_client_conn ${answer.maxClientConnections ?? '?'}, default_pool_size ${answer.poolSize ?? '?'}`,
      ],
      nextSteps: [edit(scene, 'poolers.rw.poolSize=<more>'), ...steps],
    });
  }
  return [...found, ...withoutEndpoints(scene, name)];
}

function login(scene: Scene, pooler: KubeObject, lines: ReturnType<typeof linesOf>): readonly Found[] {
  const name = nameOf(pooler);
  const said = lastOf(
    lines.filter(({ message }) => LOGIN.test(message)),
    3,
  );
  const own =
    at(pooler, 'spec', 'pgbouncer', 'authQuery') !== undefined ||
    at(pooler, 'spec', 'pgbouncer', 'authQuerySecret') !== undefined;
  const account = scene.primary?.answer.poolerLogin;
  const missing = !own && account !== null && account !== undefined && !(account.role && account.function);
  if (said.length === 0 && !missing) return [];
  const lacks = missing
    ? [
        `role cnpg_pooler_pgbouncer ${account.role ? 'is there' : 'is missing'}, function user_search ${account.function ? 'is there' : 'is missing'}`,
      ]
    : [];
  return [
    {
      id: 'pooler-login-fails',
      subject: `Pooler ${name}`,
      headline: `PgBouncer of ${name} cannot log in or look up passwords.`,
      evidence: [
        ...said.map(lineQuoted),
        ...lacks,
        `authQuerySecret: ${textAt(pooler, 'spec', 'pgbouncer', 'authQuerySecret', 'name') ?? 'none of its own'}, authQuery: ${own ? 'of its own' : 'the operator’s'}`,
      ],
      nextSteps: [kubectl(scene, `logs deployment/${name} --tail=50`), kubectl(scene, `get pooler ${name} -o yaml`)],
    },
  ];
}

function withoutEndpoints(scene: Scene, name: string): readonly Found[] {
  const services = whole(scene, 'Service');
  const slices = whole(scene, 'EndpointSlice');
  if (services === undefined || slices === undefined || named(services, name) === undefined) return [];
  if (
    slices.filter((slice) => labelOf(slice, 'kubernetes.io/service-name') === name).flatMap(readyAddresses).length > 0
  )
    return [];
  return [
    {
      id: 'service-without-endpoints',
      subject: `Service ${name}`,
      headline: `Service ${name} of the pooler has no endpoint: clients are refused.`,
      evidence: [`no EndpointSlice of ${name} has a ready address`],
      nextSteps: [kubectl(scene, `get endpointslices -l kubernetes.io/service-name=${name}`)],
    },
  ];
}

function budget(scene: Scene, poolers: readonly KubeObject[]): readonly Found[] {
  const most = scene.primary?.answer.connections;
  if (most === undefined) return [];
  const sizes = poolers
    .filter((pooler) => textAt(pooler, 'spec', 'type') !== 'ro')
    .map((pooler) => {
      const pools = scene.evidence.poolers
        .filter((each) => each.pooler === nameOf(pooler))
        .flatMap(({ answer }) =>
          answer.kind === 'seen'
            ? answer.value.pools
                .filter(({ database }) => database !== 'pgbouncer')
                .map(({ database, user }) => `${database}/${user}`)
            : [],
        );
      const size = Number(textAt(pooler, 'spec', 'pgbouncer', 'parameters', 'default_pool_size') ?? '20');
      return {
        name: nameOf(pooler),
        each: size,
        total: size * Math.max(1, new Set(pools).size) * (numberAt(pooler, 'spec', 'instances') ?? 1),
      };
    });
  const total = sizes.reduce((sum, { total: one }) => sum + one, 0);
  if (!Number.isFinite(total) || total <= most.most - most.reserved) return [];
  return [
    {
      id: 'pooler-exceeds-connections',
      subject: `Cluster ${scene.name}`,
      headline: `Pools may open ${total} connections; PostgreSQL takes ${most.most - most.reserved}.`,
      evidence: [
        ...sizes.map(({ name, each, total: one }) => `${name}: default_pool_size ${each}, in all ${one}`),
        `max_connections ${most.most}, reserved ${most.reserved}`,
      ],
      nextSteps: [edit(scene, 'poolers.rw.poolSize=<less>'), 'npm run check'],
    },
  ];
}

function phaseOf(pooler: KubeObject): string {
  const reason = textAt(pooler, 'status', 'phaseReason');
  return `status.phase: ${textAt(pooler, 'status', 'phase') ?? 'none'}${reason === undefined ? '' : ` ${quoted(reason)}`}`;
}
