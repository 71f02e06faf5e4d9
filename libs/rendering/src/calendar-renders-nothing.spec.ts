import { readEnvironment, type Environment } from '@postgres-ha/environment';
import { example, exampleFiles, type Intent } from '@postgres-ha/environment/examples';
import { expect, test } from 'vitest';
import { environmentFiles } from './rendering.ts';

function environmentWith(environment: Intent): Environment {
  const reading = readEnvironment(exampleFiles(example({ environment })));
  if (reading.kind === 'refused') throw new Error(reading.problems.map(({ found }) => found).join());
  return reading.environment;
}

test('what the calendar says changes no byte of what is rendered: merging waits, not syncing', () => {
  const calendar = {
    freezes: [{ from: '2026-12-20T18:00:00Z', reason: 'the holidays' }],
    maintenance: [{ cluster: 'orders', from: '2027-01-11T20:00:00Z', reason: 'disks' }],
  };
  const texts = (environment: Environment) => environmentFiles(environment).map(({ path, text }) => ({ path, text }));
  expect(texts(environmentWith({ calendar }))).toEqual(texts(environmentWith({})));
});
