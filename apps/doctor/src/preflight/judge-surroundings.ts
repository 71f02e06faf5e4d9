import type { ClusterSurroundings, Surroundings } from '@postgres-ha/cluster-evidence';
import type { Look } from '@postgres-ha/diagnosis';
import type { Cluster, Environment } from '@postgres-ha/environment';
import { cpuMillicores, describeObject, quantityBytes, type KubeObject } from '@postgres-ha/kube-manifest';
import { at, fields, list, text, whyUnseen } from '../fields.ts';
import { failed, later, ok, unknown, type Proof } from '../proof.ts';
import { judgeInstalled } from './judge-installed.ts';

/** Of Kubernetes; what CloudNativePG 1.30 supports, and what it was tested with besides. @see https://cloudnative-pg.io/docs/1.30/supported_releases */
const SUPPORTED = { least: 34, most: 36, leastTested: 30 };
const BY_00 = 'File 00 brings it.';

export interface Expected {
  readonly environment: Environment;
  readonly clusters: readonly Cluster[];
}

/** Whether everything is there that an environment takes, each answer with what proves it. What file 00 brings may be missing before it is applied. */
export function judgeSurroundings(around: Surroundings, { environment, clusters }: Expected): readonly Proof[] {
  return [
    judgeKubernetes(around.kubernetes),
    ...judgeNamespaces(around, environment),
    ...clusters.flatMap((cluster) => [
      judgeNodes(around.nodes, cluster),
      judgeStorageClass(around.storageClasses, { cluster, environment }),
    ]),
    ...judgeInstalled(around, environment),
    ...clusters.flatMap((cluster) => {
      const own = around.clusters.get(cluster.name);
      return own === undefined
        ? []
        : [...judgeSecrets(own, { cluster, environment }), judgeArchive(own, cluster), judgeDryRun(own, cluster)];
    }),
  ];
}

function judgeKubernetes(look: Look<string>): Proof {
  const place = { id: 'kubernetes', question: 'the version of Kubernetes' };
  if (look.kind === 'unseen') return unknown(place, whyUnseen(look));
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(look.value) ?? [];
  if (major !== '1' || minor === undefined) return unknown(place, `${look.value} is no version that is known`);
  const number = Number(minor);
  const range = `CloudNativePG 1.30 supports 1.${SUPPORTED.least} to 1.${SUPPORTED.most}`;
  if (number < SUPPORTED.leastTested) return failed(place, `${look.value}; ${range}`, 'Upgrade Kubernetes first.');
  const inside = number >= SUPPORTED.least && number <= SUPPORTED.most;
  return ok(place, inside ? `${look.value}; ${range}` : `${look.value} works and is not supported; ${range}`);
}

function judgeNamespaces({ namespaces }: Surroundings, environment: Environment): readonly Proof[] {
  return [...namespaces].map(([name, look]): Proof => {
    const place = { id: `namespace-${name}`, question: `namespace ${name}` };
    if (look.kind === 'unseen') {
      return look.reason === 'absent' ? later(place, 'is not there', BY_00) : unknown(place, whyUnseen(look));
    }
    const level = text(at(look.value, 'metadata', 'labels', 'pod-security.kubernetes.io/enforce')) || 'not set';
    const wanted =
      name === environment.operator.namespace ? 'restricted' : (environment.namespaces[name]?.podSecurity ?? 'not set');
    if (text(at(look.value, 'status', 'phase')) === 'Terminating') {
      return failed(
        place,
        'is being deleted',
        'Wait until it is gone; see what keeps it with `kubectl describe namespace`.',
      );
    }
    const because = `is there, pod security ${level}`;
    return level === wanted || wanted === 'not set'
      ? ok(place, because)
      : later(place, `${because}, is to be ${wanted}`, BY_00);
  });
}

function judgeNodes(look: Look<readonly KubeObject[]>, cluster: Cluster): Proof {
  const place = {
    id: `nodes-${cluster.name}`,
    question: `nodes for ${cluster.instances} instances of ${cluster.name}`,
  };
  if (look.kind === 'unseen') return unknown(place, whyUnseen(look));
  const fit = look.value.filter((node) => takes(node, cluster));
  const zones = new Set(
    fit
      .map((node) => text(at(node, 'metadata', 'labels', 'topology.kubernetes.io/zone')))
      .filter((zone) => zone !== ''),
  );
  const because = `${fit.length} of ${look.value.length} nodes are ready, untainted and large enough, in ${zones.size} zones`;
  const { nodes, zones: spread } = cluster.placement;
  if (fit.length === 0) return failed(place, because, 'Add nodes, or ask for less in cluster.yaml.');
  if (nodes === 'required' && fit.length < cluster.instances) {
    return failed(
      place,
      `${because}; placement.nodes is required`,
      `Have ${cluster.instances} nodes, or set placement.nodes to preferred.`,
    );
  }
  if (spread === 'required' && zones.size < 2 && cluster.instances > 1) {
    return failed(
      place,
      `${because}; placement.zones is required`,
      'Label the nodes with topology.kubernetes.io/zone, or set placement.zones to preferred.',
    );
  }
  return ok(place, because);
}

/** Whether one instance fits into the whole of it; what runs there already is not counted. */
function takes(node: KubeObject, { resources, placement }: Cluster): boolean {
  const ready = list(at(node, 'status', 'conditions')).some(
    (one) => at(one, 'type') === 'Ready' && at(one, 'status') === 'True',
  );
  const closed = at(node, 'spec', 'unschedulable') === true;
  const taints = list(at(node, 'spec', 'taints')).filter((taint) => at(taint, 'effect') !== 'PreferNoSchedule');
  const tolerated = taints.every((taint) =>
    placement.tolerations.some((one) => one.key === undefined || one.key === at(taint, 'key')),
  );
  const labels = fields(at(node, 'metadata', 'labels'));
  const selected = Object.entries(placement.nodeSelector).every(([key, value]) => labels[key] === value);
  const allocatable = fields(at(node, 'status', 'allocatable'));
  const cpu = cpuMillicores(text(allocatable['cpu'])) ?? 0;
  const memory = quantityBytes(text(allocatable['memory'])) ?? 0;
  const enough = cpu >= (cpuMillicores(resources.cpu) ?? 0) && memory >= (quantityBytes(resources.memory) ?? 0);
  return ready && !closed && tolerated && selected && enough;
}

function judgeStorageClass(
  look: Look<readonly KubeObject[]>,
  { cluster, environment }: { readonly cluster: Cluster; readonly environment: Environment },
): Proof {
  const name = cluster.storage.class;
  const place = {
    id: `storage-${cluster.name}`,
    question: `StorageClass ${name ?? '(the default)'} of ${cluster.name}`,
  };
  if (look.kind === 'unseen') return unknown(place, whyUnseen(look));
  const found = look.value.find((one) =>
    name === undefined
      ? at(one, 'metadata', 'annotations', 'storageclass.kubernetes.io/is-default-class') === 'true'
      : one.metadata.name === name,
  );
  if (found === undefined) {
    const owned = name !== undefined && environment.storageClasses[name] !== undefined;
    return owned
      ? later(place, 'is not there', BY_00)
      : failed(place, 'is not there', 'Make it, or name another one in cluster.yaml (storage.class).');
  }
  const binding = text(found['volumeBindingMode']) || 'Immediate';
  const grows = found['allowVolumeExpansion'] === true;
  const because = `${text(found['provisioner'])}, ${binding}, ${grows ? 'volumes can grow' : 'volumes cannot grow'}`;
  const wanted = name === undefined ? undefined : environment.storageClasses[name]?.provisioner;
  if (wanted !== undefined && wanted !== found['provisioner']) {
    return failed(
      place,
      `${because}; environment.yaml says ${wanted}`,
      'A StorageClass cannot be changed: remove it first, or name another.',
    );
  }
  if (binding === 'Immediate' && cluster.placement.zones !== 'none') {
    return failed(
      place,
      `${because}: a volume may be made in a zone where its instance may not run`,
      'Use volumeBindingMode: WaitForFirstConsumer.',
    );
  }
  return grows
    ? ok(place, because)
    : failed(place, because, 'Set allowVolumeExpansion: true; a full volume could not be helped.');
}

function judgeSecrets(
  { secrets }: ClusterSurroundings,
  { cluster, environment }: { readonly cluster: Cluster; readonly environment: Environment },
): readonly Proof[] {
  const external = environment.secrets !== 'existing';
  return secrets.map(({ name, wantedKeys, found }): Proof => {
    const place = { id: `secret-${name}`, question: `Secret ${cluster.namespace}/${name}` };
    if (found.kind === 'unseen') {
      if (found.reason !== 'absent') return unknown(place, whyUnseen(found));
      return external
        ? later(place, 'is not there', 'External Secrets makes it when file 01 is applied.')
        : failed(place, 'is not there', `Make it, with ${wantedKeys.join(' and ')}: docs/secrets.md.`);
    }
    const missing = wantedKeys.filter((key) => !found.value.keys.includes(key));
    const odd = found.value.remarks.filter(({ key }) => wantedKeys.includes(key));
    if (missing.length > 0)
      return failed(
        place,
        `has no ${missing.join(', ')}; it has ${found.value.keys.join(', ') || 'nothing'}`,
        'See docs/secrets.md.',
      );
    return odd.length > 0
      ? failed(
          place,
          odd.map(({ key, remark }) => `${key}: ${remark}`).join(', '),
          'Make it anew with `printf %s`, not `echo`.',
        )
      : ok(place, `has ${wantedKeys.join(', ') || 'what is needed'}`);
  });
}

function judgeArchive({ objectStore }: ClusterSurroundings, cluster: Cluster): Proof {
  const place = { id: `bucket-${cluster.name}`, question: `the object store of ${cluster.name}` };
  if (cluster.backup === 'none') return ok(place, 'is not needed: backup is none');
  if (objectStore.kind === 'unseen') {
    return objectStore.reason === 'absent'
      ? later(
          place,
          whyUnseen(objectStore),
          'Ask again when file 00 is applied; `--from-here` asks it now, with your own credentials.',
        )
      : unknown(place, whyUnseen(objectStore));
  }
  const { steps, destination, found, caveats } = objectStore.value;
  const broken = steps.find(({ outcome }) => outcome === 'failed');
  if (broken !== undefined) {
    return failed(
      place,
      `${destination}: ${broken.step} failed (${broken.code ?? 'no code'}): ${broken.detail}`,
      'Check the bucket, its keys and the way there.',
    );
  }
  const content = found === null ? '' : `, ${found.backups} backups lie there`;
  return ok(
    place,
    `${destination} answers and lists${content}${caveats.length === 0 ? '' : ` (${caveats.join('; ')})`}`,
  );
}

function judgeDryRun({ dryRun }: ClusterSurroundings, cluster: Cluster): Proof {
  const place = { id: `admission-${cluster.name}`, question: `what the API server says of file 01 of ${cluster.name}` };
  if (dryRun.kind === 'unseen') return unknown(place, whyUnseen(dryRun));
  const refusals = dryRun.value.flatMap(({ object, verdict }) =>
    verdict.kind === 'refused' ? [`${describeObject(object)}: ${verdict.message}`] : [],
  );
  const unsaid = dryRun.value.flatMap(({ object, verdict }) =>
    verdict.kind === 'unknown' ? [`${describeObject(object)}: ${verdict.because}`] : [],
  );
  const taken = dryRun.value.length - refusals.length - unsaid.length;
  const because = `takes ${taken} of ${dryRun.value.length} objects`;
  if (refusals.length > 0)
    return failed(
      place,
      `${because}; refuses ${refusals.join('; ')}`,
      'Run `npm run check -- --server` for the lines.',
    );
  return unsaid.length > 0
    ? later(
        place,
        `${because}, and cannot say of ${unsaid.length} (${unsaid[0] ?? ''})`,
        'Apply file 00 first, then ask again.',
      )
    : ok(place, `${because}, its webhooks asked`);
}
