import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ALL_EXPLANATIONS } from './explanations.ts';
import { run } from './program.ts';
import { temporaryRepository, type TemporaryRepository } from './temporary-repository.ts';

const PRODUCTION = 'environments/production';
const CLUSTER = `${PRODUCTION}/postgres-cluster`;
const RENDERED = [
  `${PRODUCTION}/00-operator-install.yaml`,
  `${CLUSTER}/01-postgres-cluster.yaml`,
  `${CLUSTER}/02-backup-configuration.yaml`,
];

/** A command line in a repository: exit code, text, and the document of --json. */
function command({ root }: Pick<TemporaryRepository, 'root'>, ...args: readonly string[]) {
  const { outcome } = run(args, root);
  return outcome;
}

/** `kind path` of every difference that check finds. */
function driftOf(repository: TemporaryRepository): readonly string[] {
  const { json } = command(repository, 'check');
  return (json as { readonly drift: readonly { readonly kind: string; readonly path: string }[] }).drift.map(
    ({ kind, path }) => `${kind} ${path}`,
  );
}

describe('render and check', () => {
  test('the shipped environments are up to date as they are committed', () => {
    using repository = temporaryRepository();
    expect(command(repository, 'check')).toMatchObject({ code: 0, json: { drift: [] } });
    expect(command(repository, 'render')).toMatchObject({ code: 0, json: { changes: [] } });
  });

  test('render writes exactly what check wants, wherever nothing was rendered before', () => {
    using repository = temporaryRepository();
    const committed = new Map(
      repository.paths().map((path) => [path, path.endsWith('.yaml') ? repository.read(`environments/${path}`) : '']),
    );
    const rendered = repository.paths().filter((path) => /\/0\d-[^/]*\.yaml$/.test(path));
    expect(rendered.length).toBeGreaterThan(5);
    for (const path of rendered) repository.remove(`environments/${path}`);
    expect(driftOf(repository)).toEqual(rendered.map((path) => `missing environments/${path}`));
    expect(command(repository, 'render').code).toBe(0);
    expect(command(repository, 'check').code).toBe(0);
    expect(
      new Map(
        repository
          .paths()
          .map((path) => [path, committed.get(path) === '' ? '' : repository.read(`environments/${path}`)]),
      ),
    ).toEqual(committed);
  });

  test.each([
    {
      name: 'a missing file',
      kind: 'missing',
      path: RENDERED[0],
      act: (repository: TemporaryRepository) => {
        repository.remove(RENDERED[0] ?? '');
      },
    },
    {
      name: 'an edited file',
      kind: 'edited',
      path: RENDERED[1],
      act: (repository: TemporaryRepository) => {
        repository.write(RENDERED[1] ?? '', `${repository.read(RENDERED[1] ?? '')}# mine\n`);
      },
    },
    {
      name: 'a file that was cut short',
      kind: 'edited',
      path: RENDERED[1],
      act: (repository: TemporaryRepository) => {
        repository.write(RENDERED[1] ?? '', repository.read(RENDERED[1] ?? '').slice(0, 2000));
      },
    },
    {
      name: 'a file with other line ends',
      kind: 'edited',
      path: RENDERED[2],
      act: (repository: TemporaryRepository) => {
        repository.write(RENDERED[2] ?? '', repository.read(RENDERED[2] ?? '').replaceAll('\n', '\r\n'));
      },
    },
    {
      name: 'a file that nothing renders',
      kind: 'extra',
      path: `${CLUSTER}/03-old.yaml`,
      act: (repository: TemporaryRepository) => {
        repository.write(`${CLUSTER}/03-old.yaml`, repository.read(RENDERED[2] ?? ''));
      },
    },
  ])('$name is found by check, and put right by render', ({ kind, path, act }) => {
    using repository = temporaryRepository();
    const before = repository.read(RENDERED[1] ?? '');
    act(repository);
    const found = command(repository, 'check');
    expect(found).toMatchObject({ code: 1, json: { drift: [{ kind, path }] } });
    expect(found.text).toContain(`[${kind}-file]`);
    expect(command(repository, 'overview')).toMatchObject({ code: 1, json: { drift: [{ kind, path }] } });
    expect(command(repository, 'render')).toMatchObject({ code: 0, json: { changes: [{ kind, path }] } });
    expect(command(repository, 'check').code).toBe(0);
    expect(repository.read(RENDERED[1] ?? '')).toBe(before);
  });

  test('check and overview write nothing, and a second render touches no file and no folder', () => {
    using repository = temporaryRepository();
    repository.write(RENDERED[0] ?? '', repository.read(RENDERED[0] ?? '').replace('restricted', 'privileged'));
    const drifted = repository.state();
    command(repository, 'check');
    command(repository, 'overview');
    expect(repository.state()).toEqual(drifted);
    command(repository, 'render');
    const rendered = repository.state();
    expect(rendered).not.toEqual(drifted);
    expect(command(repository, 'render')).toMatchObject({ code: 0, json: { changes: [] } });
    expect(repository.state()).toEqual(rendered);
  });

  test('a file that did not change keeps its inode while another is rendered', () => {
    using repository = temporaryRepository();
    const before = repository.state();
    repository.remove(RENDERED[0] ?? '');
    command(repository, 'render');
    const changed = Object.entries(repository.state()).filter(([path, state]) => before[path] !== state);
    expect(changed.map(([path]) => path)).toEqual(['production', 'production/00-operator-install.yaml']);
  });

  test('a change of cluster.yaml changes what follows from it, and nothing of another environment', () => {
    using repository = temporaryRepository();
    repository.write(
      `${CLUSTER}/cluster.yaml`,
      repository.read(`${CLUSTER}/cluster.yaml`).replace('instances: 3', 'instances: 5'),
    );
    expect(driftOf(repository)).toEqual([
      `edited ${CLUSTER}/01-postgres-cluster.yaml`,
      // Alerts expect as many instances.
      `edited ${CLUSTER}/03-monitoring.yaml`,
    ]);
    command(repository, 'render');
    expect(repository.read(`${CLUSTER}/01-postgres-cluster.yaml`)).toContain('\n  instances: 5\n');
  });

  test('a cluster whose cluster.yaml is gone leaves files that check calls extra and render removes', () => {
    using repository = temporaryRepository();
    repository.remove(`${CLUSTER}/cluster.yaml`);
    const namespaceStays = repository.read(`${PRODUCTION}/environment.yaml`).includes('link-services');
    expect(namespaceStays).toBe(true);
    expect(driftOf(repository)).toEqual([
      `extra ${CLUSTER}/01-postgres-cluster.yaml`,
      `extra ${CLUSTER}/02-backup-configuration.yaml`,
      `extra ${CLUSTER}/03-monitoring.yaml`,
    ]);
    expect(command(repository, 'render').code).toBe(0);
    expect(repository.paths().filter((path) => path.startsWith('production/postgres-cluster/'))).toEqual([]);
    expect(command(repository, 'check').code).toBe(0);
  });

  test('only the named environments are rendered and checked', () => {
    using repository = temporaryRepository();
    for (const environment of ['production', 'staging'])
      repository.remove(`environments/${environment}/00-operator-install.yaml`);
    expect(command(repository, 'check', 'development').code).toBe(0);
    expect(command(repository, 'render', 'staging')).toMatchObject({
      code: 0,
      json: { changes: [{ path: 'environments/staging/00-operator-install.yaml' }] },
    });
    expect(driftOf(repository)).toEqual(['missing environments/production/00-operator-install.yaml']);
  });

  test('what a killed rendering left behind is removed by the next one, and nobody minds it before', () => {
    using repository = temporaryRepository();
    const before = repository.paths();
    repository.write(`${CLUSTER}/.01-postgres-cluster.yaml.rendering`, 'half');
    repository.write(`${PRODUCTION}/.00-operator-install.yaml.rendering`, '');
    expect(command(repository, 'check').code).toBe(0);
    expect(command(repository, 'render').code).toBe(0);
    expect(repository.paths()).toEqual(before);
  });
});

describe('files that nobody rendered', () => {
  test('are never touched', () => {
    using repository = temporaryRepository();
    repository.write(`${PRODUCTION}/README.md`, '# Rendered from nothing: mine\n');
    repository.write(`${PRODUCTION}/05-mine.yaml`, 'kind: Mine\n# Rendered from cluster.yaml\n');
    repository.write(`${CLUSTER}/03-mine.yaml`, '');
    repository.write(`${CLUSTER}/notes/01-postgres-cluster.yaml`, repository.read(RENDERED[1] ?? ''));
    repository.write(`${CLUSTER}/.hidden`, 'mine');
    const before = repository.state();
    expect(command(repository, 'check').code).toBe(0);
    expect(command(repository, 'render').code).toBe(0);
    expect(repository.state()).toEqual(before);
    repository.remove(`${CLUSTER}/cluster.yaml`);
    command(repository, 'render');
    for (const path of [
      'production/05-mine.yaml',
      'production/postgres-cluster/03-mine.yaml',
      'production/postgres-cluster/notes/01-postgres-cluster.yaml',
    ])
      expect(repository.state()[path]).toBe(before[path]);
  });

  test.each([
    {
      name: 'a file of someone’s own',
      put: (repository: TemporaryRepository) => {
        repository.write(RENDERED[1] ?? '', 'kind: Mine\n');
      },
    },
    {
      name: 'a rendered file that lost its header',
      put: (repository: TemporaryRepository) => {
        repository.write(
          RENDERED[1] ?? '',
          repository
            .read(RENDERED[1] ?? '')
            .split('\n')
            .slice(1)
            .join('\n'),
        );
      },
    },
    {
      name: 'an empty file',
      put: (repository: TemporaryRepository) => {
        repository.write(RENDERED[1] ?? '', '');
      },
    },
    {
      name: 'a folder',
      put: (repository: TemporaryRepository) => {
        repository.remove(RENDERED[1] ?? '');
        repository.write(`${RENDERED[1] ?? ''}/mine`, 'x');
      },
    },
  ])('$name in the place of a rendered one is refused, not written over', ({ put }) => {
    using repository = temporaryRepository();
    put(repository);
    repository.remove(RENDERED[0] ?? '');
    const before = repository.state();
    for (const name of ['render', 'check', 'overview']) {
      expect(command(repository, name)).toMatchObject({
        code: 2,
        json: { problems: [{ id: 'foreign-file', file: RENDERED[1] }] },
      });
    }
    expect(repository.state()).toEqual(before);
  });
});

describe('bad input ends with 2, one clear problem at its place, and nothing written', () => {
  const file = `${CLUSTER}/cluster.yaml`;
  const spoilt = (spoil: (text: string) => string | Uint8Array) => (repository: TemporaryRepository) => {
    repository.write(file, spoil(repository.read(file)));
  };
  test.each([
    { name: 'not YAML', spoil: spoilt((text) => `${text}}\n`), id: 'not-yaml' },
    { name: 'an empty file', spoil: spoilt(() => ''), id: 'not-a-map' },
    { name: 'a list', spoil: spoilt(() => '- a\n'), id: 'not-a-map' },
    {
      name: 'a wrong type',
      spoil: spoilt((text) => text.replace('instances: 3', 'instances: three')),
      id: 'wrong-type',
    },
    { name: '10 MB', spoil: spoilt((text) => `${text}# ${'x'.repeat(10_000_000)}\n`), id: 'file-too-large' },
    { name: 'deep nesting', spoil: spoilt((text) => `${text}labels: ${'['.repeat(200_000)}`), id: 'nested-too-deeply' },
    { name: 'a duplicate key', spoil: spoilt((text) => `${text}instances: 5\n`), id: 'duplicate-key' },
    { name: 'an anchor', spoil: spoilt((text) => text.replace('instances: 3', 'instances: &n 3')), id: 'anchor' },
    { name: 'a byte order mark', spoil: spoilt((text) => `\ufeff${text}`), id: 'encoding' },
    { name: 'CR LF', spoil: spoilt((text) => text.replaceAll('\n', '\r\n')), id: 'line-ends' },
    { name: 'Latin-1', spoil: spoilt((text) => Buffer.from(`${text}# caf\u00e9\n`, 'latin1')), id: 'encoding' },
    { name: 'UTF-16', spoil: spoilt((text) => Buffer.from(text, 'utf16le')), id: 'invisible-character' },
    { name: 'a second document', spoil: spoilt((text) => `${text}---\ninstances: 5\n`), id: 'not-yaml' },
    { name: 'a misspelt key', spoil: spoilt((text) => text.replace('instances:', 'instanecs:')), id: 'unknown-key' },
    {
      name: 'a rule',
      spoil: spoilt((text) => text.replace('wal_level: replica', 'archive_mode: off')),
      id: 'fixed-parameter',
    },
    {
      name: 'cluster.yml',
      spoil: (repository: TemporaryRepository) => {
        repository.write(`${CLUSTER}/cluster.yml`, repository.read(file));
        repository.remove(file);
      },
      id: 'file-name',
    },
    {
      name: 'no environment.yaml',
      spoil: (repository: TemporaryRepository) => {
        repository.remove(`${PRODUCTION}/environment.yaml`);
      },
      id: 'environment-file-missing',
    },
  ])('$name', ({ spoil, id }) => {
    using repository = temporaryRepository();
    repository.remove('environments/staging/00-operator-install.yaml');
    spoil(repository);
    const before = repository.state();
    for (const name of ['render', 'check', 'overview']) {
      const { code, json, text } = command(repository, name);
      const { problems } = json as { readonly problems: readonly { readonly id: string; readonly file: string }[] };
      expect({ code, ids: problems.map((problem) => problem.id) }).toEqual({ code: 2, ids: [id] });
      expect(text).toContain(`[${id}]`);
      expect(text).toContain('nothing was written');
    }
    expect(repository.state()).toEqual(before);
  });

  test('a symbolic link, wherever it leads, is refused and not followed', () => {
    for (const { at, to } of [
      { at: `${CLUSTER}/cluster.yaml`, to: 'outside' },
      { at: `${CLUSTER}/cluster.yaml`, to: '../../staging/postgres-cluster/cluster.yaml' },
      { at: `${PRODUCTION}/environment.yaml`, to: 'outside' },
      { at: `${CLUSTER}/01-postgres-cluster.yaml`, to: 'outside' },
      { at: `${CLUSTER}/.01-postgres-cluster.yaml.rendering`, to: 'outside' },
      { at: `${CLUSTER}/03-link.yaml`, to: 'nowhere' },
      { at: CLUSTER, to: 'folder' },
      { at: PRODUCTION, to: 'folder' },
      { at: 'environments', to: 'folder' },
    ]) {
      using outside = temporaryRepository();
      using repository = temporaryRepository();
      const target =
        {
          outside: join(outside.root, CLUSTER, 'cluster.yaml'),
          folder: join(outside.root, at),
          nowhere: join(outside.root, 'nowhere'),
        }[to] ?? to;
      outside.remove(`${PRODUCTION}/00-operator-install.yaml`);
      repository.remove(at);
      symlinkSync(target, join(repository.root, at));
      const before = { inside: at === 'environments' ? {} : repository.state(), outside: outside.state() };
      for (const name of ['render', 'check', 'overview']) {
        expect(command(repository, name)).toMatchObject({
          code: 2,
          json: {
            problems: expect.arrayContaining([expect.objectContaining({ id: 'symbolic-link', file: at })]) as unknown,
          },
        });
      }
      expect({ inside: at === 'environments' ? {} : repository.state(), outside: outside.state() }).toEqual(before);
    }
  });

  test('two environments that archive to one place are refused together', () => {
    using repository = temporaryRepository();
    const staging = 'environments/staging/postgres-cluster/cluster.yaml';
    repository.write(
      staging,
      repository.read(staging).replace('link-app-backups-staging', 'link-app-backups-production'),
    );
    expect(command(repository, 'render')).toMatchObject({
      code: 2,
      json: { problems: [{ id: 'archive-shared', file: staging }] },
    });
  });
});

describe('init', () => {
  const renderedAndChecked = (repository: TemporaryRepository) => [
    command(repository, 'render').code,
    command(repository, 'check').code,
  ];

  test.each([
    {
      name: 'of a new environment',
      target: 'test/orders',
      files: ['environments/test/environment.yaml', 'environments/test/orders/cluster.yaml'],
    },
    {
      name: 'of one without external secrets',
      target: 'development/orders',
      files: ['environments/development/orders/cluster.yaml'],
    },
    { name: 'of one with them', target: 'production/orders', files: ['environments/production/orders/cluster.yaml'] },
    {
      name: 'with the longest names',
      target: `${'e'.repeat(40)}/${'c'.repeat(50)}`,
      files: [
        `environments/${'e'.repeat(40)}/environment.yaml`,
        `environments/${'e'.repeat(40)}/${'c'.repeat(50)}/cluster.yaml`,
      ],
    },
  ])('makes a cluster $name that is rendered and checked as it is', ({ target, files }) => {
    using repository = temporaryRepository();
    const before = repository.state();
    expect(command(repository, 'init', target)).toMatchObject({ code: 0, json: { files } });
    const untouched = Object.fromEntries(
      Object.entries(repository.state()).filter(([path]) => path in before && path.includes('.yaml')),
    );
    expect(before).toMatchObject(untouched);
    expect(renderedAndChecked(repository)).toEqual([0, 0]);
  });

  test('makes clusters that go together, in one environment and in several', () => {
    using repository = temporaryRepository();
    for (const target of ['production/orders', 'production/stock', 'staging/orders', 'test/orders', 'test/stock'])
      expect(command(repository, 'init', target).code).toBe(0);
    expect(renderedAndChecked(repository)).toEqual([0, 0]);
  });

  test('begins in an empty folder, and in the repository when called from a folder below it', () => {
    using repository = temporaryRepository();
    repository.remove('environments');
    expect(command(repository, 'init', 'test/orders').code).toBe(0);
    mkdirSync(join(repository.root, 'docs'));
    expect(run(['init', 'test/stock'], join(repository.root, 'docs')).outcome.code).toBe(0);
    expect(readdirSync(join(repository.root, 'docs'))).toEqual([]);
    expect(repository.paths()).toEqual([
      'test',
      'test/environment.yaml',
      'test/orders',
      'test/orders/cluster.yaml',
      'test/stock',
      'test/stock/cluster.yaml',
    ]);
    expect(renderedAndChecked(repository)).toEqual([0, 0]);
  });

  test('refuses to write over a cluster', () => {
    using repository = temporaryRepository();
    const before = repository.state();
    expect(command(repository, 'init', 'production/postgres-cluster')).toMatchObject({
      code: 2,
      json: { problems: [{ id: 'cluster-exists' }] },
    });
    expect(repository.state()).toEqual(before);
  });

  test.each(
    [
      '../x/y',
      '../../x',
      'x/..',
      'x/.',
      './x',
      '/etc/x',
      'x',
      'x/',
      '/x',
      'x/y/z',
      'X/y',
      'x/Y',
      'x/y_z',
      '1x/y',
      'x/-y',
      'x/y-',
      'x y/z',
      'x/y\n',
      'x\\..\\y/z',
      '',
      `${'x'.repeat(41)}/y`,
      `x/${'y'.repeat(51)}`,
      '~/x',
      'x/$HOME',
    ].map((target) => ({ target })),
  )('refuses the name $target', ({ target }) => {
    using repository = temporaryRepository();
    const before = repository.state();
    expect(command(repository, 'init', target)).toMatchObject({
      code: 2,
      json: { problems: [{ id: 'cluster-name' }] },
    });
    expect(repository.state()).toEqual(before);
    expect(readdirSync(repository.root)).toEqual(['environments']);
  });

  test.each([
    { name: 'environments', at: 'environments' },
    { name: 'the environment', at: 'environments/linked' },
    { name: 'the cluster', at: `${PRODUCTION}/linked` },
    { name: 'cluster.yaml itself', at: `${PRODUCTION}/linked/cluster.yaml` },
  ])('makes nothing through a link in the place of $name', ({ at }) => {
    using outside = temporaryRepository();
    using repository = temporaryRepository();
    repository.remove(at);
    if (at.endsWith('.yaml')) repository.write(`${PRODUCTION}/linked/other`, '');
    symlinkSync(
      at.endsWith('.yaml') ? join(outside.root, 'nowhere') : join(outside.root, PRODUCTION),
      join(repository.root, at),
    );
    const before = outside.state();
    const target = at === 'environments/linked' ? 'linked/orders' : 'production/linked';
    expect(command(repository, 'init', target).code).toBe(2);
    expect(outside.state()).toEqual(before);
    expect(readdirSync(outside.root)).toEqual(['environments']);
  });
});

describe('explain', () => {
  test.each(ALL_EXPLANATIONS)('$id', ({ id, level, summary, detail }) => {
    const { code, text, json } = command({ root: '/' }, 'explain', id);
    expect(code).toBe(0);
    for (const part of [id, level, summary, detail]) expect(text).toContain(part);
    expect(json).toMatchObject({ id, level, summary, detail });
  });

  test('lists all, each on a line', () => {
    const { code, text } = command({ root: '/' }, 'explain');
    expect(code).toBe(0);
    expect(text.split('\n').map((line) => line.split(' ')[0])).toEqual(ALL_EXPLANATIONS.map(({ id }) => id));
  });

  test('no two have one id', () => {
    expect(new Set(ALL_EXPLANATIONS.map(({ id }) => id)).size).toBe(ALL_EXPLANATIONS.length);
  });

  test.each([
    { id: 'switchover-delay', guess: 'switchover-delay-short' },
    { id: 'fixed-parametre', guess: 'fixed-parameter' },
    { id: 'FIXED-PARAMETER', guess: 'fixed-parameter' },
  ])('$id is not known, but $guess is', ({ id, guess }) => {
    const { code, text } = command({ root: '/' }, 'explain', id);
    expect(code).toBe(2);
    expect(text).toContain(`Did you mean ${guess}?`);
  });

  test('every id that a command of this app gives has an explanation', () => {
    const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'),
    );
    const given = sources.flatMap((path) =>
      [...readFileSync(join(import.meta.dirname, path), 'utf8').matchAll(/\bid: '([a-z-]+)'/g)].map(([, id]) => id),
    );
    expect(given.length).toBeGreaterThan(5);
    expect(ALL_EXPLANATIONS.map(({ id }) => id)).toEqual(expect.arrayContaining(given));
  });
});

describe('usage', () => {
  test.each([
    { name: 'no command', args: [] },
    { name: 'an unknown command', args: ['rendre'] },
    { name: 'an unknown option', args: ['render', '--force'] },
    { name: 'an option without its value', args: ['check', '--root'] },
    { name: 'init without a target', args: ['init'] },
    { name: 'init with two targets', args: ['init', 'a/b', 'c/d'] },
    { name: 'edit without an edit', args: ['edit', 'production'] },
    { name: 'edit of a path without a value', args: ['edit', 'production', 'description'] },
    { name: 'explain with two ids', args: ['explain', 'anchor', 'tag'] },
    { name: 'an environment that is not there', args: ['render', 'prodcution'] },
    { name: 'a path as an environment', args: ['render', '../environments/production'] },
    { name: 'a root that is not there', args: ['check', '--root', 'nowhere'] },
    { name: 'a finding that is not there', args: ['explain', 'nothing-like-it'] },
  ])('$name ends with 2, in words and in JSON', ({ args }) => {
    using repository = temporaryRepository();
    const before = repository.state();
    const { outcome } = run(args, repository.root);
    expect(outcome.code).toBe(2);
    expect(outcome.text).not.toBe('');
    const inJson = run([...args, '--json'], repository.root);
    expect(inJson).toMatchObject({ json: true, outcome: { code: 2 } });
    expect(Object.keys(inJson.outcome.json as object)).toEqual([expect.stringMatching(/^problems?$/)]);
    expect(repository.state()).toEqual(before);
  });

  test('outside of a repository says so and what to do', () => {
    const { code, text } = command({ root: '/' }, 'check');
    expect(code).toBe(2);
    expect(text).toMatch(/found no folder environments\/.*--root/);
  });

  test('from any folder of a repository, or with --root, the repository is found', () => {
    using repository = temporaryRepository();
    expect(run(['check'], join(repository.root, CLUSTER)).outcome.code).toBe(0);
    expect(run(['check', '--root', repository.root], '/').outcome.code).toBe(0);
    expect(run(['check', '--root', '..'], join(repository.root, 'environments')).outcome.code).toBe(0);
  });

  test.each([
    { name: 'postgres-ha', args: [] },
    ...['render', 'check', 'diff', 'overview', 'init', 'edit', 'explain'].map((name) => ({ name, args: [name] })),
  ])('the help of $name is what golden/help-$name.txt says', ({ name, args }) => {
    const { json, outcome } = run([...args, '--help'], '/');
    expect({ json, code: outcome.code }).toEqual({ json: false, code: 0 });
    expect(`${outcome.text}\n`).toBe(readFileSync(join(import.meta.dirname, `golden/help-${name}.txt`), 'utf8'));
  });

  test('help is as wide in every terminal', () => {
    const columns = process.stdout.columns;
    try {
      const texts = [40, 80, 300].map((width) => {
        process.stdout.columns = width;
        return run(['--help'], '/').outcome.text;
      });
      expect(new Set(texts).size).toBe(1);
    } finally {
      process.stdout.columns = columns;
    }
  });
});
