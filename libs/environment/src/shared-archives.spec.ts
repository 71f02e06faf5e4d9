import { expect, test } from 'vitest';
import type { Environment } from './cluster.ts';
import { example, exampleFiles, type ExampleChanges } from './examples.ts';
import { readEnvironment } from './read-environment.ts';
import { sharedArchives } from './shared-archives.ts';

function environment(changes: ExampleChanges = {}): Environment {
  const reading = readEnvironment(exampleFiles(example(changes)));
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  return reading.environment;
}

test('two environments whose clusters archive to one place are told so, once', () => {
  const problems = sharedArchives([environment(), environment(), environment({ cluster: { backup: 'none' } })]);
  expect(problems.map(({ id, at }) => ({ id, at }))).toEqual([{ id: 'archive-shared', at: 'backup.destination' }]);
});

test('clusters of two environments with places of their own are left alone', () => {
  const elsewhere = environment({ cluster: { backup: { destination: 's3://other-backups/' } } });
  const renamed = environment({ cluster: { backup: { serverName: 'orders-2' } } });
  expect(sharedArchives([environment(), elsewhere, renamed])).toEqual([]);
});

test('a trailing slash makes no other place', () => {
  const slashed = environment({ cluster: { backup: { destination: 's3://example-backups' } } });
  expect(sharedArchives([environment(), slashed])).toHaveLength(1);
});
