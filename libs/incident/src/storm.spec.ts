import { expect, test } from 'vitest';
import { acknowledge } from './acknowledge.ts';
import type { Concern } from './concern.ts';
import { exampleConcern } from './example-concern.ts';
import { at, exampleLife, type ExampleLife } from './example-life.ts';

const ONCE = { resolveAfter: { looks: 1, ms: 0 } };

function blind(number: number, more: Partial<Concern> = {}): Concern {
  const cluster = `production/shop-${number}`;
  return exampleConcern({
    ...{ key: `blind/${cluster}`, kind: 'split-brain/blind', severity: 'warning', cluster },
    title: `Nothing is known of shop-${number}`,
    ...more,
  });
}

const all = (count: number): readonly Concern[] => Array.from({ length: count }, (_, number) => blind(number));

/** Names of clusters that are shown as open, by themselves or in a summary. */
function named(life: ExampleLife): readonly string[] {
  return life
    .open()
    .flatMap(({ concern }) =>
      concern.key.startsWith('several/')
        ? concern.lists.flatMap(({ lines }) => lines.map((line) => line.split(':')[0] ?? ''))
        : [concern.cluster],
    );
}

test('a hundred at once are ten by themselves and one that names the others', () => {
  const life = exampleLife();
  life.look(0, all(100));
  expect(life.open()).toHaveLength(11);
  expect(named(life).toSorted()).toEqual(
    all(100)
      .map(({ cluster }) => cluster)
      .toSorted(),
  );
});

test('a hundred one after the other are too, and whoever comes later is named within seconds', () => {
  const life = exampleLife();
  for (let n = 0; n < 100; n += 1) life.look(n / 10, [blind(n)], { source: `cluster ${n}` });
  life.look(15, [blind(0)], { source: 'cluster 0' });
  expect(life.open()).toHaveLength(11);
  expect(new Set(named(life)).size).toBe(100);
  const summary = life.open().find(({ key }) => key.startsWith('several/'));
  expect(summary?.timeline.length).toBeLessThan(5);
});

test('the first of another kind is told by itself in the midst of it', () => {
  const life = exampleLife();
  life.look(0, all(50));
  life.look(1, [...all(50), exampleConcern()]);
  expect(life.open().map(({ key }) => key)).toContain(exampleConcern().key);
});

test('the worst of a kind are told by themselves', () => {
  const life = exampleLife();
  life.look(0, [...all(50), blind(99, { severity: 'critical' })]);
  expect(life.open()[0]).toMatchObject({ severity: 'critical', concern: { cluster: 'production/shop-99' } });
});

test('what becomes another kind of trouble leaves the summary', () => {
  const life = exampleLife();
  life.look(0, all(20));
  const dual = blind(19, { kind: 'split-brain/dual-writing', severity: 'critical' });
  life.look(1, [...all(19), dual]);
  expect(life.open().map(({ concern }) => concern.key)).toContain(dual.key);
  life.look(10, [...all(19), dual]);
  expect(named(life).filter((name) => name === dual.cluster)).toHaveLength(1);
});

test('one that ends is not named any more, and the summary ends with the last', () => {
  const life = exampleLife();
  life.look(0, all(12), ONCE);
  life.look(10, all(11), ONCE);
  expect(named(life)).toHaveLength(11);
  life.look(20, [], ONCE);
  expect(life.open()).toEqual([]);
});

test('what was lost is acknowledged for all that a summary names', () => {
  const life = exampleLife();
  const lost = all(20).map((each) => ({ ...each, sticky: true }));
  life.look(0, lost, ONCE);
  life.look(10, [], ONCE);
  expect(named(life)).toHaveLength(20);
  for (const { id } of life.open()) life.change((incidents) => acknowledge(incidents, { at: at(11), id, by: 'anna' }));
  expect(life.open()).toEqual([]);
});

test('after the storm the next is told by itself, also one that was part of it', () => {
  const life = exampleLife();
  life.look(0, all(20), ONCE);
  life.look(60, [], ONCE);
  life.look(7200, [blind(99), blind(19)], ONCE);
  expect(
    life
      .open()
      .map(({ concern }) => concern.cluster)
      .toSorted(),
  ).toEqual(['production/shop-19', 'production/shop-99']);
});
