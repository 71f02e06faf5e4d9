import type { EnvironmentFiles } from '@postgres-ha/environment';
import type { ManifestFile } from '@postgres-ha/kube-manifest';

/** An environment as it stands in a folder or a commit: what people wrote, and what was rendered before. */
export interface EnvironmentSources {
  readonly files: EnvironmentFiles;
  /** Files that carry the header of a rendered file. */
  readonly rendered: readonly ManifestFile[];
  /** Temporary files of a rendering that was killed; paths relative to the root. */
  readonly leftovers: readonly string[];
  /** Everything else that is there: files of people's own, folders. */
  readonly others: ReadonlySet<string>;
}

export const ENVIRONMENT_FILE = 'environment.yaml';
export const CLUSTER_FILE = 'cluster.yaml';
