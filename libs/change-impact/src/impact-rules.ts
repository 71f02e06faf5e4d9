import type { FieldPath } from './field-impact.ts';
import { matchesPattern } from './path-pattern.ts';
import type { ImpactRule } from './rule.ts';
import { backupRules } from './rules/backup-rules.ts';
import { clusterAnnotationRules } from './rules/cluster-annotation-rules.ts';
import { clusterImageRules } from './rules/cluster-image-rules.ts';
import { clusterLifecycleRules } from './rules/cluster-lifecycle-rules.ts';
import { clusterParameterRules } from './rules/cluster-parameter-rules.ts';
import { clusterPluginRules } from './rules/cluster-plugin-rules.ts';
import { clusterPodRules } from './rules/cluster-pod-rules.ts';
import { clusterStorageRules } from './rules/cluster-storage-rules.ts';
import { clusterTopologyRules } from './rules/cluster-topology-rules.ts';
import { argoCdRules } from './rules/delivery-rules.ts';
import { kubernetesRules } from './rules/kubernetes-rules.ts';
import { poolerRules } from './rules/pooler-rules.ts';
import { sqlObjectRules } from './rules/sql-object-rules.ts';

/** Every rule. The first one that names the kind and the path of a change judges it. */
export const IMPACT_RULES: readonly ImpactRule[] = [
  ...clusterLifecycleRules,
  ...clusterPodRules,
  ...clusterStorageRules,
  ...clusterTopologyRules,
  ...clusterImageRules,
  ...clusterParameterRules,
  ...clusterPluginRules,
  ...clusterAnnotationRules,
  ...poolerRules,
  ...sqlObjectRules,
  ...backupRules,
  ...argoCdRules,
  ...kubernetesRules,
];

/** The rule for a value at a path; undefined for a field that is not known. */
export function impactRuleFor(kind: string, path: FieldPath): ImpactRule | undefined {
  return IMPACT_RULES.find(
    (rule) => isOfKind(rule, kind) && rule.paths.some((pattern) => matchesPattern(path, pattern)),
  );
}

/** The rule that names this very path, and so judges a map there as a whole. */
export function ruleForWhole(kind: string, path: FieldPath): ImpactRule | undefined {
  return IMPACT_RULES.find(
    (rule) =>
      isOfKind(rule, kind) && rule.paths.some((pattern) => pattern.at(-1) !== '**' && matchesPattern(path, pattern)),
  );
}

function isOfKind({ kinds }: ImpactRule, kind: string): boolean {
  return kinds.includes(kind) || kinds.includes('*');
}
