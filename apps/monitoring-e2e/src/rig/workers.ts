import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { applied, onlyOf, psql, type RunningProduction } from '@postgres-ha/production-rig';
import { manifestObjects, outputOf, ROOT } from '@postgres-ha/testkit';
import { parse, stringify } from 'yaml';
import { commandOf, loadAppImage } from './app-image.ts';

const APPS = ['backup-verifier', 'split-brain-watchdog'] as const;
const IMAGE = 'registry.example.com/postgres-ha-workers:tested';
const PASSWORD = 'only-for-this-test';
/** Of the watchdog's docs/examples, which name one. */
const SECRET = 'postgres-cluster-watchdog';

/** The image of both, made while the cluster starts. */
export async function loadWorkers(rig: RunningProduction['rig']): Promise<void> {
  await loadAppImage(rig, IMAGE, APPS);
}

/** Runs our workers in the cluster as docs/examples say, and returns when both are ready. The verifier begins its first run at once. */
export async function startWorkers(production: RunningProduction): Promise<void> {
  const { kubectl, namespace, cluster, rig } = production;
  await makeLogin(production, cluster.status?.currentPrimary ?? '');
  const secrets = [
    secret(SECRET, namespace, { password: PASSWORD }),
    secret('backup-verification-credentials', namespace, {
      ACCESS_KEY_ID: rig.s3.accessKeyId,
      ACCESS_SECRET_KEY: rig.s3.secretAccessKey,
    }),
  ];
  const examples = APPS.flatMap((app) =>
    manifestObjects(readFileSync(join(ROOT, `docs/examples/${app}.yaml`), 'utf8')).map((object) =>
      adapted(object, { app, production }),
    ),
  );
  await applied(kubectl, [...secrets, ...examples]);
  const deployments = examples
    .filter(({ kind }) => kind === 'Deployment')
    .map(({ metadata }) => `deployment/${metadata.name}`);
  await kubectl.run(['-n', namespace, 'rollout', 'status', ...deployments, '--timeout=300s'], {
    signal: AbortSignal.timeout(310_000),
  });
}

/** What `split-brain-watchdog explain login` prints, and a password. */
async function makeLogin({ kubectl, namespace }: RunningProduction, pod: string): Promise<void> {
  const said = await outputOf(join(ROOT, 'node_modules/.bin/split-brain-watchdog'), ['explain', 'login']);
  const statements = said
    .split('\n')
    .filter((line) => !line.startsWith('--'))
    .join('\n')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  const outcome = await psql(
    kubectl,
    { namespace, pod },
    {
      statements: [...statements, `ALTER ROLE postgres_ha_watchdog PASSWORD '${PASSWORD}'`],
    },
  );
  if (outcome.kind !== 'connected' || outcome.errors.length > 0) throw new Error(JSON.stringify(outcome));
}

interface Adapting {
  readonly app: (typeof APPS)[number];
  readonly production: RunningProduction;
}

/** What the example says is the reader's to change: image, store, who is told. And as much memory and processor as this node has. */
function adapted(object: KubeObject, { app, production }: Adapting): KubeObject {
  if (object.kind === 'ConfigMap') return withoutSinks(object);
  if (object.kind !== 'Deployment') return object;
  const deployment = structuredClone(object) as unknown as Deployment;
  const { containers } = deployment.spec.template.spec;
  for (const container of containers) {
    container.image = IMAGE;
    container.command = commandOf(app);
    container.resources = { requests: { cpu: '50m', memory: '128Mi' } };
    container.env = container.env.filter(({ name }) => !['SLACK_BOT_TOKEN', 'HEARTBEAT_URL'].includes(name));
    if (app === 'backup-verifier') container.args = [...container.args, ...storeOf(production)];
  }
  return deployment as unknown as KubeObject;
}

interface Deployment {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: {
          image: string;
          command: readonly string[];
          args: readonly string[];
          env: readonly { readonly name: string }[];
          resources: object;
        }[];
      };
    };
  };
}

function storeOf({ deployed, rig }: RunningProduction): readonly string[] {
  const { endpointURL = '' } = onlyOf('ObjectStore', deployed).spec.configuration;
  return ['--endpoint', endpointURL, '--region', rig.s3.region, '--run-at-start'];
}

/** Nobody is told by the watchdog itself: whom it would tell does not exist here. */
function withoutSinks(object: KubeObject): KubeObject {
  const { data } = object as unknown as { readonly data: Readonly<Record<string, string>> };
  const { heartbeat, notifyFile, ...settings } = parse(data['watchdog.yaml'] ?? '') as Record<string, unknown>;
  if (heartbeat === undefined || notifyFile === undefined) throw new Error('the example is another one than was known');
  return { ...object, data: { 'watchdog.yaml': stringify(settings) } };
}

function secret(name: string, namespace: string, stringData: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData };
}
