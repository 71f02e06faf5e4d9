import type { ApiObject } from './lua-health.ts';

/** An object as a cluster may hold it, and what Argo CD should show for it. */
export interface HealthCase {
  readonly kind: string;
  readonly name: string;
  readonly object: ApiObject;
  readonly status: 'Healthy' | 'Progressing' | 'Suspended' | 'Degraded' | 'Unknown';
  /** Part of the message. */
  readonly says?: string;
}

export const OBJECT_STORE = 'ObjectStore';

/** The key by which a kind's check stands in argocd-cm, behind its prefix. */
export function checkKey(kind: string): string {
  return kind === OBJECT_STORE ? 'barmancloud.cnpg.io_ObjectStore' : `postgresql.cnpg.io_${kind}`;
}
