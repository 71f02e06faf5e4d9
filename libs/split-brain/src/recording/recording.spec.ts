import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WatchedCluster } from '../judgement/watched-cluster.ts';
import { PROBE_OUTCOMES } from '../observation/probe.ts';
import type { WatchEvent } from '../observation/watch-event.ts';
import { readRecording } from './read-recording.ts';
import { recordingHeader, recordLine } from './write-recording.ts';

const cluster: WatchedCluster = {
  name: 'production/orders',
  members: [
    { name: 'orders-1', claim: 'member' },
    { name: 'orders-2', claim: 'related' },
  ],
  probeIntervalMs: 500,
  smartShutdownSeconds: null,
};
const header = recordingHeader(cluster, { observer: 'o1', startedAt: new Date('2026-11-26T01:00:00Z') });
const tick: WatchEvent = { kind: 'tick', observer: 'o1', received: 1.5 };

const text = fc.string({ minLength: 1 });
const nullable = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value);
const instant = fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => value + 0);
const timeline = fc.integer({ min: 1, max: 0xffff_ffff });
const half = fc.nat({ max: 0xffff_ffff }).map((value) => value.toString(16).toUpperCase());
const lsn = fc.tuple(half, half).map((halves) => halves.join('/'));
const decimal = fc.bigInt(0n, 2n ** 64n - 1n).map(String);
const seen = { observer: text, received: instant };
const asked = { ...seen, member: text, sent: instant };
const answer = fc.record({
  systemIdentifier: nullable(decimal),
  inRecovery: fc.boolean(),
  readOnlyByDefault: fc.boolean(),
  postmasterStartedAt: decimal,
  timeline: nullable(timeline),
  lsn,
  receivedLsn: nullable(lsn),
  nextTransactionId: decimal,
  receiver: nullable(
    fc.record({
      status: text,
      timeline: nullable(timeline),
      senderHost: nullable(text),
      senderPort: nullable(fc.nat({ max: 65_535 })),
    }),
  ),
  details: nullable(
    fc.record({
      followers: fc.array(
        fc.record({
          application: text,
          address: nullable(text),
          state: text,
          syncState: text,
          flushLsn: nullable(lsn),
        }),
        { maxLength: 2 },
      ),
      otherClients: fc.nat(),
      waitingForSync: fc.nat(),
      synchronousStandbyNames: text,
    }),
  ),
});
const question = fc.oneof(
  fc.record({ kind: fc.constant('probe' as const), members: fc.array(text) }),
  fc.record({ kind: fc.constant('history' as const), member: text }),
  fc.record({ kind: fc.constant('fork-mark' as const), member: text, timeline, switchPoint: lsn }),
  fc.record(
    { kind: fc.constant('commits' as const), member: text, timeline, from: lsn, until: lsn },
    { requiredKeys: ['kind', 'member', 'timeline', 'from'] },
  ),
);
const anyEvent: fc.Arbitrary<WatchEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('probe'),
    ...asked,
    via: fc.constantFrom('session', 'side'),
    session: nullable(text),
    outcome: fc.constantFrom(...PROBE_OUTCOMES),
    answer: nullable(answer),
    code: nullable(text),
  }),
  fc.record({
    kind: fc.constant('history'),
    ...asked,
    systemIdentifier: decimal,
    timeline,
    lsn,
    ancestors: fc.array(fc.record({ timeline, switchPoint: lsn }), { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('fork-mark'), ...asked, timeline, switchPoint: lsn, mark: nullable(text) }),
  fc.record({
    kind: fc.constant('commits'),
    ...asked,
    timeline,
    from: lsn,
    until: lsn,
    commits: fc.array(fc.record({ transactionId: decimal, committedAt: text, lsn }), { maxLength: 3 }),
    count: fc.nat(),
    atLeast: fc.boolean(),
    relations: fc.array(fc.record({ name: text, records: fc.nat() }), { maxLength: 2 }),
    waitingForSync: fc.nat(),
  }),
  fc.record({ kind: fc.constant('no-evidence'), ...seen, question, because: text }),
  fc.record({
    kind: fc.constant('surroundings'),
    ...seen,
    reachable: fc.boolean(),
    currentPrimary: nullable(text),
    targetPrimary: nullable(text),
    labelledPrimary: fc.array(text, { maxLength: 2 }),
    endpoints: fc.array(text, { maxLength: 2 }),
    leaseHolder: nullable(text),
    fenced: fc.array(text, { maxLength: 2 }),
    hibernated: fc.boolean(),
    reconciliationDisabled: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('archive'),
    ...seen,
    newest: fc.array(fc.record({ timeline, segment: fc.constant('000000010000000000000007') }), { maxLength: 2 }),
    rewritten: fc.array(text, { maxLength: 2 }),
    systemIdentifiers: fc.array(decimal, { maxLength: 2 }),
    segmentSizeBytes: fc.constant(16_777_216),
  }),
  fc.record({ kind: fc.constant('tick'), ...seen }),
);
const anyEvents = fc.array(anyEvent, { maxLength: 8 });

test('what was recorded is read back to the letter', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      expect(readRecording(header + events.map(recordLine).join(''))).toEqual({
        kind: 'recording',
        recording: {
          header: {
            format: 'postgres-ha-split-brain',
            version: 1,
            cluster,
            observer: 'o1',
            startedAt: '2026-11-26T01:00:00.000Z',
          },
          events: JSON.parse(JSON.stringify(events)) as unknown,
          torn: null,
        },
      });
    }),
  );
});

test('each line has one line end, whatever names are', () => {
  fc.assert(fc.property(anyEvent, (event) => recordLine(event).indexOf('\n') === recordLine(event).length - 1));
});

test('cut anywhere behind its header, a recording has all whole lines, and says that the last one is torn', () => {
  fc.assert(
    fc.property(anyEvents, fc.double({ min: 0, max: 1, noNaN: true }), (events, share) => {
      const body = events.map(recordLine).join('');
      const kept = body.slice(0, Math.floor(body.length * share));
      const read = readRecording(header + kept);
      const tail = kept.slice(kept.lastIndexOf('\n') + 1);
      const whole = kept.split('\n').length - 1 + (tail.endsWith('}') && isJson(tail) ? 1 : 0);
      const torn = tail === '' || isJson(tail) ? null : { line: whole + 2 };
      expect(read).toMatchObject({ kind: 'recording', recording: { torn } });
      expect(read.kind === 'recording' && read.recording.events.length).toBe(whole);
    }),
  );
});

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function problemsOf(recording: string): unknown {
  const read = readRecording(recording);
  return read.kind === 'problems' ? read.problems : read.kind;
}

test('a torn line in the middle is a problem, with its number', () => {
  expect(problemsOf(`${header}{"kind":"ti\n${recordLine(tick)}`)).toMatchObject([
    { line: 2, field: '', found: '{"kind":"ti', expected: 'one JSON object' },
  ]);
});

test('a field that is not known is refused', () => {
  expect(problemsOf(`${header}{"kind":"tick","observer":"o1","received":1,"mood":"good"}\n`)).toMatchObject([
    {
      line: 2,
      found: 'unknown mood',
      expected: 'the fields of version 1',
      remedy: expect.stringContaining('version') as unknown,
    },
  ]);
});

test('a wrong value is named by its field, and so is every other one', () => {
  const bad = `${header}{"kind":"tick","observer":"o1","received":"late"}\n{"kind":"no-evidence","observer":"o1","received":1,"because":"x","question":{"kind":"history","member":7}}\n`;
  expect(problemsOf(bad)).toMatchObject([
    { line: 2, field: 'received', found: '"late"' },
    { line: 3, field: 'question.member', found: '7' },
  ]);
});

test('an event of a kind that is not known is refused', () => {
  expect(problemsOf(`${header}{"kind":"rumour"}\n`)).toMatchObject([{ line: 2, field: 'kind', found: '"rumour"' }]);
});

test.each([
  { name: 'an empty file', text: '' },
  { name: 'a header that was cut', text: header.slice(0, 20) },
  { name: 'events without a header', text: recordLine(tick) },
  { name: 'another version', text: header.replace('"version":1', '"version":2') },
  { name: 'a member twice', text: header.replace('orders-2', 'orders-1') },
])('$name is no recording, and it is said once, of line 1', ({ text: found }) => {
  expect(problemsOf(found)).toMatchObject([{ line: 1 }]);
});

test('no more than twenty problems are listed', () => {
  expect(problemsOf(header + '{}\n'.repeat(500))).toHaveLength(20);
});
