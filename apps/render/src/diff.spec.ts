import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { run } from './program.ts';
import { temporaryRepository, type TemporaryRepository } from './temporary-repository.ts';

const PRODUCTION = 'environments/production';
const CLUSTER = `${PRODUCTION}/postgres-cluster/cluster.yaml`;
const RENDERED = `${PRODUCTION}/postgres-cluster/01-postgres-cluster.yaml`;

interface Document {
  readonly clusters: readonly {
    readonly environment: string;
    readonly cluster: string | null;
    readonly status: string;
    readonly disruption: string;
    readonly fields: readonly {
      readonly key: string;
      readonly line: number;
      readonly before: unknown;
      readonly after: unknown;
    }[];
    readonly hazards: readonly { readonly id: string }[];
    readonly refusals: readonly { readonly id: string; readonly line: number; readonly file: string }[];
  }[];
}

/** A copy of the shipped environments, committed. */
function committedRepository(): TemporaryRepository {
  const repository = temporaryRepository();
  git(repository, 'init', '--quiet', '--initial-branch=main');
  commit(repository);
  return repository;
}

function commit(repository: TemporaryRepository): void {
  git(repository, 'add', '--all');
  git(repository, 'commit', '--quiet', '--message=change');
}

function git({ root }: TemporaryRepository, ...args: readonly string[]): void {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'pipe' });
}

function edit(repository: TemporaryRepository, path: string, from: string, to: string): void {
  const text = repository.read(path);
  expect(text).toContain(from);
  repository.write(path, text.replace(from, to));
}

function diff({ root }: TemporaryRepository, ...args: readonly string[]) {
  const { outcome } = run(['diff', ...args], root);
  return { ...outcome, document: outcome.json as Document };
}

describe('diff', () => {
  test('says that nothing differs where nothing does, comments and rendered files aside', () => {
    using repository = committedRepository();
    edit(repository, CLUSTER, 'description:', '# a comment\ndescription:');
    expect(diff(repository, 'main')).toMatchObject({ code: 0, document: { clusters: [] } });
  });

  test('names the key that people changed, its line, old and new, and what it does', () => {
    using repository = committedRepository();
    edit(repository, CLUSTER, 'max_connections: 200', 'max_connections: 190');
    const { code, document, text } = diff(repository, 'main');
    expect(code).toBe(0);
    expect(document.clusters).toHaveLength(1);
    expect(document.clusters[0]).toMatchObject({
      environment: 'production',
      cluster: 'postgres-cluster',
      status: 'changed',
      disruption: 'primary-restart',
      fields: [{ key: 'postgresql.parameters.max_connections', line: 8, before: '200', after: '190' }],
    });
    expect(text).toContain('postgresql.parameters.max_connections: 200 → 190');
  });

  test('compares with the commit that the branch grew from, not with what others did since', () => {
    using repository = committedRepository();
    git(repository, 'checkout', '--quiet', '-b', 'work');
    edit(repository, CLUSTER, 'failoverDelay: 30s', 'failoverDelay: 60s');
    commit(repository);
    git(repository, 'checkout', '--quiet', 'main');
    edit(repository, CLUSTER, 'retention: 30d', 'retention: 60d');
    commit(repository);
    git(repository, 'checkout', '--quiet', 'work');
    const keys = diff(repository, 'main').document.clusters.flatMap(({ fields }) => fields.map(({ key }) => key));
    expect(keys).toEqual(['failoverDelay']);
  });

  test('a change of the environment is a change of every cluster that it reaches', () => {
    using repository = committedRepository();
    edit(repository, `${PRODUCTION}/environment.yaml`, 'pgbouncer:1.25.1', 'pgbouncer:1.25.2');
    const { clusters } = diff(repository, 'main').document;
    expect(clusters.map(({ cluster }) => cluster)).toEqual(['postgres-cluster']);
    expect(clusters[0]?.fields.map(({ key }) => key)).toEqual(['images.pgbouncer', 'images.pgbouncer']);
  });

  test('what was committed as rendered counts, whatever rendered it', () => {
    using repository = committedRepository();
    edit(repository, RENDERED, 'failoverDelay: 30', 'failoverDelay: 10');
    commit(repository);
    repository.write(RENDERED, repository.read(RENDERED).replace('failoverDelay: 10', 'failoverDelay: 30'));
    expect(diff(repository, 'HEAD').document.clusters[0]?.fields).toMatchObject([
      { key: 'failoverDelay', before: 10, after: 30 },
    ]);
  });

  test('a new cluster is seen before it is added to Git, and one that is gone is named', () => {
    using repository = committedRepository();
    run(['init', 'production/orders'], repository.root);
    repository.remove(`${PRODUCTION}/postgres-cluster`);
    const statuses = diff(repository, 'main').document.clusters.map(
      ({ cluster, status }) => `${cluster ?? ''} ${status}`,
    );
    expect(statuses).toEqual(['orders added', 'postgres-cluster removed']);
  });

  test('a reference that is none is bad input, and a folder without Git cannot be looked at', () => {
    using repository = committedRepository();
    expect(diff(repository, 'no-such-branch')).toMatchObject({ code: 2 });
    expect(diff(repository, '--upload-pack=x').code).toBe(2);
    using plain = temporaryRepository();
    expect(diff(plain, 'main')).toMatchObject({ code: 3 });
  });

  test('a file that cannot be read is named, and nothing is said of its cluster', () => {
    using repository = committedRepository();
    edit(repository, CLUSTER, 'instances: 3', 'instances: three');
    expect(diff(repository, 'main')).toMatchObject({ code: 2, json: { problems: [{ file: CLUSTER, line: 4 }] } });
  });

  test('what the operator would refuse of the step is refused at its line, though both states are fine', () => {
    using repository = committedRepository();
    edit(repository, CLUSTER, 'size: 100Gi', 'size: 50Gi');
    const { code, document, text } = diff(repository, 'main');
    expect(code).toBe(1);
    expect(document.clusters[0]?.refusals).toMatchObject([{ id: 'cnpg/storage-shrink', file: CLUSTER, line: 24 }]);
    expect(text).toContain('refused: environments/production/postgres-cluster/cluster.yaml:24');
    expect(text).toContain('expected that a volume does not get smaller; 1G is smaller than 1Gi. Keep the size');
    expect(run(['check'], repository.root).outcome.code).toBe(1);
  });

  test('Markdown keeps a hostile value in its cell', () => {
    using repository = committedRepository();
    edit(repository, CLUSTER, 'description: The database of the link services', 'description: "a | `b` @c <img> ``"');
    const rows = diff(repository, 'main', '--markdown')
      .text.split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain('``` a \\| `b` @c <img> `` ```');
  });

  test('says of a cluster in a namespace of its own what comes, and nothing of namespaces that stay', () => {
    using repository = committedRepository();
    const add = (name: string) => {
      const text = repository.read(CLUSTER).replace('link-app-backups-production', `${name}-backups-production`);
      repository.write(
        `${PRODUCTION}/${name}/cluster.yaml`,
        text.replace('namespace: link-services', `namespace: ${name}`),
      );
      expect(run(['render', 'production'], repository.root).outcome.code).toBe(0);
    };
    add('mail');
    commit(repository);
    add('chat');
    const { document } = diff(repository, 'main');
    const platform = document.clusters.find(({ cluster }) => cluster === null);
    expect(platform?.fields.filter(({ after }) => after === null)).toEqual([]);
    expect(platform?.hazards).toEqual([]);
  });
});
