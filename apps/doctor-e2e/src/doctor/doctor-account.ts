import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { manifestObjects, ROOT, type ApiRig, type Kubectl } from '@postgres-ha/testkit';
import type { ApiRecorder } from '../world/api-recorder.ts';
import { applied } from '../world/live.ts';

/** Somebody who may do what the published rights say, less what a test takes away, and nothing else. */
export interface DoctorAccount extends AsyncDisposable {
  readonly kubeconfig: string;
}

/** The rights that the documentation gives to the doctor. */
export const RIGHTS = 'docs/examples/doctor-rbac.yaml';

export interface AccountWish {
  /** Added to the name of every published object, so that accounts stand beside each other. */
  readonly suffix?: string;
  /** Changes a published object before it is applied. */
  readonly change?: (object: KubeObject) => KubeObject;
}

/** Applies the published rights, and makes a kubeconfig of a token that asks by way of the recorder. */
export async function makeAccount(
  { kubectl }: ApiRig,
  api: ApiRecorder,
  { suffix = '', change = (object) => object }: AccountWish = {},
): Promise<DoctorAccount> {
  const published = manifestObjects(await readFile(join(ROOT, RIGHTS), 'utf8'));
  const own = published.map((object) => renamed(change(object), suffix));
  const account = own.find(({ kind }) => kind === 'ServiceAccount');
  if (account === undefined) throw new Error(`${RIGHTS} has no ServiceAccount`);
  await applied(kubectl, own);
  return withToken(kubectl, api, account.metadata);
}

/** Somebody who may do everything, and asks by way of the recorder: `preflight` lets the API server judge what is not applied yet. */
export async function makeAdministrator({ kubectl }: ApiRig, api: ApiRecorder): Promise<DoctorAccount> {
  const metadata = { name: 'doctor-administrator', namespace: 'default' };
  const rbac = 'rbac.authorization.k8s.io';
  await applied(kubectl, [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
    {
      ...{ apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name: metadata.name } },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    },
  ]);
  return withToken(kubectl, api, metadata);
}

async function withToken(
  kubectl: Kubectl,
  api: ApiRecorder,
  { name, namespace = 'default' }: KubeObject['metadata'],
): Promise<DoctorAccount> {
  const token = (await kubectl.run(['-n', namespace, 'create', 'token', name, '--duration=6h'])).trim();
  const home = await mkdtemp(join(tmpdir(), 'doctor-account-'));
  const kubeconfig = join(home, 'kubeconfig');
  const content = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'doctor' },
    contexts: [{ name: 'doctor', context: { cluster: 'rig', user: 'doctor' } }],
    clusters: [{ name: 'rig', cluster: { server: api.server, 'certificate-authority-data': api.authority } }],
    users: [{ name: 'doctor', user: { token } }],
  };
  await writeFile(kubeconfig, JSON.stringify(content), { mode: 0o600 });
  return { kubeconfig, [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }) };
}

/** With the role and the accounts that a binding names. */
function renamed(object: KubeObject, suffix: string): KubeObject {
  if (suffix === '' || object.kind === 'Namespace') return object;
  const other = <T extends { readonly name: string }>(named: T): T => ({ ...named, name: `${named.name}${suffix}` });
  const { roleRef, subjects } = object as KubeObject & Binding;
  return {
    ...object,
    metadata: other(object.metadata),
    ...(roleRef === undefined ? {} : { roleRef: other(roleRef) }),
    ...(subjects === undefined ? {} : { subjects: subjects.map((subject) => other(subject)) }),
  };
}

interface Binding {
  readonly roleRef?: { readonly name: string };
  readonly subjects?: readonly { readonly name: string }[];
}
