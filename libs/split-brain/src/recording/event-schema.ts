import { z } from 'zod';
import type { Evidence, Question } from '../observation/evidence.ts';
import { PROBE_OUTCOMES, type ProbeObservation } from '../observation/probe.ts';
import type { ArchiveObservation, SurroundingsObservation, Tick } from '../observation/surroundings.ts';
import type { WatchEvent } from '../observation/watch-event.ts';

const instant = z.number();
const count = z.int().nonnegative();
const timeline = z.int().min(1).max(0xffff_ffff);
const position = z.string().regex(/^[0-9A-Fa-f]{1,8}\/[0-9A-Fa-f]{1,8}$/, 'expected an LSN such as 0/3000148');
const decimal = z.string().regex(/^-?\d{1,20}$/, 'expected a decimal number as text');
const name = z.string().min(1);
const names = z.array(z.string());
const seen = { observer: name, received: instant };
const asked = { ...seen, member: name, sent: instant };

const details = z.strictObject({
  followers: z.array(
    z.strictObject({
      application: z.string(),
      address: z.string().nullable(),
      state: z.string(),
      syncState: z.string(),
      flushLsn: position.nullable(),
    }),
  ),
  otherClients: count,
  waitingForSync: count,
  synchronousStandbyNames: z.string(),
});

const answer = z.strictObject({
  systemIdentifier: decimal.nullable(),
  inRecovery: z.boolean(),
  readOnlyByDefault: z.boolean(),
  postmasterStartedAt: decimal,
  timeline: timeline.nullable(),
  lsn: position,
  receivedLsn: position.nullable(),
  nextTransactionId: decimal,
  receiver: z
    .strictObject({
      status: z.string(),
      timeline: timeline.nullable(),
      senderHost: z.string().nullable(),
      senderPort: z.int().nullable(),
    })
    .nullable(),
  details: details.nullable(),
});

const probe = z.strictObject({
  kind: z.literal('probe'),
  ...asked,
  via: z.enum(['session', 'side']),
  session: z.string().nullable(),
  outcome: z.enum(PROBE_OUTCOMES),
  answer: answer.nullable(),
  code: z.string().nullable(),
}) satisfies z.ZodType<ProbeObservation>;

const questions = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('probe'), members: names }),
  z.strictObject({ kind: z.literal('history'), member: name }),
  z.strictObject({ kind: z.literal('fork-mark'), member: name, timeline, switchPoint: position }),
  z.strictObject({
    kind: z.literal('commits'),
    member: name,
    timeline,
    from: position,
    until: z.exactOptional(position),
  }),
]) satisfies z.ZodType<Question>;

const evidence = [
  z.strictObject({
    kind: z.literal('history'),
    ...asked,
    systemIdentifier: decimal,
    timeline,
    lsn: position,
    ancestors: z.array(z.strictObject({ timeline, switchPoint: position })),
  }),
  z.strictObject({
    kind: z.literal('fork-mark'),
    ...asked,
    timeline,
    switchPoint: position,
    mark: z.string().nullable(),
  }),
  z.strictObject({
    kind: z.literal('commits'),
    ...asked,
    timeline,
    from: position,
    until: position,
    commits: z.array(z.strictObject({ transactionId: decimal, committedAt: z.string(), lsn: position })),
    count,
    atLeast: z.boolean(),
    relations: z.array(z.strictObject({ name: z.string(), records: count })),
    waitingForSync: count,
  }),
  z.strictObject({ kind: z.literal('no-evidence'), ...seen, question: questions, because: z.string() }),
] as const satisfies readonly z.ZodType<Evidence>[];

const surroundings = z.strictObject({
  kind: z.literal('surroundings'),
  ...seen,
  reachable: z.boolean(),
  currentPrimary: z.string().nullable(),
  targetPrimary: z.string().nullable(),
  labelledPrimary: names,
  endpoints: names,
  leaseHolder: z.string().nullable(),
  fenced: names,
  hibernated: z.boolean(),
  reconciliationDisabled: z.boolean(),
}) satisfies z.ZodType<SurroundingsObservation>;

const archive = z.strictObject({
  kind: z.literal('archive'),
  ...seen,
  newest: z.array(z.strictObject({ timeline, segment: z.string().regex(/^[0-9A-F]{24}$/) })),
  rewritten: names,
  systemIdentifiers: z.array(decimal),
  segmentSizeBytes: z.int().positive(),
}) satisfies z.ZodType<ArchiveObservation>;

const tick = z.strictObject({ kind: z.literal('tick'), ...seen }) satisfies z.ZodType<Tick>;

/** One line of a recording, to the letter: a field that is not known means another version of the program. */
export const eventSchema: z.ZodType<WatchEvent> = z.discriminatedUnion('kind', [
  probe,
  ...evidence,
  surroundings,
  archive,
  tick,
]);
