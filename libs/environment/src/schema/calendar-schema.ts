import { z } from 'zod';
import { instant, kubernetesName, line } from './scalars.ts';

const freeze = z.strictObject({
  cluster: kubernetesName
    .optional()
    .describe('A cluster of this environment; all of them, and the environment itself, where absent.'),
  from: instant.describe('The first moment of it, with its time zone: 2026-12-20T18:00:00+01:00.'),
  until: instant
    .optional()
    .describe(
      'The first moment after it, with its time zone. Where absent, it counts until someone removes the entry.',
    ),
  reason: line.describe('Why nothing is to change. It stands on each pull request that waits for it.'),
});

const maintenance = z.strictObject({
  cluster: kubernetesName.describe('A cluster of this environment.'),
  from: instant.describe('The first moment of it, with its time zone: 2027-01-11T20:00:00+01:00.'),
  until: instant
    .optional()
    .describe('When it is meant to be over, with its time zone. It ends when the entry is removed, not before.'),
  reason: line.describe('What is being done.'),
  was: z
    .enum(['unsupervised', 'supervised'])
    .optional()
    .describe(
      'What cluster.yaml said of primaryUpdateStrategy before, so that the end can say it again. Absent: nothing.',
    ),
});

/** When an environment is not to be changed, and where people are at work. It renders nothing. */
export const calendar = z
  .strictObject({
    freezes: z
      .array(freeze)
      .prefault([])
      .describe('Times in which changes wait: a pull request that touches what is frozen asks for an override.'),
    maintenance: z
      .array(maintenance)
      .prefault([])
      .describe('Clusters that people are at work on: updates of the primary wait for a person.'),
  })
  .prefault({})
  .describe('When nothing is to change, and where people are at work. Nothing of it is rendered.');

export type CalendarIntent = z.output<typeof calendar>;
export type FreezeIntent = z.output<typeof freeze>;
export type MaintenanceIntent = z.output<typeof maintenance>;
