import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { fitting, UnfitAnswer } from '../fitting.ts';
import { GitHubError } from '../github-error.ts';
import { ifThere, lookAgain } from '../missing.ts';
import type { Place } from '../place.ts';
import type { GitHubRequests } from '../requests.ts';

/** An entry of a tree; `path` is below the tree that was asked for. */
export interface TreeEntry {
  readonly path: string;
  /** `100644`, `100755`, `120000`: a symbolic link, `160000`: a submodule, `040000`: a tree. */
  readonly mode: string;
  readonly sha: string;
  /** Of a blob. */
  readonly sizeBytes: number | undefined;
}

export interface TreeListing {
  readonly entries: readonly TreeEntry[];
  /** GitHub left some out. */
  readonly truncated: boolean;
}

/**
 * Git objects of a repository. An id names its content for ever, so that what was read once is kept, up to a size.
 * What is asked for is there, or was a moment ago: a 404 is believed at the third look.
 */
export interface GitObjects {
  /** @param sha of a tree, or of a commit whose tree it is */
  readonly tree: (
    at: Place & { readonly sha: string; readonly deep: boolean },
    signal: AbortSignal,
  ) => Promise<TreeListing>;
  readonly blob: (at: Place & { readonly sha: string }, signal: AbortSignal) => Promise<Uint8Array>;
}

const MOST_CACHED_BYTES = 64 * 1024 * 1024;
const MOST_CACHED_ENTRIES = 500_000;

const treeAnswer = z.object({
  tree: z.array(z.object({ path: z.string(), mode: z.string(), sha: z.string(), size: z.int().optional() })),
  truncated: z.boolean(),
});
const blobAnswer = z.object({ content: z.string(), encoding: z.literal('base64') });

export function gitObjects(requests: GitHubRequests): GitObjects {
  const { octokit, read } = requests;
  const trees = new LRUCache<string, TreeListing>({
    maxSize: MOST_CACHED_ENTRIES,
    sizeCalculation: ({ entries }) => entries.length + 1,
  });
  const blobs = new LRUCache<string, Uint8Array>({
    maxSize: MOST_CACHED_BYTES,
    sizeCalculation: ({ byteLength }) => byteLength + 100,
  });
  return {
    tree: async ({ owner, repo, sha, deep }, signal) => {
      const key = `${sha}${deep ? '/' : ''}`;
      const known = trees.get(key);
      if (known !== undefined) return known;
      const query = { owner, repo, tree_sha: sha, ...(deep ? { recursive: '1' } : {}) };
      const { data } = await known404(
        requests,
        () =>
          read(
            'git/get-tree',
            (request) => octokit.rest.git.getTree({ ...query, request }).then(fitting(treeAnswer)),
            signal,
          ),
        { operation: 'git/get-tree', signal },
      );
      const entries = data.tree.map(({ path, mode, sha, size }) => ({ path, mode, sha, sizeBytes: size }));
      const listing = { entries, truncated: data.truncated };
      trees.set(key, listing);
      return listing;
    },
    blob: async ({ owner, repo, sha }, signal) => {
      const known = blobs.get(sha);
      if (known !== undefined) return known;
      const { bytes } = await known404(
        requests,
        () =>
          read(
            'git/get-blob',
            (request) =>
              octokit.rest.git.getBlob({ owner, repo, file_sha: sha, request }).then((answer) => {
                const { data, status } = fitting(blobAnswer)(answer);
                return { status, bytes: contentOf(data.content, { sha, status }) };
              }),
            signal,
          ),
        { operation: 'git/get-blob', signal },
      );
      blobs.set(sha, bytes);
      return bytes;
    },
  };
}

interface Known {
  readonly operation: string;
  readonly signal: AbortSignal;
}

async function known404<T>(requests: GitHubRequests, ask: () => Promise<T>, { operation, signal }: Known): Promise<T> {
  const found = await lookAgain(requests, () => ifThere(ask()), signal);
  if (found !== undefined) return found;
  throw new GitHubError({ operation, problem: 'not-found', effect: 'none', status: 404 });
}

/** @throws UnfitAnswer where it is not what its id names */
function contentOf(base64: string, { sha, status }: { readonly sha: string; readonly status: number }): Uint8Array {
  const bytes = Buffer.from(base64, 'base64');
  const hash = createHash(sha.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.byteLength}\0`)
    .update(bytes);
  if (hash.digest('hex') !== sha) throw new UnfitAnswer(status);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
