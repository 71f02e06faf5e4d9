import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Concern } from '@postgres-ha/incident';
import { openOutbox, openSinks, readNotifySettings, startDispatch } from '@postgres-ha/notification';
import { eventually, type HttpFault, type HttpRequest } from '@postgres-ha/testkit';
import { startFakeEvents } from '@postgres-ha/testkit/fake-events';
import { startFakeGitHub } from '@postgres-ha/testkit/fake-github';
import { FAKE_SLACK_CHANNEL, FAKE_SLACK_TOKEN, startFakeSlack } from '@postgres-ha/testkit/fake-slack';
import { expect, test } from 'vitest';
import { FAULTS } from './faults.ts';
import { hurriedClock } from './hurried-clock.ts';
import { OPENED_AT, openIncident } from './incident-life.ts';

const REPOSITORY = 'acme/databases';
const ROUTING_KEY = '0123456789abcdef0123456789abcdef';
const TIMES = 200;
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

type FaultOf = (request: HttpRequest) => HttpFault | undefined;

/** A third of the first requests of each server fails, in an order that the seed decides; what hangs is for other tests. */
function faultsFrom(seed: number): FaultOf {
  let state = seed * 2_654_435_761;
  const faults = FAULTS.map(([, fault]) => fault).filter(({ kind }) => kind !== 'hang');
  return ({ index }) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const choice = state >>> 8;
    return index < 60 && choice % 3 === 0 ? faults[choice % faults.length] : undefined;
  };
}

function concern(more: Partial<Concern>): Concern {
  return { ...openIncident().concern, ...more };
}

/** What a watch sees, second by second: worse, over, back, over. */
const LOOKS: readonly (readonly [seconds: number, concerns: readonly Concern[]])[] = [
  [0, [concern({ severity: 'warning' })]],
  [20, [concern({ severity: 'critical', title: 'Two primaries of production/orders take writes' })]],
  ...[60, 70, 80].map((seconds) => [seconds, []] as const),
  [200, [concern({ severity: 'critical', title: 'Two primaries of production/orders take writes' })]],
  ...[300, 310, 320].map((seconds) => [seconds, []] as const),
];

test.each([1, 2, 3])(
  'one incident is one message, one issue and one page, and is over everywhere, whatever a third of the requests meets (%i)',
  async (seed) => {
    const { clock, sinkClock, now } = hurriedClock(OPENED_AT, { times: TIMES });
    await using stack = new AsyncDisposableStack();
    const slack = stack.use(await startFakeSlack({ now, rateLimitedBy: now, faultOf: faultsFrom(seed) }));
    const events = stack.use(await startFakeEvents({ routingKey: ROUTING_KEY, faultOf: faultsFrom(seed + 100) }));
    const github = stack.use(
      await startFakeGitHub({
        repositories: [{ name: REPOSITORY, members: { keeper: 'write' } }],
        tokens: [{ token: 'ghp_keeper0123456789', login: 'keeper', scopes: ['repo'] }],
        now: () => now().getTime(),
        faultOf: faultsFrom(seed + 200),
      }),
    );
    const settings = readNotifySettings(
      `sinks:
  - { kind: slack, channel: ${FAKE_SLACK_CHANNEL}, token: { env: SLACK }, url: "${slack.url}" }
  - { kind: pagerduty, routingKey: { env: PAGER }, url: "${events.url}" }
  - { kind: github, repository: ${REPOSITORY}, token: { env: GITHUB }, url: "${github.url}" }
  - { kind: webhook, url: "http://127.0.0.1:9/", name: never-there }
`,
      { file: 'notify.yaml' },
    );
    if (settings.kind === 'refused') throw new Error(inspect(settings.problems));
    const sinks = await openSinks(settings.value, {
      file: 'notify.yaml',
      env: { SLACK: FAKE_SLACK_TOKEN, PAGER: ROUTING_KEY, GITHUB: 'ghp_keeper0123456789' },
      readFile: () => Promise.reject(new Error('no files here')),
      clock: sinkClock,
    });
    if (sinks.kind === 'refused') throw new Error(inspect(sinks.problems));

    const directory = await mkdtemp(join(tmpdir(), 'everywhere-'));
    stack.defer(() => rm(directory, { recursive: true, force: true }));
    const outbox = stack.use(await openOutbox({ directory, clock, log: SILENT }));
    const stopping = new AbortController();
    const dispatch = await startDispatch({
      outbox,
      sinks: sinks.value,
      clock,
      random: () => 0.5,
      log: SILENT,
      signal: stopping.signal,
    });
    stack.defer(async () => {
      stopping.abort();
      await dispatch.ended;
    });

    const began = now().getTime();
    for (const [seconds, concerns] of LOOKS) {
      await clock.wait(began + seconds * 1000 - now().getTime(), stopping.signal);
      await outbox.advance({
        // the moment that was meant, however late this machine is
        at: new Date(began + seconds * 1000),
        source: 'production/orders',
        concerns,
        complete: true,
      });
    }
    await eventually(
      'all that are there show that it is over',
      () => {
        const shown = dispatch.status().filter(({ name }) => name !== 'never-there');
        return Promise.resolve(shown.every(({ waiting }) => waiting === 0) || undefined);
      },
      { timeoutMs: 120_000, intervalMs: 20 },
    );

    const [incident, ...others] = outbox.shown();
    expect(others).toEqual([]);
    expect(incident?.status).toBe('resolved');
    const [message, ...moreMessages] = slack.messages();
    expect(moreMessages).toEqual([]);
    expect(message?.text).toMatch(/^Resolved: /);
    const told = slack.replies(message?.ts ?? '').map(({ metadata }) => metadata?.event_payload['part']);
    expect(told).toEqual(incident?.timeline.map(({ number }) => number));
    const issues = github.repository(REPOSITORY).issues();
    expect(issues.map(({ state }) => state)).toEqual(['closed']);
    expect(github.violations).toEqual([]);
    // as many as there were openings, if it was fast enough to see them all
    expect(events.pages.length).toBeGreaterThan(0);
    expect(events.pages.every(({ status }) => status === 'resolved')).toBe(true);
    expect(dispatch.status().find(({ name }) => name === 'never-there')).toMatchObject({
      state: 'failing',
      waiting: 1,
    });
  },
  180_000,
);
