import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ARCHIVE_CAUSES } from './fixtures/archive-causes.ts';
import { CLUSTER_CAUSES } from './fixtures/cluster-causes.ts';
import { healthyEvidence } from './fixtures/healthy-evidence.ts';
import { INSTANCE_CAUSES } from './fixtures/instance-causes.ts';
import { PLACEMENT_CAUSES } from './fixtures/placement-causes.ts';
import { SERVICE_CAUSES } from './fixtures/service-causes.ts';
import { diagnose } from './diagnose.ts';
import type { Evidence } from './evidence/evidence.ts';
import { statusText } from './status/status-text.ts';
import { statusView } from './status/status-view.ts';
import { diagnosisText } from './words/diagnosis-text.ts';

type Path = readonly string[];

const LOOKS = placesOf(healthyEvidence(), isLook);
/** For the status only, or for whoever has a checkout. */
const OPTIONAL = new Set(['intent', 'volumes', 'proofs', 'watch', 'alerts']);
const NEEDED = LOOKS.filter(([part]) => !OPTIONAL.has(part ?? ''));

test('there are looks to be taken away', () => {
  expect(NEEDED.length).toBeGreaterThan(40);
});

test.each(['forbidden', 'unreachable', 'timeout', 'skipped', 'unreadable'])(
  'whichever look is %s, nothing is said to be well',
  (reason) => {
    // A dry run that is left out is the one look that nobody needs: it takes the right to change Clusters.
    for (const path of NEEDED.filter(([part]) => part !== 'admission' || reason !== 'skipped')) {
      const evidence = changed(healthyEvidence(), path, { kind: 'unseen', reason, detail: 'x' });
      const { verdict, findings, unseen } = diagnose(evidence);
      // An instance that is silent although its pod is ready is a finding of its own.
      expect(
        findings.map(({ id }) => id).filter((id) => id !== 'no-answer'),
        path.join('.'),
      ).toEqual([]);
      expect(verdict, path.join('.')).toBe(findings.length > 0 ? 'causes-found' : 'could-not-look');
      expect(unseen.length).toBeGreaterThan(0);
    }
  },
);

test('where nothing was seen, no check says that all is well', () => {
  const evidence = NEEDED.reduce<Evidence>(
    (all, path) => changed(all, path, { kind: 'unseen', reason: 'timeout', detail: 'x' }),
    healthyEvidence(),
  );
  const { checks, verdict } = diagnose({ ...evidence, instances: [], secrets: [], reaches: [], poolers: [] });
  expect(verdict).toBe('could-not-look');
  expect(checks.filter(({ outcome }) => outcome.kind === 'fine')).toEqual([]);
});

test('whichever part of what was asked is taken away, nothing is said to be well', () => {
  const all = placesOf(healthyEvidence(), () => true).filter(
    (path) => isOwn(path) && !OPTIONAL.has(path[0] ?? '') && !isElement(path),
  );
  // One of each kind: elements of a list are alike.
  const parts = [...new Map(all.map((path) => [path.join('.').replace(/\.\d+(?=\.|$)/g, '.*'), path])).values()];
  expect(parts.length).toBeGreaterThan(100);
  for (const path of parts) {
    const { verdict } = diagnose(changed(healthyEvidence(), path, undefined));
    expect(verdict, path.join('.')).not.toBe('nothing-found');
  }
});

test('an instance, a pooler, a connection, a right, a step, a certificate or a Secret that was not asked for is missed', () => {
  const lists: readonly Path[] = [
    ['instances'],
    ['poolers'],
    ['reaches'],
    ['secrets'],
    ['operator', 'access', 'value'],
    ['operator', 'definitions', 'value'],
    ['objectStore', 'value', 'steps'],
  ];
  for (const path of lists) {
    const list = valueAt(healthyEvidence(), path) as readonly unknown[];
    list.forEach((_, index) => {
      const right = path[1] === 'access' ? (list[index] as { subject: string }).subject : '';
      // Rights of the plugin are judged where they were asked for.
      if (right.endsWith('plugin-barman-cloud')) return;
      const { verdict } = diagnose(
        changed(
          healthyEvidence(),
          path,
          list.filter((_item, place) => place !== index),
        ),
      );
      expect(verdict, `${path.join('.')} ${index}`).not.toBe('nothing-found');
    });
  }
});

const planted = fc.constantFrom(
  healthyEvidence(),
  ...[...CLUSTER_CAUSES, ...PLACEMENT_CAUSES, ...INSTANCE_CAUSES, ...SERVICE_CAUSES, ...ARCHIVE_CAUSES].map(
    ({ plant }) => plant(healthyEvidence()),
  ),
);
const odd = fc.oneof(
  fc.constant(undefined),
  fc.constant(null),
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant([]),
  fc.constant({}),
  fc.jsonValue(),
);

test('whatever becomes of evidence, it is judged without an error, and told in words', () => {
  fc.assert(
    fc.property(planted, fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 6 }), (evidence, changes) => {
      const mutilated = changes.reduce<Evidence>((all, [place, value]) => {
        const places = placesOf(all, () => true);
        return places.length === 0 ? all : changed(all, places[place % places.length] ?? [], value);
      }, evidence);
      const diagnosis = diagnose(mutilated);
      expect(diagnosisText(diagnosis, { verbose: true })).toMatch(/\n$/);
      expect(statusText(statusView(mutilated)).split('\n').length).toBeLessThan(50);
      for (const { outcome } of diagnosis.checks) if (outcome.kind === 'fine') expect(outcome.because).not.toBe('');
    }),
    { numRuns: 40 },
  );
});

test('whatever is given for evidence, nothing is said to be well', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(diagnose(value as unknown as Evidence).verdict).toBe('could-not-look');
    }),
  );
});

test('the same evidence gives the same diagnosis, also after it was kept as JSON', () => {
  fc.assert(
    fc.property(planted, (evidence) => {
      const kept = JSON.parse(JSON.stringify(evidence)) as Evidence;
      expect(diagnose(kept)).toEqual(diagnose(evidence));
    }),
  );
});

/** Every place in a value, outermost first. */
function placesOf(value: unknown, takes: (value: unknown) => boolean, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => [
    ...(takes(inside) ? [[...path, key]] : []),
    ...placesOf(inside, takes, [...path, key]),
  ]);
}

function isLook(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'seen' && 'value' in value;
}

/** What is asked by us, in our own form: not inside of objects of Kubernetes, of whose fields many may be left out. */
function isOwn(path: Path): boolean {
  const inObject =
    ['cluster', 'events', 'objects'].includes(path[0] ?? '') && path.length > (path[0] === 'objects' ? 2 : 1);
  const inOperator = path[0] === 'operator' && path.length > 3 && !['access', 'definitions'].includes(path[1] ?? '');
  const free = path.includes('settings') || path[0] === 'target' || (path[0] === 'operator' && path[1] === 'logs');
  return !inObject && !inOperator && !free;
}

function isElement(path: Path): boolean {
  return /^\d+$/.test(path.at(-1) ?? '');
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inside, key) => (inside as Readonly<Record<string, unknown>>)[key], value);
}

/** A copy with another value at a place, or without the place. */
function changed<T>(value: T, [key, ...rest]: Path, to: unknown): T {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((item: unknown, index) =>
      String(index) === key ? (rest.length === 0 ? to : changed(item, rest, to)) : item,
    ) as T;
  const { [key]: inside, ...others } = value as Readonly<Record<string, unknown>>;
  if (rest.length > 0) return { ...value, [key]: changed(inside, rest, to) };
  return (to === undefined ? others : { ...value, [key]: to }) as T;
}
