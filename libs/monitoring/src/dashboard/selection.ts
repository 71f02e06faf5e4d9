/** The dashboard's variables within matchers: what people chose in the bar at the top. */
const CLUSTER = 'environment="$environment",namespace="$namespace",cnpg_io_cluster="$cluster"';

/** `{…}` for series of the chosen cluster, of whatever pod. */
export function ofCluster(...more: readonly string[]): string {
  return `{${[CLUSTER, ...more].join(',')}}`;
}

/** `{…}` for series of the chosen instances. */
export function ofInstances(...more: readonly string[]): string {
  return ofCluster('pod=~"$instance"', ...more);
}

/** `{…}` for what the watchdog says of the cluster: one may watch several, and calls each `<environment>/<cluster>` or by its name alone. */
export function ofWatched(...more: readonly string[]): string {
  return ofCluster('cluster=~"(.+/)?$cluster"', ...more);
}

/** `{…}` for what the clusters of the environment share. */
export function ofEnvironment(...more: readonly string[]): string {
  return `{${['environment="$environment"', ...more].join(',')}}`;
}

/** How far back a rate looks: four scrapes at least, more where the picture is coarse. */
export const RATE_WINDOW = '$__rate_interval';
