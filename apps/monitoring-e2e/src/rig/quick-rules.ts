import { parse, stringify } from 'yaml';

/**
 * What a test cannot wait for, by alert: how long an expression has to hold. Everything else of a rule stays as it is rendered, and
 * so does every alert that is not named.
 */
const QUICK_FOR: Readonly<Record<string, string>> = {
  PostgreSQLReplicationLag: '15s',
  PostgreSQLWALArchivingFailing: '15s',
  PostgreSQLWALBacklog: '15s',
  PostgreSQLConnectionsHigh: '15s',
  PostgreSQLLongRunningQueries: '15s',
  PostgreSQLVolumeAlmostFull: '15s',
  PostgreSQLVolumeFilling: '15s',
};

/** A promotion is told for ten minutes, and compared with the timeline before them. */
const TOLD_FOR = { rendered: 'offset 10m', quick: 'offset 30s' } as const;

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert?: string; readonly for?: string; readonly expr: string }[];
  }[];
}

export interface Quickening {
  /** Alerts need to hold for seconds only. */
  readonly holding: 'as rendered' | 'for seconds';
}

/** The rule files that the Prometheus operator wrote, so that they can be seen to fire within minutes. */
export function quickRules(files: ReadonlyMap<string, string>, { holding }: Quickening): Record<string, string> {
  const changed = new Set<string>();
  const quick = Object.fromEntries(
    [...files].map(([name, text]) => {
      const parsed = parse(text) as RuleFile;
      const groups = parsed.groups.map((group) => ({
        ...group,
        rules: group.rules.map((rule) => {
          const { alert = '' } = rule;
          if (alert === 'PostgreSQLFailoverHappened') {
            if (!rule.expr.includes(TOLD_FOR.rendered))
              throw new Error(`another expression than was known: ${rule.expr}`);
            return { ...rule, expr: rule.expr.replace(TOLD_FOR.rendered, TOLD_FOR.quick) };
          }
          const seconds = QUICK_FOR[alert];
          if (holding === 'as rendered' || seconds === undefined) return rule;
          changed.add(alert);
          return { ...rule, for: seconds };
        }),
      }));
      return [name, stringify({ ...parsed, groups })];
    }),
  );
  const unknown = Object.keys(QUICK_FOR).filter((alert) => !changed.has(alert));
  if (holding === 'for seconds' && unknown.length > 0)
    throw new Error(`no alerts of these names: ${unknown.join(' ')}`);
  return quick;
}
