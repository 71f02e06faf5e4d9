import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterFiles } from '@postgres-ha/database-cluster';
import { readEnvironment } from '@postgres-ha/environment';
import { canonicalYaml, type KubeObject } from '@postgres-ha/kube-manifest';
import { manifestObjects } from '@postgres-ha/testkit';
import { parse } from 'yaml';
import { REPOSITORY } from '@postgres-ha/production-rig';

export type Values = Readonly<Record<string, unknown>>;

/** The two files that people edit, as values. */
export interface Intent {
  readonly environment: Values;
  readonly cluster: Values;
}

/** An edit of the two files: maps merge key by key, undefined removes a key, anything else replaces. */
export type Edit = Partial<Intent>;

const PRODUCTION = 'environments/production';

/**
 * Production's intent with those values lowered that one small node cannot give, and short shutdowns, so that a change is through in less
 * than a minute.
 */
export function productionForOneNode(s3Endpoint: string): Intent {
  const pooler = { instances: 1, resources: { cpu: '20m', memory: '64Mi', limits: { cpu: 1, memory: '128Mi' } } };
  return edited(
    {
      environment: valuesOf(`${PRODUCTION}/environment.yaml`),
      cluster: valuesOf(`${PRODUCTION}/postgres-cluster/cluster.yaml`),
    },
    {
      cluster: {
        storage: { size: '1Gi' },
        resources: { cpu: '50m', memory: '320Mi', limits: { cpu: 2, memory: '640Mi' } },
        placement: { nodes: 'preferred', zones: 'none' },
        postgresql: {
          parameters: {
            shared_buffers: '128MB',
            max_wal_size: '256MB',
            wal_keep_size: '128MB',
            max_slot_wal_keep_size: '256MB',
          },
        },
        smartShutdownTimeout: '1s',
        stopDelay: '30s',
        switchoverDelay: '1m',
        poolers: { rw: pooler, ro: pooler },
        backup: { endpoint: s3Endpoint },
      },
    },
  );
}

export function edited({ environment, cluster }: Intent, edit: Edit): Intent {
  return {
    environment: merged(environment, edit.environment ?? {}),
    cluster: merged(cluster, edit.cluster ?? {}),
  };
}

/** The objects that the intent is rendered to, for a cluster of this name. */
export function renderedObjects(intent: Intent, cluster: string): readonly KubeObject[] {
  const file = (path: string, values: Values) => ({ path, bytes: new TextEncoder().encode(canonicalYaml(values)) });
  const reading = readEnvironment({
    name: 'production',
    environment: file(`${PRODUCTION}/environment.yaml`, intent.environment),
    clusters: [{ name: cluster, file: file(`${PRODUCTION}/${cluster}/cluster.yaml`, intent.cluster) }],
  });
  if (reading.kind === 'refused') throw new Error(`the intent is refused: ${JSON.stringify(reading.problems)}`);
  const { environment } = reading;
  const objects = environment.clusters.flatMap((each) =>
    clusterFiles(each, environment).flatMap(({ text }) => manifestObjects(text)),
  );
  return objects.map((object) => (object.kind === 'ObjectStore' ? withSmallSidecar(object) : object));
}

/** As the overlay for one node has it: production's requests of CPU for ten sidecars are more than a small node has. */
function withSmallSidecar({ apiVersion, kind, metadata, ...rest }: KubeObject): KubeObject {
  const resources = { requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: undefined, memory: '512Mi' } };
  const lowered = merged(rest, { spec: { instanceSidecarConfiguration: { resources } } });
  return { apiVersion, kind, metadata, ...lowered };
}

function valuesOf(path: string): Values {
  const values: unknown = parse(readFileSync(join(REPOSITORY, path), 'utf8'));
  if (!isValues(values)) throw new Error(`${path} is no map`);
  return values;
}

function merged(base: Values, edit: Values): Values {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(edit)) {
    const old = result[key];
    result[key] = isValues(old) && isValues(value) ? merged(old, value) : value;
  }
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined));
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
