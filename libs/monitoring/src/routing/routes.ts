import type { AlertReceiver, EnvironmentMonitoring } from '@postgres-ha/environment';
import type { ManifestMap } from '@postgres-ha/kube-manifest';
import type { Severity } from '../rules/rule-group.ts';

/** Who is told of alerts of one severity, and how soon. */
export interface SeverityRoute {
  readonly severity: Severity;
  /** Name of the receiver: the severity that it was named for, or `nobody`. */
  readonly receiver: Severity | 'nobody';
  readonly route: ManifestMap;
}

export interface Routing {
  /** Where an alert goes whose severity is none of the three. */
  readonly rest: SeverityRoute;
  readonly bySeverity: readonly SeverityRoute[];
  readonly receivers: readonly { readonly name: Severity | 'nobody'; readonly tells: readonly AlertReceiver[] }[];
}

const SEVERITIES = ['critical', 'warning', 'info'] as const satisfies readonly Severity[];

/** Seconds until the first message of a group, and between two that differ. What is not urgent waits for what explains it. */
const WAITS: Readonly<Record<Severity, { readonly first: number; readonly next: number }>> = {
  critical: { first: 0, next: 60 },
  warning: { first: 60, next: 300 },
  info: { first: 60, next: 1_800 },
};
const NOBODY_REPEATS_SECONDS = 86_400;

/** undefined where nobody is named. */
export function routing({ routes }: Pick<EnvironmentMonitoring, 'routes'>): Routing | undefined {
  const named = SEVERITIES.filter((severity) => routes[severity] !== undefined);
  const [loudest] = named;
  if (loudest === undefined) return undefined;
  const whereWarningsGo = routes.warning === undefined ? 'nobody' : 'warning';
  const bySeverity = SEVERITIES.map((severity) =>
    severityRoute({ severity, receiver: routes[severity] === undefined ? whereWarningsGo : severity, routes }),
  );
  // it is nobody's choice that an alert has no severity: rather too loud than lost
  const rest = severityRoute({
    severity: 'warning',
    receiver: routes.warning === undefined ? loudest : 'warning',
    routes,
  });
  const used = new Set([rest, ...bySeverity].map(({ receiver }) => receiver));
  const receivers = [
    ...named.filter((severity) => used.has(severity)).map((name) => ({ name, tells: routes[name]?.receivers ?? [] })),
    ...(used.has('nobody') ? [{ name: 'nobody' as const, tells: [] }] : []),
  ];
  return { rest, bySeverity, receivers };
}

interface RouteOf {
  readonly severity: Severity;
  readonly receiver: Severity | 'nobody';
  readonly routes: EnvironmentMonitoring['routes'];
}

function severityRoute({ severity, receiver, routes }: RouteOf): SeverityRoute {
  const { first, next } = WAITS[severity];
  const repeat = receiver === 'nobody' ? NOBODY_REPEATS_SECONDS : (routes[receiver]?.repeat ?? NOBODY_REPEATS_SECONDS);
  return {
    severity,
    receiver,
    route: {
      receiver,
      groupWait: `${first}s`,
      // Alertmanager repeats only when it looks at the group anyway
      groupInterval: `${Math.min(next, repeat)}s`,
      repeatInterval: `${repeat}s`,
    },
  };
}
