import { eventually, type Kubectl, type LiveObject } from '@postgres-ha/testkit';
import type { Destination } from './hub.ts';

/** The part of an Argo CD Application that the tests look at. */
export interface Application extends LiveObject {
  readonly spec: {
    readonly project: string;
    readonly destination: Destination & { readonly namespace: string };
    readonly syncPolicy: {
      readonly automated?: { readonly enabled?: boolean; readonly selfHeal?: boolean };
      readonly syncOptions?: readonly string[];
    };
  };
  readonly status?: {
    readonly sync?: { readonly status?: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly history?: readonly { readonly id: number }[];
    readonly resources?: readonly ResourceStatus[];
    readonly operationState?: {
      readonly phase: string;
      readonly message?: string;
      readonly startedAt: string;
      readonly syncResult?: { readonly resources?: readonly ResourceResult[] };
    };
  };
}

interface ResourceStatus {
  readonly kind: string;
  readonly name: string;
  readonly status?: string;
}

interface ResourceResult {
  readonly kind: string;
  readonly name: string;
  readonly message?: string;
}

const RESOURCE = 'applications.argoproj.io';
const NAMESPACE = 'argocd';
const REFRESH = 'argocd.argoproj.io/refresh';

export function applications(argo: Kubectl): Promise<readonly Application[]> {
  return argo.list<Application>(RESOURCE, NAMESPACE);
}

export async function application(argo: Kubectl, name: string): Promise<Application> {
  const found = await argo.get<Application>({ resource: RESOURCE, namespace: NAMESPACE, name });
  if (found === undefined) throw new Error(`there is no Application ${name}`);
  return found;
}

export async function patchApplication(argo: Kubectl, name: string, patch: unknown): Promise<void> {
  await argo.run(['patch', RESOURCE, name, '-n', NAMESPACE, '--type', 'merge', '-p', JSON.stringify(patch)]);
}

/** Has Argo CD render from Git and compare with the cluster anew, and waits until it has: it then takes the annotation away. */
export async function hardRefresh(argo: Kubectl, names: readonly string[]): Promise<readonly Application[]> {
  await argo.run(['annotate', RESOURCE, ...names, '-n', NAMESPACE, `${REFRESH}=hard`, '--overwrite']);
  return eventually(
    'all Applications refreshed',
    async () => {
      const refreshed = (await applications(argo)).filter(({ metadata }) => names.includes(metadata.name));
      return refreshed.every(({ metadata }) => metadata.annotations?.[REFRESH] === undefined) ? refreshed : undefined;
    },
    { timeoutMs: 900_000 },
  );
}

/** Has the ApplicationSets read Git now instead of within three minutes. */
export async function refreshApplicationSets(argo: Kubectl): Promise<void> {
  const annotation = 'argocd.argoproj.io/application-set-refresh=true';
  await argo.run(['annotate', 'applicationsets.argoproj.io', '--all', '-n', NAMESPACE, annotation, '--overwrite']);
}

/** What keeps an Application from being in sync, in words; empty when nothing does. */
export function outOfSync({ metadata, status }: Application): readonly string[] {
  if (status?.sync?.status === 'Synced') return [];
  const resources = (status?.resources ?? []).filter((resource) => resource.status !== 'Synced');
  const named = resources.map(({ kind, name }) => `${kind}/${name}`).join(', ');
  const conditions = (status?.conditions ?? []).map(({ message }) => message).join('; ');
  return [`${metadata.name} is ${status?.sync?.status ?? 'not compared'}: ${named} ${conditions}`.trim()];
}

/** Tells whether Argo CD has started another sync since. */
export function syncs({ metadata, status }: Application): string {
  return `${metadata.name}: ${status?.history?.length ?? 0} syncs, last started ${status?.operationState?.startedAt ?? 'never'}`;
}
