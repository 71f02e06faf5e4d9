import { example, exampleFiles, type ExampleChanges } from '@postgres-ha/environment/examples';
import { describe, expect, test } from 'vitest';
import { judgeStates, type Review, type StatesJudgement } from './judge-states.ts';
import { memoryState, renderedTexts } from './memory-state.ts';

const ENVIRONMENT = 'environments/example/environment.yaml';
const ORDERS = 'environments/example/orders';
const now = new Date('2026-08-20T10:00:00Z');

function fleet(changes: ExampleChanges = {}): Map<string, string> {
  return renderedTexts(exampleFiles(example(changes)));
}

/** The same environment under another name, in another bucket unless it says so. */
function renamed(texts: ReadonlyMap<string, string>, name: string, bucket = `${name}-backups`): Map<string, string> {
  return new Map(
    [...texts].map(([path, text]) => [
      path.replace('environments/example', `environments/${name}`),
      text.replaceAll('environments/example', `environments/${name}`).replaceAll('example-backups', bucket),
    ]),
  );
}

type Texts = ReadonlyMap<string, string>;

function edited(texts: Texts, path: string, edit: (text: string) => string): Map<string, string> {
  const text = texts.get(path);
  if (text === undefined) throw new Error(`${path} is not there`);
  return new Map(texts).set(path, edit(text));
}

function review(base: Texts, head: Texts, changed: { readonly irregular?: readonly string[] } = {}): Promise<Review> {
  return judgeStates({
    base: memoryState(base),
    head: memoryState(head, { commit: 'head', ...changed }),
    facts: new Map(),
    now,
    signal: AbortSignal.timeout(60_000),
  });
}

async function judged(base: Texts, head: Texts): Promise<StatesJudgement> {
  const found = await review(base, head);
  if (found.kind === 'refused') throw new Error(JSON.stringify(found.problems));
  return found;
}

async function problemIds(base: Texts, head: Texts, changed: { readonly irregular?: readonly string[] } = {}) {
  const found = await review(base, head, changed);
  return found.kind === 'refused' ? found.problems.map(({ id, file }) => `${id} ${file}`) : found.kind;
}

function outcome({ rules }: StatesJudgement, rule: string) {
  return rules.find(({ id }) => id === rule)?.outcome;
}

const base = fleet();
const scaled = fleet({ cluster: { instances: 5 } });

test('a change that touches no environment has nothing to be said of', async () => {
  const none = await judged(base, base);
  expect(none).toMatchObject({ changes: [], verdict: 'clean', disruption: 'none', drift: [], rendered: [] });
});

describe('rendered files', () => {
  const forgotten = new Map(base).set(`${ORDERS}/cluster.yaml`, scaled.get(`${ORDERS}/cluster.yaml`) ?? '');

  test('that were not rendered again are denied, with what rendering would write', async () => {
    const found = await judged(base, forgotten);
    expect(found.verdict).toBe('denied');
    expect(outcome(found, 'drift')).toBe('denied');
    expect(found.drift).toEqual([{ kind: 'edited', path: `${ORDERS}/01-postgres-cluster.yaml` }]);
    const repaired = new Map(forgotten);
    for (const { path, after } of found.rendered) repaired.set(path, after ?? '');
    expect(repaired).toEqual(scaled);
    expect((await judged(base, repaired)).verdict).toBe('clean');
  });

  test('that were edited by hand are denied, though nothing that people write has changed', async () => {
    const head = edited(base, `${ORDERS}/01-postgres-cluster.yaml`, (text) =>
      text.replace('instances: 3', 'instances: 1'),
    );
    const found = await judged(base, head);
    expect(found).toMatchObject({ verdict: 'denied', changes: [] });
    expect(found.rendered).toMatchObject([
      { path: `${ORDERS}/01-postgres-cluster.yaml`, after: base.get(`${ORDERS}/01-postgres-cluster.yaml`) },
    ]);
  });

  test('that are left over of a cluster that is gone are denied, and rendering takes them away', async () => {
    const two = fleet({ others: { shop: { backup: undefined, namespace: 'shop' } } });
    const head = new Map(two);
    head.delete('environments/example/shop/cluster.yaml');
    const found = await judged(two, head);
    expect(outcome(found, 'drift')).toBe('denied');
    expect(found.rendered.every(({ after, path }) => after === undefined && path.includes('/shop/'))).toBe(true);
    expect(found.rendered.length).toBeGreaterThan(0);
  });

  test('of people stay theirs: what is in the way is refused', async () => {
    const head = edited(forgotten, `${ORDERS}/01-postgres-cluster.yaml`, () => 'mine: true\n');
    expect(await problemIds(base, head)).toEqual([`foreign-file ${ORDERS}/01-postgres-cluster.yaml`]);
  });
});

describe('clusters', () => {
  const two = fleet({ others: { shop: { database: { name: 'shop', owner: 'shop_owner' }, namespace: 'new' } } });

  test('that are new bring what all stand on with them', async () => {
    const head = new Map([...two].filter(([path]) => !path.endsWith('00-operator-install.yaml')));
    head.set(
      'environments/example/00-operator-install.yaml',
      base.get('environments/example/00-operator-install.yaml') ?? '',
    );
    const found = await judged(base, head);
    expect(found.changes.map(({ cluster, status }) => [cluster, status])).toContainEqual(['shop', 'added']);
    expect(found.drift).toEqual([{ kind: 'edited', path: 'environments/example/00-operator-install.yaml' }]);
    expect(found.facts.size).toBe(0);
    expect(await problemIds(base, two)).toBe('judged');
  });

  test('that are taken away are said to be gone, and what it destroys is denied or asks for an override', async () => {
    const found = await judged(two, base);
    expect(found.changes.find(({ cluster }) => cluster === 'shop')?.status).toBe('removed');
    expect(found.verdict).not.toBe('clean');
    expect([...found.facts.keys()]).toEqual(['example/shop']);
  });

  test('of which only one is touched are read with what names them, and no others', async () => {
    const many = fleet({
      others: Object.fromEntries(['shop', 'mail', 'chat'].map((name) => [name, { namespace: name }])),
    });
    const head = edited(many, 'environments/example/shop/cluster.yaml', (text) =>
      text.replace('instances: 3', 'instances: 5'),
    );
    const read: string[] = [];
    const state = memoryState(head, { commit: 'head' });
    await judgeStates({
      base: memoryState(many),
      head: { ...state, read: (paths, signal) => (read.push(...paths), state.read(paths, signal)) },
      facts: new Map(),
      now,
      signal: AbortSignal.timeout(60_000),
    });
    // In all of them the database is called orders, and so might a cluster be that one is made from.
    expect(read.filter((path) => path.endsWith('/cluster.yaml'))).toEqual([
      'environments/example/shop/cluster.yaml',
      `${ORDERS}/cluster.yaml`,
    ]);
  });

  test('whose storage shrinks are denied as the operator would', async () => {
    const head = fleet({ cluster: { storage: { size: '10Gi' } } });
    const found = await judged(base, head);
    expect(found.verdict).toBe('denied');
    expect(outcome(found, 'admission')).toBe('denied');
  });
});

describe('archives', () => {
  const others = { shop: { database: { name: 'shop', owner: 'shop_owner' } } };

  test('that another cluster of the environment has already are refused, though it is not touched', async () => {
    const two = fleet({ others });
    const head = edited(two, 'environments/example/shop/cluster.yaml', (text) =>
      text.replace('backup:', 'backup:\n  serverName: orders'),
    );
    expect(await problemIds(two, head)).toContainEqual(
      expect.stringContaining('archive-shared environments/example/shop'),
    );
  });

  test('that a cluster of another environment has are refused', async () => {
    const there = new Map([...base, ...renamed(base, 'another')]);
    const head = new Map([...there, ...renamed(base, 'another', 'example-backups')]);
    expect(await problemIds(there, head)).toEqual(['archive-shared environments/another/orders/cluster.yaml']);
    expect(await problemIds(base, there)).toBe('judged');
  });

  test('that were shared before are not the fault of a change elsewhere', async () => {
    const there = new Map([...base, ...renamed(base, 'another', 'example-backups'), ...renamed(base, 'third')]);
    const head = new Map([...there, ...renamed(scaled, 'third')]);
    expect(await problemIds(there, head)).toBe('judged');
  });
});

describe('an environment', () => {
  test('that is taken away altogether is gone with its clusters', async () => {
    const found = await judged(base, new Map());
    expect(found.changes.map(({ cluster, status }) => [cluster, status])).toContainEqual(['orders', 'removed']);
    expect(found.verdict).not.toBe('clean');
  });

  test('of which only environment.yaml is taken away is refused', async () => {
    const head = new Map(base);
    head.delete(ENVIRONMENT);
    expect(await problemIds(base, head)).toEqual([`environment-file-missing ${ENVIRONMENT}`]);
  });

  test('that had errors is judged by what was rendered before', async () => {
    const broken = edited(base, `${ORDERS}/cluster.yaml`, (text) => `${text}nonsense: 1\n`);
    const found = await judged(broken, scaled);
    expect(found.changes.map(({ keys }) => keys.map(({ key }) => key))).toEqual([['instances']]);
  });

  test('that is frozen on the base is frozen for a change that ends the freeze itself', async () => {
    const freezes = [{ from: '2026-08-01T00:00:00Z', reason: 'an audit' }];
    const frozen = fleet({ environment: { calendar: { freezes } } });
    const found = await judged(frozen, scaled);
    expect(outcome(found, 'frozen')).toBe('needs-override');
    expect((await judged(frozen, base)).verdict).toBe('clean');
  });
});

describe('a hostile head', () => {
  test.each([
    { name: 'not YAML', text: 'a: [\n' },
    { name: 'nothing', text: '' },
    {
      name: 'a bomb of aliases',
      text: `a: &a [x,x,x,x]\n${Array.from({ length: 20 }, (_, i) => `b${i}: &b${i} [*a,*a]\n`).join('')}`,
    },
    { name: 'brackets without end', text: '['.repeat(20_000) },
    { name: 'braces without end', text: '{a: '.repeat(5_000) },
    {
      name: 'a quarter of a megabyte of keys',
      text: Array.from({ length: 20_000 }, (_, i) => `k${i}: ${i}\n`).join(''),
    },
    { name: 'half a megabyte', text: 'a'.repeat(512 * 1024) },
    { name: 'bytes of no text', text: '\u0000\u0001\ufffd' },
    { name: 'a number', text: '5\n' },
    { name: 'prototypes', text: '__proto__: { instances: 5 }\nconstructor: 1\n' },
  ])('with $name is refused with problems', async ({ text }) => {
    for (const path of [ENVIRONMENT, `${ORDERS}/cluster.yaml`]) {
      const found = await review(
        base,
        edited(base, path, () => text),
      );
      if (found.kind !== 'refused') throw new Error(found.kind);
      expect(found.problems.length).toBeGreaterThan(0);
      expect(found.problems.length).toBeLessThanOrEqual(100);
    }
  });

  test('with links, misnamed files and files beside the environments is refused before anything is read', async () => {
    expect(await problemIds(base, base, { irregular: [`${ORDERS}/cluster.yaml`] })).toEqual([
      `irregular-file ${ORDERS}/cluster.yaml`,
    ]);
    const misnamed = new Map(base).set('environments/example/shop/Cluster.yml', 'a: 1\n');
    expect(await problemIds(base, misnamed)).toEqual(['file-name environments/example/shop/Cluster.yml']);
    const stray = new Map(base).set('environments/notes.md', '# Notes\n');
    expect(await problemIds(base, stray)).toEqual(['stray-file environments/notes.md']);
    const nameless = new Map(base).set('environments/new/orders/cluster.yaml', 'a: 1\n');
    expect(await problemIds(base, nameless)).toEqual(['environment-file-missing environments/new/environment.yaml']);
  });

  test('with more files than are read is refused by their number', async () => {
    const head = new Map(base);
    for (let file = 0; file <= 10_000; file += 1) head.set(`environments/example/shop/${file}.md`, 'x');
    expect(await problemIds(base, head)).toEqual(['too-many-files environments']);
  });

  test('with a thousand broken clusters tells the first problems', async () => {
    const head = new Map(base);
    for (let cluster = 0; cluster < 1000; cluster += 1)
      head.set(`environments/example/c${cluster}/cluster.yaml`, 'a: [\n');
    const found = await review(base, head);
    expect(found.kind === 'refused' ? found.problems.length : 0).toBe(100);
  });

  test('with a rendered file of another kind, or much too large, is drift', async () => {
    const head = edited(
      scaled,
      `${ORDERS}/01-postgres-cluster.yaml`,
      (text) => text.slice(0, 200) + '['.repeat(100_000),
    );
    expect(outcome(await judged(base, head), 'drift')).toBe('denied');
    const large = edited(scaled, `${ORDERS}/01-postgres-cluster.yaml`, (text) => text + '#'.repeat(5 * 1024 * 1024));
    expect(await problemIds(base, large)).toEqual([`foreign-file ${ORDERS}/01-postgres-cluster.yaml`]);
  });
});
