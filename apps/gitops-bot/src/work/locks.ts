import type { Target } from '@postgres-ha/change-request';

/** `production/postgres-cluster`, or `production` for a whole environment. */
export function targetText({ environment, cluster }: Target): string {
  return cluster === undefined ? environment : `${environment}/${cluster}`;
}

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Undefined: it is none. */
export function readTarget(text: string): Target | undefined {
  const [environment = '', cluster, ...more] = text.split('/');
  const isOne = NAME.test(environment) && (cluster === undefined || NAME.test(cluster)) && more.length === 0;
  return isOne ? { environment, cluster } : undefined;
}
