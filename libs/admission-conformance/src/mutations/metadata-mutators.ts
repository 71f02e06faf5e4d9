import type { JudgedKind } from '@postgres-ha/admission';
import type { Mutator } from './mutation.ts';

const PATCHES = [
  '[]',
  'null',
  '{}',
  '',
  '[{}]',
  'x',
  '[{"op":"add","path":"/metadata/labels/x","value":"y"}]',
  '[{"op":"remove","path":"/nope"}]',
  '[{"op":"add","path":"/metadata/labels/x"}]',
  '[{"op":"test","path":"/kind","value":"Pod"}]',
  '[{"op":"move","path":"/a","from":"/b"}]',
  '[{"op":"Add","path":"/a","value":1}]',
  '[{"op":"copy","path":"/metadata/annotations/x","from":"/metadata/name"}]',
  '[{"op":"replace","path":"/spec/hostname"}]',
  '[null]',
  '[{"op":"add","path":"","value":{}}]',
  '["x"]',
  '[{"op":"add","value":1}]',
];
const PINGERS = [
  '{}',
  '{"enabled":true}',
  '{"enabled":false,"requestTimeout":1}',
  '{"enabled":"true"}',
  '{"enabled":true,"requestTimeout":"1"}',
  '{"enabled":true,"x":1}',
  '',
  'true',
  'null',
  '{"enabled":null}',
  '{"Enabled":true}',
  '{"enabled":true,"requestTimeout":1.5}',
  '{"enabled":true}x',
  '[]',
  '{"enabled":true,"connectionTimeout":-1}',
  '{"enabled":true,"connectionTimeout":null}',
  '{"ENABLED":true,"requesttimeout":5}',
];

const ANNOTATIONS: Readonly<Record<string, readonly string[]>> = {
  'cnpg.io/validation': ['disabled', 'enabled', '', 'x', 'Disabled', 'true'],
  'cnpg.io/hibernation': ['on', 'off', 'true', '', 'On', ' on'],
  'cnpg.io/podPatch': PATCHES,
  'alpha.cnpg.io/livenessPinger': PINGERS,
  'alpha.cnpg.io/failoverQuorum': ['true', 'false', 'yes', '1', 'T', 'TRUE', 'tRUE', '', 'on', 'f'],
  'cnpg.io/skipWalArchiving': ['enabled', 'true', '', 'Enabled', 'disabled'],
  'cnpg.io/volumeSnapshotDeadline': [
    '30',
    '1.5',
    '',
    '-1',
    '+1',
    '99999999999',
    'x',
    ' 3',
    '0x1',
    '1_0',
    '9999999999999999999999',
  ],
  'cnpg.io/reconciliationLoop': ['disabled', 'x'],
  'a b': ['x'],
  'EXAMPLE.com/A': ['x'],
};

/** Annotations that each kind's webhook reads. */
const READ: Readonly<Record<JudgedKind, readonly string[]>> = {
  Cluster: Object.keys(ANNOTATIONS),
  Pooler: ['cnpg.io/validation', 'a b', 'cnpg.io/podPatch'],
  Backup: [
    'cnpg.io/validation',
    'cnpg.io/volumeSnapshotDeadline',
    'cnpg.io/volumeSnapshotDeadline',
    'cnpg.io/volumeSnapshotDeadline',
  ],
  ScheduledBackup: ['cnpg.io/validation', 'cnpg.io/volumeSnapshotDeadline'],
  Database: ['cnpg.io/validation', 'a b'],
  DatabaseRole: ['cnpg.io/validation', 'a b'],
  ObjectStore: ['cnpg.io/validation', 'a b', 'EXAMPLE.com/A'],
};

const OBJECT_NAMES = [
  'a',
  'a1',
  '1a',
  'a.b',
  'A',
  'a_b',
  '',
  '-a',
  'a-',
  'a'.repeat(50),
  'a'.repeat(51),
  'a'.repeat(63),
  'a'.repeat(64),
  'a'.repeat(253),
  'a'.repeat(254),
  'é',
  'c1-rw',
  'a..b',
  'a b',
  '.',
  'origin',
];
const LABELS: readonly (readonly [string, string])[] = [
  ['a', 'b'],
  ['a b', 'c'],
  ['a', 'b c'],
  ['example.com/x', ''],
  ['x/y/z', 'v'],
  ['a', 'x'.repeat(64)],
  ['A', 'B'],
  ['a', '-'],
];

/** Mutators of what every object has beside its spec. */
export const METADATA_MUTATORS: readonly Mutator[] = [
  ({ kind }, random) => annotation(random.pick(READ[kind]), random.pick),
  ({ kind }, random) => annotation(random.pick(READ[kind]), random.pick),
  (_subject, random) => ({
    name: 'object name',
    steps: [{ op: 'set', path: ['metadata', 'name'], value: random.pick(OBJECT_NAMES) }],
  }),
  (_subject, random) => {
    const [key, value] = random.pick(LABELS);
    return { name: 'label', steps: [{ op: 'set', path: ['metadata', 'labels', key], value }] };
  },
  (_subject, random) => {
    const [field, value] = random.pick([
      ['spek', {}],
      ['data', null],
      ['Spec', {}],
      ['status', {}],
      ['status', { bogus: 1 }],
      ['status', null],
      ['spec', null],
      ['spec', {}],
      ['spec', []],
      ['spec', 'x'],
    ] as const);
    return { name: 'top', steps: [{ op: 'set', path: [field], value }] };
  },
  (_subject, random) => {
    const [field, value] = random.pick([
      ['labels', { a: 1 }],
      ['annotations', { a: null }],
      ['annotations', 'x'],
      ['labels', []],
      ['bogus', 'x'],
      ['name', 1],
      ['name', null],
      ['finalizers', []],
      ['generation', 5],
      ['annotations', null],
    ] as const);
    return { name: 'metadata', steps: [{ op: 'set', path: ['metadata', field], value }] };
  },
];

function annotation(key: string, pick: <T>(list: readonly T[]) => T): ReturnType<Mutator> {
  const value = pick(ANNOTATIONS[key] ?? ['x']);
  return { name: `annotation ${key}`, steps: [{ op: 'set', path: ['metadata', 'annotations', key], value }] };
}
