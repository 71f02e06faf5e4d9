import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterName } from '../../render/many-clusters.ts';

/** Files of one commit, as they were and as they are to be, by path. */
export interface FileChange {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
}

/** What a change of that many files looks like: of each cluster what people wrote, and what was rendered from it. */
export function changeOf(
  root: string,
  { files, environment }: { readonly files: number; readonly environment: string },
): FileChange {
  const before = new Map<string, string>();
  for (let index = 0; before.size < files; index += 1) {
    const folder = `environments/${environment}/${clusterName(index)}`;
    for (const name of readdirSync(join(root, folder)).sort().reverse()) {
      if (before.size < files && !name.startsWith('02-'))
        before.set(`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8'));
    }
  }
  const changed = (text: string) =>
    text.replace(/(max_connections: "?)(\d+)/, (_, key: string, count) => `${key}${Number(count) + 10}`);
  const after = new Map([...before].map(([path, text]) => [path, changed(text)]));
  const same = [...after].filter(([path, text]) => before.get(path) === text);
  if (same.length > 0) throw new Error(`nothing changes in ${same.map(([path]) => path).join(', ')}`);
  return { before, after };
}

/** What is asked for: one pull request with these files. */
export interface WantedPullRequest {
  readonly repository: string;
  readonly branch: string;
  /** The commit that it is made from. */
  readonly base: string;
  readonly files: ReadonlyMap<string, string>;
}

export const TOKEN = 'ghp_bench';
export const BASE_BRANCH = 'main';
export const MESSAGE = 'More connections for twenty clusters';
