import { join } from 'node:path';
import { commitAll } from '../check/fleet.ts';
import { clusterName, writeManyClusters } from '../render/many-clusters.ts';
import { renderAll } from '../render/ours.ts';

/** A checkout of many clusters, rendered and committed. */
export interface Fleet {
  readonly root: string;
  /** `environment/cluster` of each that has three instances, so that it can be scaled to four. */
  readonly clusters: readonly string[];
}

/** Spreads clusters over environments, as evenly as they go. */
export function makeFleet(root: string, shape: { readonly environments: number; readonly clusters: number }): Fleet {
  const each = Math.ceil(shape.clusters / shape.environments);
  const names = Array.from({ length: shape.environments }, (_, index) => `fleet-${index}`);
  const sizes = names.map((name, index) => ({ name, size: Math.min(each, shape.clusters - index * each) }));
  const filled = sizes.filter(({ size }) => size > 0);
  for (const { name, size } of filled) writeManyClusters(root, size, name);
  renderAll(root);
  commitAll(root);
  return {
    root,
    clusters: filled.flatMap(({ name, size }) =>
      Array.from({ length: size }, (_, index) => index)
        .filter((index) => index % 4 !== 0)
        .map((index) => `${name}/${clusterName(index)}`),
    ),
  };
}

/** The program that renders and checks. */
export const CHECK: string = join(import.meta.dirname, '../../../render/src/main.ts');

/** The program that plans on a checkout. */
export const BOT: string = join(import.meta.dirname, '../../../gitops-bot/src/main.ts');
