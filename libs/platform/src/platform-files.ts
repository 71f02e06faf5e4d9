import type { Environment } from '@postgres-ha/environment';
import { manifestFile, type RenderedFile } from '@postgres-ha/kube-manifest';
import { namespaces } from './namespaces.ts';
import { operatorNetworkPolicies } from './network-policies.ts';
import { operatorApplications } from './operator-applications.ts';
import { storageClasses } from './storage-classes.ts';

/** The rendered files of an environment as a whole: 00 brings the operator and what clusters stand on. */
export function platformFiles(environment: Environment): readonly RenderedFile[] {
  const objects = [
    ...namespaces(environment),
    ...storageClasses(environment),
    ...operatorNetworkPolicies(environment),
    ...operatorApplications(environment),
  ];
  return [
    manifestFile({ path: `${environment.directory}/00-operator-install.yaml`, madeFrom: environment.file, objects }),
  ];
}
