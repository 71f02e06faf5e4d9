import type { SinkError } from '@postgres-ha/incident';
import { sampledMoments, type HttpFault } from '@postgres-ha/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { githubRig, TOKEN, type DeliverOptions, type GitHubRig } from './github-rig.ts';
import { COMMENTED, WHOLE_LIFE } from './incident-life.ts';

const SECOND_LIMIT = { 'retry-after': '70' };

const FAULTS: readonly (readonly [name: string, fault: HttpFault])[] = [
  ['500', { kind: 'answer', status: 500 }],
  [
    '502 of a proxy',
    { kind: 'answer', status: 502, headers: { 'content-type': 'text/html' }, body: '<html>bad gateway</html>' },
  ],
  ['503 with a time', { kind: 'answer', status: 503, headers: { 'retry-after': '5' } }],
  ['429', { kind: 'answer', status: 429, headers: SECOND_LIMIT, body: '{"message":"slow down"}' }],
  ['a secondary limit', { kind: 'answer', status: 403, headers: SECOND_LIMIT, body: '{"message":"slow down"}' }],
  ['500 after it was done', { kind: 'answer', status: 500, when: 'after' }],
  ['502 after it was done', { kind: 'answer', status: 502, when: 'after' }],
  ['reset before', { kind: 'reset', when: 'before' }],
  ['reset after it was done', { kind: 'reset', when: 'after' }],
  ['silence before', { kind: 'hang', when: 'before' }],
  ['silence after it was done', { kind: 'hang', when: 'after' }],
  ['slowness', { kind: 'slow', ms: 5 }],
];

/** Lists show nothing that is younger than this, while a look by number does. */
const LAG = { ms: 20_000 };

async function live(rig: GitHubRig, options: DeliverOptions = {}): Promise<void> {
  for (const incident of WHOLE_LIFE) {
    await rig.deliver(incident, options);
    rig.pass(60_000);
  }
}

/** Which entries of the timeline the comments are about. */
function commented(rig: GitHubRig): readonly number[] {
  return rig.comments().map((body) => Number(/ entry (\d+) -->$/.exec(body)?.[1]));
}

function expectOneIssue(rig: GitHubRig): void {
  const issues = rig.people.issues();
  expect(issues).toHaveLength(1);
  const title = 'production/orders: Two primaries take writes: orders-1 and orders-2';
  expect(issues[0]).toMatchObject({ state: 'closed', stateReason: 'completed', title });
  expect([...(issues[0]?.labels ?? [])].sort()).toEqual(['incident', 'severity/critical']);
  expect(commented(rig)).toEqual(COMMENTED);
  expect(rig.github.violations).toEqual([]);
}

describe('a whole life', () => {
  let requests = 0;
  let saves = 0;

  beforeAll(async () => {
    await using rig = await githubRig({ lag: LAG });
    await live(rig);
    expectOneIssue(rig);
    requests = rig.github.requests.length;
    saves = rig.saves();
    // enough for every step to be there
    expect(requests).toBeGreaterThan(20);
    expect(saves).toBeGreaterThan(10);
  });

  test.each(FAULTS)('%s at any request: one issue, each comment once, closed in the end', async (name, fault) => {
    for (const at of sampledMoments(requests, name)) {
      await using rig = await githubRig({ lag: LAG, faultOf: ({ index }) => (index === at ? fault : undefined) });
      await live(rig);
      expectOneIssue(rig);
    }
  });

  test.each(['before', 'after'] as const)(
    'killed %s any save: one issue, each comment once, closed in the end',
    async (when) => {
      for (const at of sampledMoments(saves, when)) {
        await using rig = await githubRig({ lag: LAG });
        await live(rig, { kill: { at, when } });
        expectOneIssue(rig);
      }
    },
  );

  test('answers that are lost one after the other, and lists that lag behind: still one issue', async () => {
    await using rig = await githubRig({
      lag: LAG,
      faultOf: ({ index, method }) =>
        method !== 'GET' && index % 3 !== 0 ? { kind: 'reset', when: 'after' } : undefined,
    });
    await live(rig);
    expectOneIssue(rig);
  });

  test('an hour of outage: nothing is lost, and nothing said twice', async () => {
    let backAt = 0;
    await using rig = await githubRig({
      lag: LAG,
      faultOf: () => (rig.now() < backAt ? { kind: 'answer', status: 503 } : undefined),
    });
    const said: SinkError[] = [];
    for (const incident of WHOLE_LIFE) {
      if (incident.revision === 2) backAt = rig.now() + 3_600_000;
      said.push(...(await rig.deliver(incident)));
    }
    expect(rig.now()).toBeGreaterThan(backAt);
    expect(new Set(said.map(({ kind }) => kind))).toEqual(new Set(['later']));
    expectOneIssue(rig);
  });

  test('limits are honoured to the second, and the same life comes to the same end', async () => {
    await using rig = await githubRig({ limits: { perHour: 25, createdPerMinute: 1, status: 429 } });
    const waits: (number | undefined)[] = [];
    for (const incident of WHOLE_LIFE)
      waits.push(...(await rig.deliver(incident)).map(({ retryAfterMs }) => retryAfterMs));
    expectOneIssue(rig);
    expect(waits.length).toBeGreaterThan(0);
    expect(waits.every((ms) => ms !== undefined && ms >= 1000 && ms <= 3_600_000)).toBe(true);
  });

  test('the token is in nothing that is said', async () => {
    const said: unknown[] = [];
    for (const [, fault] of FAULTS) {
      await using rig = await githubRig({ faultOf: ({ index }) => (index < 4 ? fault : undefined) });
      const [opened] = WHOLE_LIFE;
      if (opened !== undefined) said.push(...(await rig.deliver(opened)));
      said.push(rig.progress(), rig.people.issues(), rig.comments());
    }
    await using rig = await githubRig({ tokens: [] });
    const refused = await rig
      .sink()
      .selfTest({ signal: AbortSignal.timeout(120_000) })
      .catch((error: unknown) => error);
    said.push(refused);
    expect(refused).toMatchObject({ name: 'SinkError', kind: 'refused' });
    const texts = said.map((each) =>
      each instanceof Error ? `${each.message} ${each.stack ?? ''} ${String(each.cause)}` : JSON.stringify(each),
    );
    expect(texts.filter((text) => text.includes(TOKEN))).toEqual([]);
  });
});
