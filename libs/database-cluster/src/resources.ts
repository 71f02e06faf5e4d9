import type { Resources } from '@postgres-ha/environment';

export interface ResourceRequirements {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
}

/** Requests and limits; the same unless the intent says otherwise, which makes Guaranteed quality of service. */
export function resourceRequirements({ cpu, memory, limits }: Resources): ResourceRequirements {
  return { requests: { cpu, memory }, limits: { cpu: limits?.cpu ?? cpu, memory: limits?.memory ?? memory } };
}
