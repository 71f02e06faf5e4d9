/**
 * What the operator says where an object breaks a rule of level `warning`, by the rule.
 * @see CloudNativePG 1.30.0, internal/webhook/v1
 */
const TEXTS: readonly (readonly [string, RegExp])[] = [
  ['validation-disabled', /^validation webhook is disabled/],
  ['validation-value', /^invalid "cnpg\.io\/validation" annotation/],
  ['node-maintenance-window', /^Consider using `\.spec\.enablePDB`/],
  ['in-tree-object-store', /^Native support for Barman Cloud/],
  ['retention-policy-unused', /^Retention policies specified in/],
  ['storage-class-twice', /storageClassName are both specified/],
  ['storage-size-twice', /requests\.storage are both specified/],
  ['shared-buffers-unit', /^`shared_buffers` value .* is missing a unit/],
  ['metrics-ttl-zero', /^spec\.monitoring\.metricsQueriesTTL is explicitly set to 0/],
  ['pod-monitor-enabled', /^spec\.monitoring\.enablePodMonitor is deprecated/],
  ['pod-monitor-metric-relabelings', /^spec\.monitoring\.podMonitorMetricRelabelings is deprecated/],
  ['pod-monitor-relabelings', /^spec\.monitoring\.podMonitorRelabelings is deprecated/],
  ['pooler-manual-integration', /^The operator won't handle the Pooler/],
  ['pooler-auth-query-secret', /^The \.spec\.pgbouncer\.authQuerySecret field has been deprecated/],
  ['pooler-pod-monitor', /^spec\.monitoring is deprecated/],
  ['schedule-parts', /^Schedule parameter may not have the right number of arguments/],
];

/** No rule: what Kubernetes itself lets be because an update has not changed it. */
const NO_RULE: readonly RegExp[] = [/^spec\S*: [A-Z]/];

/**
 * The rules that a server's warnings stand for, each once, sorted.
 * @throws on a warning that stands for none
 */
export function rulesOfWarnings(warnings: readonly string[]): readonly string[] {
  const rules = warnings
    .filter((warning) => !NO_RULE.some((text) => text.test(warning)))
    .map((warning) => {
      const rule = TEXTS.find(([, text]) => text.test(warning))?.[0];
      if (rule === undefined) throw new Error(`the warning stands for no rule: ${warning}`);
      return rule;
    });
  return [...new Set(rules)].toSorted();
}
