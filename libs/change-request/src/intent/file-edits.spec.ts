import { readEnvironment, readYamlSource, type EnvironmentFiles } from '@postgres-ha/environment';
import { example, exampleFiles, exampleImage, type ExampleChanges } from '@postgres-ha/environment/examples';
import { readEdit, type Edit } from '@postgres-ha/yaml-edit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expressionOf, type EditContext } from './edit-context.ts';
import { fileEdits } from './file-edits.ts';
import { compareImages, imageReference } from './image-reference.ts';
import type { Intent } from './intent.ts';

const at = new Date('2026-08-20T10:00:00Z');
const target = { environment: 'example', cluster: 'orders' };
const CLUSTER = 'environments/example/orders/cluster.yaml';
const ENVIRONMENT = 'environments/example/environment.yaml';

function contextOf(changes: ExampleChanges, cluster: string | undefined = 'orders'): EditContext {
  const files = exampleFiles(example(changes));
  const reading = readEnvironment(files);
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  const { environment } = reading;
  const found = environment.clusters.find(({ name }) => name === cluster);
  const file = files.clusters.find(({ name }) => name === cluster)?.file;
  return {
    environment,
    environmentSource: sourceOf(files.environment),
    target: found === undefined || file === undefined ? undefined : { cluster: found, source: sourceOf(file) },
    origin: { kind: 'comment', key: 'comment-1', by: 'ada', url: undefined, at },
  };
}

function sourceOf(file: EnvironmentFiles['environment']) {
  const reading = readYamlSource(file);
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  return reading.source;
}

/** The expressions for each file, or what stands in the way. */
function edits(intent: Intent, changes: ExampleChanges = {}) {
  const made = fileEdits(intent, contextOf(changes, intent.target.cluster ?? ''));
  switch (made.kind) {
    case 'edits':
      return Object.fromEntries(made.edits.map(({ path, expressions }) => [path, expressions]));
    case 'unchanged':
      return 'unchanged';
    case 'refused':
      return made.problems.map(({ id }) => id);
  }
}

const set = (name: string, value?: string): Intent => ({ kind: 'set', target, parameters: [{ name, value }] });
const upgrade = (image: string): Intent => ({ kind: 'upgrade', target, image });
const DEFAULTS = (defaults: object): ExampleChanges => ({ environment: { defaults } });

describe('an intent', () => {
  test.each<{ name: string; intent: Intent; on?: ExampleChanges; comes: unknown }>([
    { name: 'another number', intent: { kind: 'scale', target, instances: 5 }, comes: { [CLUSTER]: ['instances=5'] } },
    { name: 'the same number', intent: { kind: 'scale', target, instances: 3 }, comes: 'unchanged' },
    {
      name: 'the number where none is said',
      intent: { kind: 'scale', target, instances: 3 },
      on: { cluster: { instances: undefined } },
      comes: 'unchanged',
    },
    {
      name: 'the number of the defaults',
      intent: { kind: 'scale', target, instances: 5 },
      on: { ...DEFAULTS({ instances: 5 }), cluster: { instances: undefined } },
      comes: 'unchanged',
    },
    {
      name: 'a volume of WAL that was not there',
      intent: { kind: 'resize', target, wal: '10Gi' },
      comes: { [CLUSTER]: ['walStorage={"size":"10Gi"}'] },
    },
    {
      name: 'a volume of WAL that was not there, of the same class as the data',
      intent: { kind: 'resize', target, wal: '10Gi' },
      on: { cluster: { storage: { class: 'fast' } } },
      comes: { [CLUSTER]: ['walStorage={"size":"10Gi","class":"fast"}'] },
    },
    {
      name: 'both volumes',
      intent: { kind: 'resize', target, storage: '30Gi', wal: '10Gi' },
      on: { cluster: { walStorage: { size: '5Gi' } } },
      comes: { [CLUSTER]: ['storage.size=30Gi', 'walStorage.size=10Gi'] },
    },
    {
      name: 'the volume of WAL of the defaults',
      intent: { kind: 'resize', target, wal: '10Gi' },
      on: DEFAULTS({ walStorage: { size: '5Gi' } }),
      comes: { [CLUSTER]: ['walStorage.size=10Gi'] },
    },
    {
      name: 'a parameter',
      intent: set('work_mem', '8MB'),
      comes: { [CLUSTER]: ['postgresql.parameters.work_mem=8MB'] },
    },
    {
      name: 'a parameter with a dot',
      intent: set('auto_explain.log_min_duration', '250ms'),
      comes: { [CLUSTER]: ['postgresql.parameters["auto_explain.log_min_duration"]=250ms'] },
    },
    {
      name: 'a number',
      intent: set('max_connections', '300'),
      comes: { [CLUSTER]: ['postgresql.parameters.max_connections=300'] },
    },
    { name: 'a parameter that is so', intent: set('max_connections', '200'), comes: 'unchanged' },
    {
      name: 'a parameter that is so by the defaults',
      intent: set('jit', 'off'),
      on: DEFAULTS({ postgresql: { version: 17, parameters: { jit: false } } }),
      comes: 'unchanged',
    },
    {
      name: 'a parameter that goes',
      intent: set('max_connections'),
      comes: { [CLUSTER]: ['postgresql.parameters.max_connections-'] },
    },
    { name: 'a parameter that is not there', intent: set('jit'), comes: 'unchanged' },
    {
      name: 'a parameter that only the defaults set',
      intent: set('jit'),
      on: DEFAULTS({ postgresql: { version: 17, parameters: { jit: false } } }),
      comes: ['parameter-from-defaults'],
    },
    {
      name: 'text with everything in it',
      intent: set('search_path', '"$user", public'),
      comes: { [CLUSTER]: ['postgresql.parameters.search_path="\\"$user\\", public"'] },
    },
    {
      name: 'processors and memory',
      intent: { kind: 'resources', target, cpu: '500m', memory: '4Gi' },
      comes: { [CLUSTER]: ['resources.cpu=500m', 'resources.memory=4Gi'] },
    },
    { name: 'processors as they are', intent: { kind: 'resources', target, cpu: '1' }, comes: 'unchanged' },
    {
      name: 'when backups are taken',
      intent: { kind: 'backups', target, schedule: '0 3 * * *', retention: '30d' },
      comes: { [CLUSTER]: ['backup.schedule="0 3 * * *"'] },
    },
    {
      name: 'backups of a cluster without',
      intent: { kind: 'backups', target, retention: '7d' },
      on: { cluster: { backup: 'none' } },
      comes: ['backups-none'],
    },
    {
      name: 'a service',
      intent: { kind: 'service', target, name: 'mail' },
      comes: { [CLUSTER]: ['services+={"name":"mail"}'] },
    },
    { name: 'a service that is there', intent: { kind: 'service', target, name: 'web' }, comes: 'unchanged' },
    {
      name: 'a service that gets a limit',
      intent: { kind: 'service', target, name: 'web', connections: 9 },
      comes: { [CLUSTER]: ['services[0].connections=9'] },
    },
    {
      name: 'a service beside those of the defaults, which a list of its own would take away',
      intent: { kind: 'service', target, name: 'mail' },
      on: { ...DEFAULTS({ services: [{ name: 'web' }] }), cluster: { services: undefined } },
      comes: { [CLUSTER]: ['services=[{"name":"web"},{"name":"mail"}]'] },
    },
    {
      name: 'no cluster',
      intent: { kind: 'scale', target: { ...target, cluster: undefined }, instances: 5 },
      comes: ['target-without-cluster'],
    },
  ])('for $name', ({ intent, on, comes }) => {
    expect(edits(intent, on)).toEqual(comes);
  });
});

describe('an upgrade', () => {
  const newer = exampleImage('17.12');
  const tag = newer.slice(newer.lastIndexOf('/postgresql:') + '/postgresql:'.length);

  test.each<{ name: string; intent: Intent; on?: ExampleChanges; comes: unknown }>([
    { name: 'of a cluster', intent: upgrade(newer), comes: { [CLUSTER]: [`postgresql.image=${newer}`] } },
    {
      name: 'by tag alone keeps the repository',
      intent: upgrade(tag),
      comes: { [CLUSTER]: [`postgresql.image=${newer}`] },
    },
    { name: 'to what the catalogue has is none', intent: upgrade(exampleImage('17.11')), comes: 'unchanged' },
    { name: 'to an older version', intent: upgrade(exampleImage('17.10')), comes: ['image-older'] },
    { name: 'to another major version', intent: upgrade(exampleImage('18.6')), comes: ['image-other-major'] },
    {
      name: 'without digest',
      intent: upgrade('registry.example.com/postgresql:17.12'),
      comes: ['image-without-digest'],
    },
    { name: 'without version', intent: upgrade('registry.example.com/postgresql:latest'), comes: ['image-unreadable'] },
    {
      name: 'of an image of its own',
      intent: upgrade(newer),
      on: { cluster: { postgresql: { image: exampleImage('17.11') } } },
      comes: { [CLUSTER]: [`postgresql.image=${newer}`] },
    },
    {
      name: 'of an environment',
      intent: { ...upgrade(newer), target: { ...target, cluster: undefined } },
      comes: { [ENVIRONMENT]: [`images.postgresql.17=${newer}`] },
    },
    {
      name: 'of an environment to an older version',
      intent: { ...upgrade(exampleImage('16.1')), target: { ...target, cluster: undefined } },
      comes: ['image-older'],
    },
    {
      name: 'of an environment to a version that it does not have',
      intent: { ...upgrade(exampleImage('13.1')), target: { ...target, cluster: undefined } },
      comes: ['image-version-unknown'],
    },
  ])('$name', ({ intent, on, comes }) => {
    expect(edits(intent, on)).toEqual(comes);
  });

  test('compares numbers and then builds', () => {
    const order = ['17.9', '17.11-202608170816-x', '17.11-202609010000-x', '17.12', '18'];
    const images = order.map((version) => imageReference(`postgresql:${version}`));
    for (const [position, older] of images.entries()) {
      for (const newer of images.slice(position + 1)) {
        if (older === undefined || newer === undefined) throw new Error('readable');
        expect(compareImages(older, newer)).toBeLessThan(0);
        expect(compareImages(newer, older)).toBeGreaterThan(0);
      }
    }
  });
});

describe('maintenance and freezes', () => {
  const entry = { cluster: 'orders', from: '2026-08-20T09:00:00Z', reason: 'disks' };
  const others = { cluster: 'orders', from: '2026-08-01T00:00:00Z', until: '2026-08-02T00:00:00Z', reason: 'old' };
  const calendar = (given: object): ExampleChanges => ({ environment: { calendar: given } });
  const start: Intent = { kind: 'maintenance', target, phase: 'start', reason: 'disks' };
  const end: Intent = { kind: 'maintenance', target, phase: 'end' };

  test.each<{ name: string; intent: Intent; on?: ExampleChanges; comes: unknown }>([
    {
      name: 'maintenance remembers that nothing was said',
      intent: start,
      comes: {
        [CLUSTER]: ['primaryUpdateStrategy=supervised'],
        [ENVIRONMENT]: ['calendar.maintenance+={"cluster":"orders","from":"2026-08-20T10:00:00Z","reason":"disks"}'],
      },
    },
    {
      name: 'maintenance of what is supervised anyhow leaves it so',
      intent: start,
      on: { cluster: { primaryUpdateStrategy: 'supervised' } },
      comes: {
        [ENVIRONMENT]: [
          'calendar.maintenance+={"cluster":"orders","from":"2026-08-20T10:00:00Z","reason":"disks","was":"supervised"}',
        ],
      },
    },
    {
      name: 'maintenance twice',
      intent: start,
      on: calendar({ maintenance: [entry] }),
      comes: ['maintenance-under-way'],
    },
    { name: 'the end of none', intent: end, comes: ['maintenance-not-under-way'] },
    {
      name: 'the end of one that is planned',
      intent: end,
      on: calendar({ maintenance: [{ ...entry, from: '2026-09-01T00:00:00Z' }] }),
      comes: ['maintenance-not-under-way'],
    },
    {
      name: 'the end gives back what was said',
      intent: end,
      on: {
        ...calendar({ maintenance: [{ ...entry, was: 'unsupervised' }] }),
        cluster: { primaryUpdateStrategy: 'supervised' },
      },
      comes: { [CLUSTER]: ['primaryUpdateStrategy=unsupervised'], [ENVIRONMENT]: ['calendar-'] },
    },
    {
      name: 'the end leaves alone what someone has changed meanwhile',
      intent: end,
      on: { ...calendar({ maintenance: [entry] }), cluster: { primaryUpdateStrategy: 'unsupervised' } },
      comes: { [ENVIRONMENT]: ['calendar-'] },
    },
    {
      name: 'the end leaves entries of others',
      intent: end,
      on: calendar({
        freezes: [others],
        maintenance: [
          { ...entry, from: '2026-09-01T00:00:00Z', until: '2026-09-02T00:00:00Z' },
          { ...entry, until: '2026-08-20T11:00:00Z' },
        ],
      }),
      comes: { [ENVIRONMENT]: ['calendar.maintenance[1]-'] },
    },
    {
      name: 'a second freeze',
      intent: { kind: 'freeze', target, reason: 'x' },
      on: calendar({ freezes: [entry] }),
      comes: ['frozen-already'],
    },
    {
      name: 'a freeze of a cluster in a frozen environment',
      intent: { kind: 'freeze', target, reason: 'x' },
      on: calendar({ freezes: [{ from: entry.from, reason: 'all' }] }),
      comes: { [ENVIRONMENT]: ['calendar.freezes+={"cluster":"orders","from":"2026-08-20T10:00:00Z","reason":"x"}'] },
    },
    {
      name: 'the end of two freezes of one cluster',
      intent: { kind: 'unfreeze', target },
      on: calendar({ freezes: [entry, others, { ...entry, from: '2026-08-20T08:00:00Z' }] }),
      comes: { [ENVIRONMENT]: ['calendar.freezes[2]-', 'calendar.freezes[0]-'] },
    },
    {
      name: 'the end of a freeze that is over',
      intent: { kind: 'unfreeze', target },
      on: calendar({ freezes: [others] }),
      comes: ['not-frozen'],
    },
    {
      name: 'the end of a freeze of all for one',
      intent: { kind: 'unfreeze', target },
      on: calendar({ freezes: [{ from: entry.from, reason: 'all' }] }),
      comes: ['not-frozen'],
    },
  ])('$name', ({ intent, on, comes }) => {
    expect(edits(intent, on)).toEqual(comes);
  });
});

test('an edit as an expression reads back as the edit that it was', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('on', '5', '5.0', '', '~', 'null', '#', 'a b', '[', '0 2 * * *'));
  const edit: fc.Arbitrary<Edit> = fc.record({
    kind: fc.constantFrom('set', 'append'),
    path: fc.array(fc.oneof(text, fc.nat({ max: 9 })), { minLength: 1, maxLength: 4 }),
    value: fc.oneof(text, fc.integer(), fc.record({ name: text, connections: fc.nat() })),
  });
  fc.assert(
    fc.property(edit, (given) => {
      expect(readEdit(expressionOf(given))).toEqual({ kind: 'edit', edit: given });
    }),
    { numRuns: 2000 },
  );
});
