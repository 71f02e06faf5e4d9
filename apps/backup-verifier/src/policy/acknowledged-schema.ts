import { FINDING_IDS } from '@postgres-ha/proof-report';
import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import { word } from './words.ts';

const finding = z.string('the id of a finding').superRefine((id, context) => {
  if (!FINDING_IDS.includes(id)) {
    context.addIssue({
      code: 'custom',
      message: `the id of a finding that there is, such as ${closest(id, FINDING_IDS)}`,
    });
  }
});

const day = z.iso.date('a day such as 2026-08-15');

/** The part `acknowledged` of a policy: findings that are known, each until the end of a day in UTC. */
export const acknowledgedSchema: z.ZodType<readonly AcknowledgedFinding[]> = z.array(
  z.strictObject({
    finding,
    object: word('an object as reports name it').exactOptional(),
    until: day,
    reason: word('a reason'),
  }),
  'a list of findings',
);

/** As it is written. */
export interface AcknowledgedFinding {
  readonly finding: string;
  readonly object?: string;
  /** The last day, such as `2026-08-15`. */
  readonly until: string;
  readonly reason: string;
}
