import { BREAK_WAYS } from '../copies/break-ways.ts';
import type { LabState } from '../lab-state.ts';
import { STORY_STEPS } from '../story/story-steps.ts';

/** Before anything runs. */
export function initialState(now: Date): LabState {
  const at = now.toISOString();
  return {
    version: 0,
    at,
    startedAt: at,
    servers: [],
    writers: { sessions: 0, commits: 0, commitsPerSecond: 0, canaryAt: null, databaseBytes: null },
    archive: {
      address: null,
      endpoint: null,
      objects: 0,
      bytes: 0,
      backups: [],
      newestWal: null,
      backingUp: false,
    },
    proof: { running: null, last: null, runs: 0, failed: null },
    copies: [],
    failover: { members: [], state: null, commits: 0, runs: [] },
    bot: { proposals: [] },
    story: STORY_STEPS.map(({ id, title }) => ({ id, title, state: { kind: 'to-come' } })),
    buttons: {
      breakCopy: BREAK_WAYS.map(({ kind, label, explanation }) => ({ kind, label, explanation })),
      queued: 0,
      blocked: 'There is no backup yet.',
    },
  };
}
