import type { Change } from './change.ts';
import type { CheckRun } from './check-run.ts';
import { commitFiles } from './first-commit.ts';
import { gitObjects, type GitObjects } from './git-objects.ts';
import { laggingRecords, type Lagging, type ListLag } from './lagging.ts';
import type { PullRequest } from './pull-request.ts';
import type { WebhookSender } from './webhooks.ts';

export type Permission = 'read' | 'triage' | 'write' | 'maintain' | 'admin';

/** Who may do what, and what there is at the start. */
export interface FakeGitHubSetup {
  readonly repositories: readonly RepositorySetup[];
  readonly tokens?: readonly TokenSetup[];
  readonly apps?: readonly AppSetup[];
  /** Accounts that exist and are named nowhere else. */
  readonly accounts?: readonly string[];
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
  /** `acme/databases`, which stands before it: this one is its fork, and starts with its branches. */
  readonly forkOf?: string;
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
  /** One that there is from the start and that does not end, as a workflow is given one. */
  readonly token?: string;
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
  /** By the number of the issue that each of them is too. */
  readonly pulls: Lagging<PullRequest>;
  readonly checkRuns: Lagging<CheckRun>;
  readonly reactions: Reaction[];
  /** Numbers that lead elsewhere, or nowhere any more. */
  readonly departed: Map<number, { readonly kind: 'deleted' } | { readonly kind: 'transferred'; readonly to: string }>;
  /** Names that it had before. */
  readonly formerNames: Set<string>;
  nextNumber: number;
  readonly defaultBranch: string;
  readonly forkOf: Repository | undefined;
  /** Forks share them, as in GitHub. */
  readonly git: GitObjects;
  /** `refs/heads/main` and the id of its commit. */
  readonly refs: Lagging<string, string>;
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
  /** Accounts that exist. */
  readonly accounts: Set<string>;
  /** Recursive trees end here, and say so. */
  readonly mostTreeEntries: number;
  /** Called after each change, for those who are told of it. */
  readonly tell: (change: Change) => void;
  readonly webhooks: WebhookSender | undefined;
}

export function newRepository(world: World, setup: RepositorySetup): Repository {
  const [owner = '', name = ''] = setup.name.split('/');
  const forkOf = setup.forkOf === undefined ? undefined : repositoryNamed(world, setup.forkOf);
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
    pulls: laggingRecords(world),
    checkRuns: laggingRecords(world),
    reactions: [],
    departed: new Map(),
    formerNames: new Set(),
    nextNumber: 1,
    defaultBranch: 'main',
    forkOf,
    git: forkOf?.git ?? gitObjects(),
    refs: laggingRecords(world),
  };
  for (const login of repository.members.keys()) world.accounts.add(login);
  for (const [ref, sha] of forkOf?.refs.current ?? []) repository.refs.set(ref, sha);
  if (setup.files !== undefined) commitFiles(repository, setup.files, world.now());
  return repository;
}

export function repositoryNamed({ repositories }: World, name: string): Repository {
  const found = repositories.find((repository) => `${repository.owner}/${repository.name}` === name);
  if (found === undefined) throw new Error(`The fake has no repository ${name}`);
  return found;
}
