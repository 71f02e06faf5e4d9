import {
  readEnvironment,
  type Cluster,
  type Environment,
  type EnvironmentFiles,
  type Finding,
  type LocateIn,
  type Problem,
} from '@postgres-ha/environment';
import type { RenderedFile } from '@postgres-ha/kube-manifest';
import { environmentFiles } from '@postgres-ha/rendering';

/** An environment, as far as its files were given, and what is rendered from it. */
export interface RenderedState {
  readonly kind: 'read';
  /** Undefined where the environment is not there. */
  readonly environment: Environment | undefined;
  readonly files: readonly RenderedFile[];
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly findings: readonly Finding[];
  readonly locate: LocateIn;
}

export type StateReading = RenderedState | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

const NOWHERE: LocateIn = () => () => ({ file: 'environments', line: 1, column: 1 });

/** An environment that is not there. */
export const NO_ENVIRONMENT: RenderedState = {
  kind: 'read',
  environment: undefined,
  files: [],
  clusters: new Map(),
  findings: [],
  locate: NOWHERE,
};

/** Reads and renders an environment; {@link NO_ENVIRONMENT} without files. */
export function renderedState(files: EnvironmentFiles | undefined): StateReading {
  if (files === undefined) return NO_ENVIRONMENT;
  const reading = readEnvironment(files);
  if (reading.kind === 'refused') return reading;
  const { environment, findings, locate } = reading;
  return {
    kind: 'read',
    environment,
    files: environmentFiles(environment),
    clusters: new Map(environment.clusters.map((cluster) => [cluster.name, cluster])),
    findings,
    locate,
  };
}
