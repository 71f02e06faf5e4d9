import { createHash } from 'node:crypto';

export type GitObject =
  | { readonly kind: 'blob'; readonly bytes: Buffer }
  | { readonly kind: 'tree'; readonly entries: readonly TreeEntry[] }
  | { readonly kind: 'commit'; readonly commit: GitCommit };

export interface TreeEntry {
  readonly mode: '100644' | '100755' | '040000' | '160000' | '120000';
  readonly name: string;
  readonly sha: string;
}

export interface GitCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: GitPerson;
  readonly committer: GitPerson;
  readonly message: string;
  /** Armored. Whoever signs, signs the commit without it. */
  readonly signature?: string;
}

export interface GitPerson {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970; always written as UTC. */
  readonly atSeconds: number;
}

/** Objects under the ids that git would give them. */
export interface GitObjects {
  readonly put: (object: GitObject) => string;
  readonly get: (sha: string) => GitObject | undefined;
  readonly all: () => Iterable<readonly [string, GitObject]>;
}

export function gitObjects(): GitObjects {
  const stored = new Map<string, GitObject>();
  return {
    put: (object) => {
      const sha = gitId(object);
      stored.set(sha, object.kind === 'tree' ? { ...object, entries: [...object.entries].sort(byGitOrder) } : object);
      return sha;
    },
    get: (sha) => stored.get(sha),
    all: () => stored,
  };
}

/** SHA-1 over what git writes down. */
export function gitId(object: GitObject): string {
  return createHash('sha1').update(looseObject(object)).digest('hex');
}

/** Type, length and content, as git compresses them into a file. @see gitformat-loose(5) */
export function looseObject(object: GitObject): Buffer {
  const content = objectContent(object);
  return Buffer.concat([Buffer.from(`${object.kind} ${content.byteLength}\0`, 'utf8'), content]);
}

export function objectContent(object: GitObject): Buffer {
  switch (object.kind) {
    case 'blob':
      return object.bytes;
    case 'tree':
      return Buffer.concat([...object.entries].sort(byGitOrder).map(entryBytes));
    case 'commit': {
      const { tree, parents, author, committer, message, signature } = object.commit;
      const lines = [
        `tree ${tree}`,
        ...parents.map((parent) => `parent ${parent}`),
        `author ${personLine(author)}`,
        `committer ${personLine(committer)}`,
        // its further lines are indented
        ...(signature === undefined ? [] : [`gpgsig ${signature.replaceAll('\n', '\n ')}`]),
      ];
      return Buffer.from(`${lines.join('\n')}\n\n${message}`, 'utf8');
    }
  }
}

function entryBytes({ mode, name, sha }: TreeEntry): Buffer {
  // git writes 40000, everybody else 040000
  return Buffer.concat([Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`, 'utf8'), Buffer.from(sha, 'hex')]);
}

/** By bytes, a folder as if its name ended in a slash. */
function byGitOrder(one: TreeEntry, other: TreeEntry): number {
  return Buffer.compare(orderKey(one), orderKey(other));
}

function orderKey({ mode, name }: TreeEntry): Buffer {
  return Buffer.from(mode === '040000' ? `${name}/` : name, 'utf8');
}

function personLine({ name, email, atSeconds }: GitPerson): string {
  return `${name} <${email}> ${atSeconds} +0000`;
}
