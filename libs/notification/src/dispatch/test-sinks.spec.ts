import { SinkError, type IncidentSink } from '@postgres-ha/incident';
import { fakeClock } from '@postgres-ha/worker-runtime/examples';
import { expect, test } from 'vitest';
import { exampleLog, START, type LogLine } from '../example-outbox.ts';
import { testSinks } from './test-sinks.ts';

function sinkThat(name: string, selfTest: IncidentSink['selfTest']): IncidentSink {
  return { name, selfTest, deliver: () => Promise.resolve() };
}

const NO_TOKEN = new SinkError('refused', 'slack: Slack refused auth.test: invalid_auth.');

test('sinks are tested at once and from time to time, and what changes is logged', async () => {
  const [clock, stopping, lines] = [fakeClock(START), new AbortController(), [] as LogLine[]];
  let works = false;
  const tests = testSinks(
    [
      sinkThat('slack', () => (works ? Promise.resolve() : Promise.reject(NO_TOKEN))),
      sinkThat('silent', () => new Promise(() => undefined)),
      sinkThat('odd', () => Promise.reject(new TypeError('https://hooks.example.org/with-a-secret'))),
    ],
    { clock, log: exampleLog(lines), signal: stopping.signal },
  );
  expect(tests.state('slack')).toBeUndefined();
  await clock.pass(25_000);
  const failed = (sink: string, because: string): LogLine => ({
    ...{ level: 'error', event: 'sink-test-failed' },
    fields: { sink, because },
  });
  expect(lines).toEqual([
    failed('slack', NO_TOKEN.message),
    failed('odd', 'a fault of the sink: TypeError'),
    failed('silent', 'no answer within 20 s'),
  ]);
  works = true;
  await clock.pass(30_000);
  expect(lines.slice(3)).toEqual([{ level: 'info', event: 'sink-test-passed', fields: { sink: 'slack' } }]);
  expect(['slack', 'silent', 'odd'].map(tests.state)).toEqual(['passed', 'failed', 'failed']);
  works = false;
  await clock.pass(300_000);
  expect(lines.at(-1)).toEqual(failed('slack', NO_TOKEN.message));
  stopping.abort();
  await tests.ended;
});
