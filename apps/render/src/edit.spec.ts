import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { edit } from './commands/edit.ts';
import { nodeDisk } from './atomic-write.ts';
import { run } from './program.ts';
import { temporaryRepository, type TemporaryRepository } from './temporary-repository.ts';

const ENVIRONMENT = 'environments/production/environment.yaml';
const CLUSTER = 'environments/production/postgres-cluster/cluster.yaml';

function command({ root }: Pick<TemporaryRepository, 'root'>, ...args: readonly string[]) {
  return run(['edit', ...args], root).outcome;
}

function editCluster(repository: TemporaryRepository, ...args: readonly string[]) {
  return command(repository, 'production/postgres-cluster', ...args);
}

/** The problems of an outcome, as `id at`. */
function problemsOf({ json }: { readonly json: unknown }): readonly string[] {
  const { problems } = json as { readonly problems: readonly { readonly id: string; readonly at: string }[] };
  return problems.map(({ id, at }) => `${id} ${at}`);
}

describe('edit', () => {
  test.each([
    { edits: ['instances=5'], from: 'instances: 3\n', to: 'instances: 5\n' },
    { edits: ['failoverDelay=45s'], from: 'failoverDelay: 30s\n', to: 'failoverDelay: 45s\n' },
    { edits: ["backup.schedule='0 3 * * *'"], from: "'0 2 * * *'", to: "'0 3 * * *'" },
    {
      edits: ['postgresql.parameters.synchronous_commit=remote_apply'],
      from: 'commit: on',
      to: 'commit: remote_apply',
    },
    { edits: ['poolers.ro=none'], from: 'ro: { instances: 2, poolSize: 15 }', to: 'ro: none' },
    { edits: ['poolers.ro-'], from: '  ro: { instances: 2, poolSize: 15 }\n', to: '' },
    {
      edits: ['poolers-', 'services+={name: mail-svc}'],
      from: / {2}- name: ai-svc\n([^]*)poolers:\n.*\n.*\n/,
      to: '  - name: ai-svc\n  - name: mail-svc\n$1',
    },
    {
      edits: ['labels["example.org/team"]=db'],
      from: 'schema: {}\n',
      to: 'schema: {}\nlabels:\n  example.org/team: db\n',
    },
    { edits: ['services[1]-'], from: '  - name: chat-svc\n', to: '' },
  ])('$edits changes what it says and not another byte', ({ edits, from, to }) => {
    using repository = temporaryRepository();
    const before = repository.read(CLUSTER);
    expect(before.split(from).length).toBeGreaterThan(1);
    const { code, json } = editCluster(repository, ...edits);
    expect({ code, written: (json as { readonly written: boolean }).written }).toEqual({ code: 0, written: true });
    expect(repository.read(CLUSTER)).toBe(before.replace(from, to));
    expect(run(['render'], repository.root).outcome.code).toBe(0);
  });

  test('an environment alone is its environment.yaml', () => {
    using repository = temporaryRepository();
    const before = repository.read(ENVIRONMENT);
    expect(command(repository, 'production', 'defaults.postgresql.version=18').code).toBe(0);
    expect(repository.read(ENVIRONMENT)).toBe(before.replace('version: 17 }', 'version: 18 }'));
  });

  test('says which lines changed, and what to do next', () => {
    using repository = temporaryRepository();
    const { text, json } = editCluster(repository, 'instances=5', 'failoverDelay=45s');
    expect(text).toBe(
      [
        `${CLUSTER}:4`,
        '- instances: 3',
        '+ instances: 5',
        `${CLUSTER}:29`,
        '- failoverDelay: 30s',
        '+ failoverDelay: 45s',
        'Run `npm run render`, then commit both.',
      ].join('\n'),
    );
    expect(json).toEqual({
      file: CLUSTER,
      changes: [
        { line: 4, newLine: 4, removed: ['instances: 3\n'], added: ['instances: 5\n'] },
        { line: 29, newLine: 29, removed: ['failoverDelay: 30s\n'], added: ['failoverDelay: 45s\n'] },
      ],
      written: true,
    });
  });

  test('a value that is there already is not written again', () => {
    using repository = temporaryRepository();
    const before = repository.state();
    const { code, text, json } = editCluster(repository, 'instances=3');
    expect(code).toBe(0);
    expect(text).toBe(`${CLUSTER} says so already; nothing was written.`);
    expect(json).toEqual({ file: CLUSTER, changes: [], written: false });
    expect(repository.state()).toEqual(before);
  });

  test.each([
    ['instances=5'],
    [
      'instances=5',
      'failoverDelay=45s',
      'backup.encryption-',
      'poolers.rw.poolSize=12',
      'poolers.ro-',
      'services+={name: mail-svc}',
    ],
    ['description-', 'labels={a: b}'],
    ['services[0].name=first-svc', 'services[1]-'],
  ])('the dry run of %s %s writes nothing, and git applies what it prints', (...edits) => {
    using repository = temporaryRepository();
    const before = repository.state();
    const { code, text, json } = editCluster(repository, ...edits, '--dry-run');
    expect({ code, written: (json as { readonly written: boolean }).written }).toEqual({ code: 0, written: false });
    expect(repository.state()).toEqual(before);
    execFileSync('git', ['apply', '--unidiff-zero', '-'], { cwd: repository.root, input: `${text}\n` });
    const applied = repository.read(CLUSTER);
    using other = temporaryRepository();
    editCluster(other, ...edits);
    expect(applied).toBe(other.read(CLUSTER));
  });

  test('a dry run of a file without a final line end can be applied too', () => {
    using repository = temporaryRepository();
    repository.write(CLUSTER, repository.read(CLUSTER).trimEnd());
    const { text } = editCluster(repository, 'backup.verification.data.schema-', '--dry-run');
    execFileSync('git', ['apply', '-'], { cwd: repository.root, input: `${text}\n` });
    expect(repository.read(CLUSTER)).toMatch(/atLeast: 5 }$/);
  });

  test('only the edited file is touched', () => {
    using repository = temporaryRepository();
    const before = repository.state();
    editCluster(repository, 'instances=5');
    const changed = Object.entries(repository.state()).filter(([path, state]) => before[path] !== state);
    expect(changed.map(([path]) => path)).toEqual([
      'production/postgres-cluster',
      'production/postgres-cluster/cluster.yaml',
    ]);
  });

  test.each([
    { name: 'a byte order mark', spoil: (text: string) => `\ufeff${text}`, id: 'encoding' },
    { name: 'CR LF', spoil: (text: string) => text.replaceAll('\n', '\r\n'), id: 'line-ends' },
  ])('$name, which a reading refuses, stays as it is: it was there before', ({ spoil, id }) => {
    using repository = temporaryRepository();
    repository.write(CLUSTER, spoil(repository.read(CLUSTER)));
    const before = readFileSync(join(repository.root, CLUSTER));
    expect(editCluster(repository, 'instances=5').code).toBe(0);
    const expected = Buffer.from(before.toString('utf8').replace('instances: 3', 'instances: 5'));
    expect(readFileSync(join(repository.root, CLUSTER)).equals(expected)).toBe(true);
    expect(problemsOf(run(['check'], repository.root).outcome)).toEqual([`${id} `]);
  });

  test('a file may be mended', () => {
    using repository = temporaryRepository();
    repository.write(CLUSTER, repository.read(CLUSTER).replace('instances: 3', 'instances: three'));
    expect(run(['check'], repository.root).outcome.code).toBe(2);
    expect(editCluster(repository, 'instances=3').code).toBe(0);
    expect(run(['check'], repository.root).outcome.code).toBe(0);
  });

  test('a killed write leaves the old file', () => {
    using repository = temporaryRepository();
    const before = repository.read(CLUSTER);
    const broken = {
      ...nodeDisk,
      rename: () => {
        throw new Error('disk full');
      },
    };
    const request = { target: 'production/postgres-cluster', expressions: ['instances=5'], dryRun: false };
    expect(() => edit(repository.root, request, broken)).toThrow('disk full');
    expect(repository.read(CLUSTER)).toBe(before);
  });
});

describe('an edit that is refused ends with 2 and writes nothing', () => {
  test.each([
    { name: 'an unknown key', edits: ['instanecs=5'], problems: ['unknown-key instanecs'] },
    { name: 'a wrong type', edits: ['instances=many'], problems: ['wrong-type instances'] },
    {
      name: 'what a rule forbids',
      edits: ['postgresql.parameters.archive_mode=off'],
      problems: ['fixed-parameter postgresql.parameters.archive_mode'],
    },
    {
      name: 'an archive of another environment',
      edits: ['backup.destination=s3://link-app-backups-staging/'],
      problems: ['archive-shared backup.destination'],
    },
    { name: 'deleting what is not there', edits: ['tablespaces-'], problems: ['path-not-found tablespaces'] },
    { name: 'a list that is none', edits: ['instances+=1'], problems: ['path-not-a-list instances'] },
    { name: 'keys below a value', edits: ['instances.min=1'], problems: ['path-not-a-map instances.min'] },
    { name: 'a comment lost', edits: ['postgresql.parameters={}'], problems: ['comment-lost postgresql.parameters'] },
    {
      name: 'one of several',
      edits: ['instances=5', 'services[9]-', 'x.y-'],
      problems: ['path-not-found services[9]', 'path-not-found x.y'],
    },
  ])('$name', ({ edits, problems }) => {
    using repository = temporaryRepository();
    const before = repository.state();
    const outcome = editCluster(repository, ...edits);
    expect({ code: outcome.code, problems: problemsOf(outcome) }).toEqual({ code: 2, problems });
    expect(outcome.text).toContain('nothing was written');
    expect(repository.state()).toEqual(before);
  });

  test.each([
    { target: 'production/nowhere', id: 'cluster-unknown' },
    { target: 'nowhere/postgres-cluster', id: 'environment-unknown' },
    { target: '../environments/production', id: undefined },
    { target: 'production/', id: undefined },
    { target: '/etc', id: undefined },
    { target: '', id: undefined },
  ])('the target $target', ({ target, id }) => {
    using repository = temporaryRepository();
    const before = repository.state();
    const { code, json, text } = command(repository, target, 'instances=5');
    expect(code).toBe(2);
    if (id === undefined) expect(json).toEqual({ problem: text });
    else expect(json).toMatchObject({ problems: [{ id }] });
    expect(repository.state()).toEqual(before);
  });

  test.each([
    'instances',
    'instances=',
    '=5',
    'a..b=1',
    'a[x]=1',
    'a[-1]-',
    'description=a: b',
    'description=x # y',
    'a=&x 1',
    'a=!!str 1',
    'a=[1',
    'a=1e999',
  ])('the expression %s', (expression) => {
    using repository = temporaryRepository();
    const before = repository.state();
    const { code, text } = editCluster(repository, expression);
    expect(code).toBe(2);
    expect(text).toMatch(/^edit: found .*, expected /);
    expect(text).toMatch(/example|Write/);
    expect(repository.state()).toEqual(before);
  });

  test('bytes that are not UTF-8', () => {
    using repository = temporaryRepository();
    repository.write(CLUSTER, Buffer.from(`${repository.read(CLUSTER)}# caf\u00e9\n`, 'latin1'));
    const outcome = editCluster(repository, 'instances=5');
    expect({ code: outcome.code, problems: problemsOf(outcome) }).toEqual({ code: 2, problems: ['encoding '] });
  });
});
