import { eventually, type Kubectl, type LiveObject } from '@postgres-ha/testkit';
import { application } from './application.ts';

/** How Argo CD compares. @see https://argo-cd.readthedocs.io/en/stable/user-guide/diff-strategies/ */
export const STRATEGIES = [
  { name: 'structured merge', serverSideApply: true, serverSideDiff: false },
  { name: 'three-way', serverSideApply: false, serverSideDiff: false },
  { name: 'server-side', serverSideApply: true, serverSideDiff: true },
] as const;
export type Strategy = (typeof STRATEGIES)[number];

const APPLY = 'ServerSideApply=true';
const COMPARE = 'argocd.argoproj.io/compare-options';

interface ApplicationSet extends LiveObject {
  readonly spec: {
    readonly template: { readonly spec: { readonly syncPolicy: { readonly syncOptions: readonly string[] } } };
  };
}

/** Sets the strategy in the ApplicationSets and waits until their Applications have it. */
export async function useStrategy(argo: Kubectl, strategy: Strategy, names: readonly string[]): Promise<void> {
  const comparison = strategy.serverSideDiff ? 'ServerSideDiff=true' : null;
  for (const { metadata, spec } of await argo.list<ApplicationSet>('applicationsets.argoproj.io', 'argocd')) {
    const others = spec.template.spec.syncPolicy.syncOptions.filter((option) => option !== APPLY);
    const syncOptions = strategy.serverSideApply ? [APPLY, ...others] : others;
    const template = { metadata: { annotations: { [COMPARE]: comparison } }, spec: { syncPolicy: { syncOptions } } };
    const patch = JSON.stringify({ spec: { template } });
    await argo.run([
      'patch',
      'applicationsets.argoproj.io',
      metadata.name,
      '-n',
      'argocd',
      '--type',
      'merge',
      '-p',
      patch,
    ]);
  }
  await eventually(
    `Applications that compare by ${strategy.name}`,
    async () => {
      const all = await Promise.all(names.map((name) => application(argo, name)));
      const have = all.every(
        ({ metadata, spec }) =>
          (metadata.annotations?.[COMPARE] ?? null) === comparison &&
          (spec.syncPolicy.syncOptions ?? []).includes(APPLY) === strategy.serverSideApply,
      );
      return have ? true : undefined;
    },
    { timeoutMs: 900_000 },
  );
}
