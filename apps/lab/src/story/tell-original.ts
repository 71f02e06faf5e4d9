import { counted } from '@postgres-ha/proof-report';
import type { StepOutcome } from './tell-proof.ts';

export type Objects = ReadonlyMap<string, string>;

/** Of the original after copies of it were broken: nothing that was in it may be another. New WAL has come meanwhile. */
export function tellOriginal(before: Objects, after: Objects): StepOutcome {
  const changed = [...before].filter(([key, etag]) => after.get(key) !== etag).map(([key]) => key);
  if (changed.length > 0) {
    return {
      kind: 'failed',
      expected: 'every object of the archive as it was before copies of it were broken',
      found: `${counted(changed.length, 'object')} changed or gone: ${changed.slice(0, 3).join(', ')}`,
    };
  }
  const said = `All ${counted(before.size, 'object')} of the archive are what they were before the copies were made.`;
  return { kind: 'done', said, lines: [{ kind: 'good', text: said }] };
}
