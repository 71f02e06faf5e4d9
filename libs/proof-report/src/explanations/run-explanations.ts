import type { RunFindingId } from '@postgres-ha/backup-proof';
import type { Explanation } from './explanation.ts';

/** What is said of a run itself, and of what people wrote down. */
export const RUN_EXPLANATIONS: Readonly<Record<RunFindingId, Explanation>> = {
  'self-test-failed': {
    seen: 'Before anything counts, the verifier hides one segment from its own list, and flips one bit of one object as it is read, both in memory. One of them was not found.',
    means:
      'A verifier that misses what is planted proves nothing. It says nothing about the archive, good or bad, and nothing was changed there.',
    did: 'It called unknown everything that it would have called proven, ended with exit code 3, and kept no proof of this run. Damage that it did see is still said.',
    todo: 'Do not rely on this machine or this version: run another version, or on another machine, and report it with the version and the object that is named.',
  },
  'acknowledgement-expired': {
    seen: 'The policy acknowledges a finding until a day that is over.',
    means: 'It has no effect any more. Damage that it covered is an alarm again.',
    did: 'It judged as if it were not there.',
    todo: 'Take it out of the policy if the damage is gone. Otherwise mend it, or write a new day and a reason.',
  },
  'acknowledgement-unused': {
    seen: 'The policy acknowledges a finding that this run did not make, at the level that was looked at.',
    means:
      'The damage may be gone, or lie on a level that this run did not come to. Left in place, it would cover the next damage of that kind too.',
    did: 'Nothing: it changes no verdict.',
    todo: 'If retention has passed over the damage, or it was mended, take the acknowledgement out of the policy.',
  },
};
