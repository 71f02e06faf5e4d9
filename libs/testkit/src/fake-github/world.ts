import { gitObjects, type GitObjects } from './git-objects.ts';

export type Permission = 'read' | 'write' | 'admin';

/** Who may do what, and what there is at the start. */
export interface FakeGitHubSetup {
  readonly repositories: readonly RepositorySetup[];
  readonly tokens?: readonly TokenSetup[];
  readonly apps?: readonly AppSetup[];
}

export interface RepositorySetup {
  /** `acme/databases` */
  readonly name: string;
  readonly private?: boolean;
  readonly hasIssues?: boolean;
  readonly archived?: boolean;
  /** Who else than everybody, who may read what is not private. */
  readonly members?: Readonly<Record<string, Permission>>;
  /** Path and content of what the first commit on `main` has. None: the repository is empty. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A classic token. */
export interface TokenSetup {
  readonly token: string;
  readonly login: string;
  readonly scopes: readonly string[];
}

export interface AppSetup {
  readonly id: number;
  readonly slug: string;
  /** PEM. */
  readonly publicKey: string;
  readonly installations: readonly InstallationSetup[];
}

export interface InstallationSetup {
  readonly id: number;
  readonly account: string;
  /** Names without the owner. */
  readonly repositories: readonly string[];
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly author: string;
  readonly labels: readonly string[];
  readonly state: 'open' | 'closed';
  readonly stateReason: 'completed' | 'reopened' | 'not_planned' | 'duplicate' | null;
  readonly closedBy: string | null;
  readonly locked: boolean;
  readonly comments: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly closedAtMs: number | null;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly body: string;
  readonly author: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface Reaction {
  readonly id: number;
  readonly on: `issue ${number}` | `comment ${number}`;
  readonly login: string;
  readonly content: string;
  readonly createdAtMs: number;
}

/** A record as it is, and as lists show it for a while. */
export interface Lagging<T> {
  readonly current: ReadonlyMap<number, T>;
  readonly set: (key: number, value: T) => void;
  readonly remove: (key: number) => void;
  /** What lists and search know by now. */
  readonly listed: () => readonly T[];
}

export interface Repository {
  readonly id: number;
  owner: string;
  name: string;
  readonly private: boolean;
  hasIssues: boolean;
  archived: boolean;
  readonly members: Map<string, Permission>;
  readonly createdAtMs: number;
  readonly labels: Map<string, Label>;
  readonly issues: Lagging<Issue>;
  readonly comments: Lagging<Comment>;
  readonly reactions: Reaction[];
  /** Numbers that lead elsewhere, or nowhere any more. */
  readonly departed: Map<number, { readonly kind: 'deleted' } | { readonly kind: 'transferred'; readonly to: string }>;
  /** Names that it had before. */
  readonly formerNames: Set<string>;
  nextNumber: number;
  readonly git: GitObjects;
  /** `refs/heads/main` and the id of its commit. */
  readonly refs: Map<string, string>;
}

export interface IssuedToken {
  readonly token: string;
  readonly app: AppSetup;
  readonly installation: InstallationSetup;
  readonly repositories: readonly string[];
  readonly permissions: Readonly<Record<string, string>>;
  readonly expiresAtMs: number;
}

export interface World {
  readonly url: string;
  readonly now: () => number;
  readonly repositories: Repository[];
  readonly tokens: readonly TokenSetup[];
  readonly apps: readonly AppSetup[];
  readonly issued: Map<string, IssuedToken>;
  readonly nextId: () => number;
  /** How many requests there were. */
  readonly requestCount: () => number;
  readonly lag: () => ListLag;
}

/** How long lists and search do not see what was just written, while a look by number does. Both have to be over. */
export interface ListLag {
  /** The next so many requests do not see it. */
  readonly requests?: number;
  readonly ms?: number;
}

export function newRepository(world: World, setup: RepositorySetup): Repository {
  const [owner = '', name = ''] = setup.name.split('/');
  const repository: Repository = {
    id: world.nextId(),
    owner,
    name,
    private: setup.private ?? false,
    hasIssues: setup.hasIssues ?? true,
    archived: setup.archived ?? false,
    members: new Map([[owner, 'admin'], ...Object.entries(setup.members ?? {})]),
    createdAtMs: world.now(),
    labels: new Map(),
    issues: laggingRecords(world),
    comments: laggingRecords(world),
    reactions: [],
    departed: new Map(),
    formerNames: new Set(),
    nextNumber: 1,
    git: gitObjects(),
    refs: new Map(),
  };
  if (setup.files !== undefined) commitFiles(repository, setup.files, world.now());
  return repository;
}

function laggingRecords<T>(world: World): Lagging<T> {
  const current = new Map<number, T>();
  const history: {
    readonly key: number;
    readonly value: T | undefined;
    readonly request: number;
    readonly ms: number;
  }[] = [];
  const write = (key: number, value: T | undefined): void => {
    history.push({ key, value, request: world.requestCount(), ms: world.now() });
  };
  return {
    current,
    set: (key, value) => {
      current.set(key, value);
      write(key, value);
    },
    remove: (key) => {
      current.delete(key);
      write(key, undefined);
    },
    listed: () => {
      const { requests = 0, ms = 0 } = world.lag();
      const seen = new Map<number, T>();
      for (const entry of history) {
        if ((requests > 0 && world.requestCount() - entry.request <= requests) || world.now() - entry.ms < ms) continue;
        if (entry.value === undefined) seen.delete(entry.key);
        else seen.set(entry.key, entry.value);
      }
      return [...seen.values()];
    },
  };
}

function commitFiles(repository: Repository, files: Readonly<Record<string, string>>, nowMs: number): void {
  const tree = putFolder(repository.git, Object.entries(files));
  const person = {
    name: repository.owner,
    email: `${repository.owner}@example.org`,
    atSeconds: Math.floor(nowMs / 1000),
  };
  const commit = { tree, parents: [], author: person, committer: person, message: 'Initial commit' };
  repository.refs.set('refs/heads/main', repository.git.put({ kind: 'commit', commit }));
}

function putFolder(git: GitObjects, files: readonly (readonly [string, string])[]): string {
  const folders = new Map<string, [string, string][]>();
  const entries: { mode: '100644' | '040000'; name: string; sha: string }[] = [];
  for (const [path, content] of files) {
    const slash = path.indexOf('/');
    if (slash < 0) {
      entries.push({ mode: '100644', name: path, sha: git.put({ kind: 'blob', bytes: Buffer.from(content, 'utf8') }) });
      continue;
    }
    const folder = path.slice(0, slash);
    folders.set(folder, [...(folders.get(folder) ?? []), [path.slice(slash + 1), content]]);
  }
  for (const [name, inside] of folders) entries.push({ mode: '040000', name, sha: putFolder(git, inside) });
  return git.put({ kind: 'tree', entries });
}
