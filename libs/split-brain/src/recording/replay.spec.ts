import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concernsOf } from '../concerns/concerns-of.ts';
import { judge } from '../judgement/judge.ts';
import type { Judgement } from '../judgement/judgement.ts';
import { learn } from '../judgement/learn.ts';
import { beginWatch } from '../judgement/watch.ts';
import type { WatchedCluster } from '../judgement/watched-cluster.ts';
import type { MemberAnswer, ProbeObservation } from '../observation/probe.ts';
import type { WatchEvent } from '../observation/watch-event.ts';
import { readRecording, type Recording } from './read-recording.ts';
import { replay } from './replay.ts';
import { recordingHeader, recordLine } from './write-recording.ts';

const cluster: WatchedCluster = {
  name: 'production/orders',
  members: [
    { name: 'orders-1', claim: 'member' },
    { name: 'orders-2', claim: 'member' },
  ],
  probeIntervalMs: 500,
  smartShutdownSeconds: 180,
};

interface Seen {
  readonly at: number;
  readonly member: string;
  readonly answer: Partial<MemberAnswer> | null;
}

function probe({ at, member, answer }: Seen): ProbeObservation {
  return {
    kind: 'probe',
    observer: 'o1',
    member,
    sent: at,
    received: at + 2,
    via: 'session',
    session: answer === null ? null : `${member}/1`,
    outcome: answer === null ? 'timeout' : 'answered',
    code: null,
    answer:
      answer === null
        ? null
        : {
            systemIdentifier: '7312345678901234567',
            inRecovery: false,
            readOnlyByDefault: false,
            postmasterStartedAt: member === 'orders-1' ? '1764118800000000' : '1764118801000000',
            timeline: answer.inRecovery === true ? null : 1,
            lsn: '0/3000148',
            receivedLsn: null,
            nextTransactionId: '739',
            receiver: null,
            details: null,
            ...answer,
          },
  };
}

const standby: Partial<MemberAnswer> = {
  inRecovery: true,
  receivedLsn: '0/3000148',
  receiver: { status: 'streaming', timeline: 1, senderHost: 'orders-1', senderPort: 5432 },
};
const tick = (at: number): WatchEvent => ({ kind: 'tick', observer: 'o1', received: at });

/** As the live loop does it: each event is learnt, and judged at the latest instant. */
function live(events: readonly WatchEvent[]): readonly Judgement[] {
  let watch = beginWatch(cluster);
  let now = -Infinity;
  return events.map((event) => {
    now = Math.max(now, event.received);
    const judged = judge(learn(watch, event), now);
    watch = judged.watch;
    return judged.judgement;
  });
}

function recorded(events: readonly WatchEvent[]): Recording {
  const header = recordingHeader(cluster, { observer: 'o1', startedAt: new Date('2026-11-26T01:00:00Z') });
  const read = readRecording(header + events.map(recordLine).join(''));
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  return read.recording;
}

const promoted: readonly WatchEvent[] = [
  probe({ at: 10, member: 'orders-1', answer: {} }),
  probe({ at: 20, member: 'orders-2', answer: standby }),
  tick(30),
  probe({ at: 510, member: 'orders-1', answer: { nextTransactionId: '745' } }),
  probe({ at: 520, member: 'orders-2', answer: { timeline: 2 } }),
  probe({ at: 530, member: 'orders-1', answer: { nextTransactionId: '746' } }),
  tick(600),
  tick(700),
];

test('a recording of a second primary yields the proof again, and nothing twice', () => {
  const states = [...replay(recorded(promoted))].map(({ state }) => state);
  expect(states[0]).toBe('starting');
  expect(states.at(-1)).toBe('dual-writable');
  expect(states.filter((state) => state === 'dual-writable')).toHaveLength(1);
});

test('what a replay says makes the same concerns as what was said live', () => {
  const options = { runbooks: null };
  const replayed = [...replay(recorded(promoted), { yields: 'all' })].map((judgement) =>
    concernsOf(judgement, options),
  );
  expect(replayed).toEqual(live(promoted).map((judgement) => concernsOf(judgement, options)));
  expect(replayed.at(-1)).toMatchObject([{ kind: 'split-brain/dual-writable', severity: 'critical' }]);
});

test('a replay up to an instant knows nothing of what came after it', () => {
  const states = [...replay(recorded(promoted), { upTo: 525 })].map(({ state }) => state);
  expect(states).not.toContain('dual-writable');
});

const answer = fc.oneof(
  fc.constant(null),
  fc.constant(standby),
  fc.record({
    timeline: fc.integer({ min: 1, max: 3 }),
    nextTransactionId: fc.nat({ max: 999 }).map(String),
    postmasterStartedAt: fc.constantFrom('1', '2'),
  }),
);
const anyEvents = fc.array(
  fc.oneof(
    fc
      .record({ at: fc.nat({ max: 20_000 }), member: fc.constantFrom('orders-1', 'orders-2'), answer })
      .map((seen) => probe(seen)),
    fc.nat({ max: 20_000 }).map(tick),
  ),
  { maxLength: 40 },
);

test('whatever was seen in whatever order, a replay judges as it was judged live', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const replayed = [...replay(recorded(events), { yields: 'all' })];
      expect(JSON.parse(JSON.stringify(replayed))).toEqual(JSON.parse(JSON.stringify(live(events))));
    }),
  );
});

test('changes are those of all judgements that say something new', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const all = [...replay(recorded(events), { yields: 'all' })];
      const changes = [...replay(recorded(events))];
      expect(changes.length).toBeLessThanOrEqual(all.length);
      expect(changes.map(({ state }) => state).filter((state, at, list) => state !== list[at - 1])).toEqual(
        all.map(({ state }) => state).filter((state, at, list) => state !== list[at - 1]),
      );
    }),
  );
});

test('whatever was judged, concerns have a key of their own each, and whole texts', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      for (const judgement of replay(recorded(events))) {
        const concerns = concernsOf(judgement, { runbooks: 'https://example.org' });
        expect(new Set(concerns.map(({ key }) => key)).size).toBe(concerns.length);
        expect(JSON.stringify(concerns)).not.toMatch(/undefined|NaN|Infinity|"text":""/);
      }
    }),
  );
});
