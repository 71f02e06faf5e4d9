interface Named {
  readonly name?: string;
}

/** A Pooler when defaults are filled in and the CRD's schema has passed it: only the fields that rules read. */
export interface PoolerResource {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly cluster: Named;
    readonly pgbouncer: {
      readonly authQuery?: string;
      readonly authQuerySecret?: Named;
      readonly serverTLSSecret?: Named;
      readonly clientTLSSecret?: Named;
      readonly parameters?: Readonly<Record<string, string>>;
    };
    readonly monitoring?: {
      readonly enablePodMonitor?: boolean;
      readonly tls?: { readonly enabled?: boolean };
      readonly podMonitorMetricRelabelings?: readonly unknown[];
      readonly podMonitorRelabelings?: readonly unknown[];
    };
  };
}
