import { z } from 'zod';
import type { InstanceAnswer } from './instance-answer.ts';
import type { PoolerAnswer } from './pooler-answer.ts';

const amount = z.number().nullable();
const word = z.string().nullable();

export const mounts: z.ZodType<InstanceAnswer['volumes']> = z.array(
  z.object({ path: z.string(), size: z.number(), free: z.number(), freeInodes: amount }),
);

export const instanceAnswer: z.ZodType<InstanceAnswer> = z.object({
  askedAt: z.string(),
  version: z.string(),
  systemId: word,
  inRecovery: z.boolean(),
  timeline: z.number(),
  startedAt: z.string(),
  position: word,
  replayed: word,
  lastReplayAt: word,
  replayPaused: z.boolean(),
  replayWait: word,
  receiver: z
    .object({ status: z.string(), sender: z.string(), slot: word, latestEnd: word, silentSeconds: amount })
    .nullable(),
  standbys: z.array(
    z.object({
      name: z.string(),
      address: word,
      state: z.string(),
      sync: z.string(),
      sentBehind: amount,
      writtenBehind: amount,
      flushedBehind: amount,
      replayedBehind: amount,
      writeSeconds: amount,
      flushSeconds: amount,
      replaySeconds: amount,
    }),
  ),
  slots: z.array(z.object({ name: z.string(), type: z.string(), active: z.boolean(), held: amount, walStatus: word })),
  archiver: z.object({
    archived: z.number(),
    failed: z.number(),
    lastArchived: word,
    lastArchivedAt: word,
    lastFailed: word,
    lastFailedAt: word,
  }),
  readySegments: amount,
  walBytes: amount,
  connections: z.object({
    used: z.number(),
    most: z.number(),
    reserved: z.number(),
    top: z.array(
      z.object({
        user: z.string(),
        database: z.string(),
        application: z.string(),
        state: z.string(),
        count: z.number(),
      }),
    ),
  }),
  longest: z.array(
    z.object({
      pid: z.number(),
      user: z.string(),
      application: z.string(),
      state: z.string(),
      waitEvent: word,
      transactionSeconds: z.number(),
      blockedBy: z.array(z.number()),
    }),
  ),
  waits: z.array(z.object({ event: z.string(), sessions: z.number(), longestSeconds: z.number() })),
  horizon: z.array(
    z.object({ holder: z.enum(['session', 'slot', 'prepared', 'standby']), name: z.string(), age: z.number() }),
  ),
  wraparoundAge: amount,
  synchronousStandbyNames: z.string(),
  recoveryConflicts: amount,
  checksumFailures: amount,
  poolerLogin: z.object({ role: z.boolean(), function: z.boolean() }).nullable(),
  settings: z.record(z.string(), z.string()),
  volumes: mounts,
});

export const poolerAnswer: z.ZodType<PoolerAnswer> = z.object({
  maxClientConnections: amount,
  poolSize: amount,
  paused: z.boolean().nullable(),
  pools: z.array(
    z.object({
      database: z.string(),
      user: z.string(),
      clientsActive: z.number(),
      clientsWaiting: z.number(),
      serversActive: z.number(),
      serversIdle: z.number(),
      longestWaitSeconds: z.number(),
    }),
  ),
});
