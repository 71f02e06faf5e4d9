import type { Breach, StateRule } from '../rule.ts';
import { CNPG_1_30 } from '../versions.ts';
import type { ClusterResource } from './cluster-resource.ts';

/** What most rules about a Cluster have in common. */
export const CLUSTER_ERROR: Pick<StateRule<ClusterResource>, 'kind' | 'level' | 'versions' | 'type'> = {
  kind: 'Cluster',
  level: 'error',
  versions: CNPG_1_30,
  type: 'FieldValueInvalid',
};

/** The file of nearly all of them; a source adds the function. */
export const WEBHOOK = 'CloudNativePG 1.30.0, internal/webhook/v1/cluster_webhook.go';

/** What one function of the operator finds, in its order. Some faults keep others from being looked for, so they are found together. */
export type Faults<Id extends string> = readonly (readonly [Id, Breach])[];

/** The faults that belong to one rule. */
export function faultsOf<Id extends string>(faults: Faults<Id>, id: Id): readonly Breach[] {
  return faults.filter(([rule]) => rule === id).map(([, breach]) => breach);
}
