import { join } from 'node:path';
import type { Kubectl } from '@postgres-ha/testkit';

/** What settings.env says when Argo CD is to read another repository. */
export function withRepository(settings: string, url: string): string {
  return settings.replace(/^repository=.*$/m, `repository=${url}`);
}

/** Gives an Argo CD its health checks and ApplicationSets as manifests/README.md says. @param folder a copy of manifests/argo-cd, with its settings */
export async function bootstrapArgoCd(argo: Kubectl, folder: string): Promise<void> {
  const checks = await argo.run(['kustomize', join(folder, 'health')]);
  await argo.run(['patch', 'configmap', 'argocd-cm', '-n', 'argocd', '--type', 'merge', '-p', checks]);
  await argo.run(['apply', '--server-side', '-k', folder]);
}
