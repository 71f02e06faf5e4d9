import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTarget } from './read-target.ts';

const ROOT = join(import.meta.dirname, '../../..');

test('what Git says of a cluster has the limits of its alerts: staging lets a slot hold back less', async () => {
  const reading = await readTarget('staging/postgres-cluster', { options: {}, workingDirectory: ROOT });
  expect(reading).toMatchObject({
    value: {
      clusters: [
        {
          intent: { kind: 'seen', value: { limits: { slotLagBytes: 2 * 2 ** 30, replicationLagBytes: 16 * 2 ** 20 } } },
        },
      ],
    },
  });
});
