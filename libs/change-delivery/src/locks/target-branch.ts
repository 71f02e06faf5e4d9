import type { Target } from '@postgres-ha/change-request';

/** What all branches of the bot begin with. */
export const BRANCH_PREFIX = 'postgres-ha/';

/** The target whose branch it is, the reverse of `branchOf`; undefined: it is no target's. */
export function targetOf(branch: string): Target | undefined {
  if (!branch.startsWith(BRANCH_PREFIX)) return undefined;
  const [environment = '', cluster = '', ...more] = branch.slice(BRANCH_PREFIX.length).split('/');
  if (environment === '' || cluster === '' || more.length > 0) return undefined;
  return { environment, cluster: cluster === '_environment' ? undefined : cluster };
}

/** `production/postgres-cluster`, `production` */
export function targetName({ environment, cluster }: Target): string {
  return cluster === undefined ? environment : `${environment}/${cluster}`;
}
