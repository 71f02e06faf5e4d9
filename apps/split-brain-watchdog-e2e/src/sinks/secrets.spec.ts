import { inspect } from 'node:util';
import { SinkError, type Incident, type IncidentSink } from '@postgres-ha/incident';
import { openSinks, readNotifySettings } from '@postgres-ha/notification';
import { startFaultyServer, type HttpFault } from '@postgres-ha/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OPENED_AT, openIncident } from './incident-life.ts';
import { testClock } from './test-clock.ts';

const ENV = {
  SLACK: 'xoxb-11111111-slacksecret',
  PAGER: 'pagersecret0000000000000000000000',
  BEARER: 'bearersecret-1234',
  PASSWORD: 'basicsecret-5678',
  GITHUB: 'github_pat_11SECRETSECRET',
  SIGNING: 'signingsecret-9012',
};
const DSN_PASSWORD = 'dsn-password-3456';
/** As an error message of PostgreSQL, or of a client of it, may carry them. */
const LEAKS = [
  `connection to postgres://app:${DSN_PASSWORD}@db:5432/orders failed`,
  `host=db user=app password=${DSN_PASSWORD} sslmode=verify-full`,
  `host=db password='${DSN_PASSWORD}' dbname=orders`,
  ...Object.values(ENV).map((secret) => `seen in a log: ${secret}`),
];

function settings(url: string): string {
  return `sinks:
  - { kind: slack, channel: C0000000001, token: { env: SLACK }, url: "${url}/api/" }
  - { kind: alertmanager, url: "${url}", basic: { user: me, password: { env: PASSWORD } } }
  - { kind: pagerduty, routingKey: { env: PAGER }, url: "${url}/pd" }
  - { kind: webhook, url: "${url}/hook", bearer: { env: BEARER }, signingSecret: { env: SIGNING } }
  - { kind: github, repository: acme/databases, token: { env: GITHUB }, url: "${url}/github" }
`;
}

/** Every text of it carries something that must not leave. */
function leaking(words: readonly string[]): Incident {
  const all = words.join(' — ');
  const { concern } = openIncident();
  return openIncident({
    concern: {
      ...concern,
      title: all,
      summary: all,
      evidence: [{ label: all, text: all }],
      lists: [{ title: all, lines: [...words], complete: true }],
      nextSteps: [all],
    },
    timeline: [{ number: 1, at: OPENED_AT, kind: 'opened', text: all }],
  });
}

async function sinksAt(url: string): Promise<readonly IncidentSink[]> {
  const read = readNotifySettings(settings(url), { file: 'notify.yaml' });
  if (read.kind === 'refused') throw new Error(inspect(read.problems));
  const opened = await openSinks(read.value, {
    file: 'notify.yaml',
    env: ENV,
    readFile: () => Promise.reject(new Error('no files here')),
    clock: testClock(OPENED_AT),
  });
  if (opened.kind === 'refused') throw new Error(inspect(opened.problems));
  return opened.value;
}

/** Servers that repeat what they got, as proxies do in their error pages. */
const fault = fc.constantFrom<HttpFault['kind'] | 'echo'>('reset', 'echo');

test('no secret is in a body, a saved progress, a name or an error, whatever the incident says and the server answers', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.subarray(LEAKS, { minLength: 1 }),
      fc.string(),
      fault,
      fc.constantFrom(200, 400, 401, 429, 500),
      async (leaks, other, kind, status) => {
        await using server = await startFaultyServer({
          answer: ({ headers, body }) => ({ status, body: JSON.stringify({ ok: false, error: body, headers }) }),
          faultOf: () => (kind === 'reset' ? { kind: 'reset', when: 'before' } : undefined),
        });
        const shown: string[] = [];
        const { signal } = new AbortController();
        const tell = (error: unknown): void => {
          expect(error).toBeInstanceOf(SinkError);
          shown.push(inspect(error, { depth: 10 }), JSON.stringify(error));
        };
        for (const sink of await sinksAt(server.url)) {
          shown.push(sink.name, inspect(sink, { depth: 10 }));
          const save = (progress: unknown): Promise<void> => Promise.resolve(void shown.push(JSON.stringify(progress)));
          await sink.deliver(leaking([...leaks, other]), { progress: undefined, save, signal }).catch(tell);
          await sink.selfTest({ signal }).catch(tell);
        }
        expect(server.requests.length).toBeGreaterThan(4);
        for (const { path, body, headers } of server.requests) {
          // PagerDuty's key is part of what it is told; nothing else is
          const told = path.startsWith('/api/') ? [...new URLSearchParams(body).values()].join('\n') : body;
          shown.push(path, told.replace(`"routing_key":"${ENV.PAGER}"`, ''));
          const { authorization, ...rest } = headers;
          expect(authorization ?? 'none').toMatch(/^(?:none|[Bb]earer |Basic |token )/);
          shown.push(JSON.stringify(rest));
        }
        for (const secret of [...Object.values(ENV), DSN_PASSWORD]) expect(shown.join('\n')).not.toContain(secret);
      },
    ),
    { numRuns: 20 },
  );
});
