import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { githubRig, REPOSITORY, TOKEN } from './github-rig.ts';
import { incidentAfter } from './incident-life.ts';

const OPENED = incidentAfter(['opened']);
const CHANGED = incidentAfter(['opened', 'changed']);
const AGAIN = incidentAfter(['opened', 'changed', 'changed']);
const RESOLVED = incidentAfter(['opened', 'changed', 'resolved']);
const BACK = incidentAfter(['opened', 'changed', 'resolved', 'reopened']);

describe('what people do to an issue stands', () => {
  test('a critical incident that is closed while it lasts is opened again once, with a comment, and then left', async () => {
    await using rig = await githubRig();
    await rig.deliver(OPENED);
    rig.people.editIssue(1, { state: 'closed', by: 'ada' });
    await rig.deliver(CHANGED);
    expect(rig.people.issues()[0]?.state).toBe('open');
    expect(rig.comments()).toEqual([expect.stringContaining('reopened, this once')]);
    rig.people.editIssue(1, { state: 'closed', by: 'ada' });
    await rig.deliver(AGAIN);
    await rig.deliver(AGAIN);
    expect(rig.people.issues()[0]).toMatchObject({ state: 'closed', closedBy: 'ada' });
    expect(rig.people.issues()[0]?.body).toContain('changed at step 3');
    expect(rig.comments()).toHaveLength(1);
  });

  test('one that is not critical stays closed, and that is said once', async () => {
    await using rig = await githubRig();
    await rig.deliver(incidentAfter(['opened'], { severity: 'warning' }));
    rig.people.editIssue(1, { state: 'closed', reason: 'not_planned', by: 'ada' });
    await rig.deliver(incidentAfter(['opened', 'changed'], { severity: 'warning' }));
    await rig.deliver(incidentAfter(['opened', 'changed', 'changed'], { severity: 'warning' }));
    expect(rig.people.issues()[0]).toMatchObject({ state: 'closed', stateReason: 'not_planned' });
    expect(rig.comments()).toEqual([expect.stringContaining('It stays closed')]);
  });

  test('when it comes back, it is opened again, whoever closed it', async () => {
    await using rig = await githubRig();
    await rig.deliver(OPENED);
    rig.people.editIssue(1, { state: 'closed', by: 'ada' });
    await rig.deliver(RESOLVED);
    expect(rig.people.issues()[0]).toMatchObject({ state: 'closed', closedBy: 'ada' });
    await rig.deliver(BACK);
    expect(rig.people.issues()[0]?.state).toBe('open');
  });

  test('whoever opens it again after it is over keeps it open', async () => {
    await using rig = await githubRig();
    await rig.deliver(OPENED);
    await rig.deliver(RESOLVED);
    rig.people.editIssue(1, { state: 'open', by: 'ada' });
    await rig.deliver(incidentAfter(['opened', 'changed', 'resolved', 'acknowledged']));
    expect(rig.people.issues()[0]?.state).toBe('open');
  });

  test('text around the section, a title and labels of their own are kept', async () => {
    await using rig = await githubRig();
    await rig.deliver(OPENED);
    const body = rig.people.issues()[0]?.body ?? '';
    rig.people.editIssue(1, {
      by: 'ada',
      title: 'Orders is on fire',
      body: `On call: Ada\r\n\r\n${body.replaceAll('\n', '\r\n')}\r\n\r\nNotes: none yet`,
      labels: ['incident', 'severity/critical', 'team/orders'],
    });
    await rig.deliver(incidentAfter(['opened', 'better'], { severity: 'warning' }));
    const [issue] = rig.people.issues();
    expect(issue?.title).toBe('Orders is on fire');
    expect(issue?.body?.startsWith('On call: Ada\r\n\r\n<!-- postgres-ha:incident')).toBe(true);
    expect(issue?.body?.endsWith('\r\n\r\nNotes: none yet')).toBe(true);
    expect(issue?.body).toContain('better at step 2');
    expect(issue?.labels).toEqual(['incident', 'team/orders', 'severity/warning']);
  });

  test('a label that they took away does not come back, and a section does', async () => {
    await using rig = await githubRig();
    await rig.deliver(OPENED);
    rig.people.editIssue(1, { by: 'ada', labels: [], body: 'Ours now.' });
    await rig.deliver(CHANGED);
    const [issue] = rig.people.issues();
    expect(issue?.labels).toEqual([]);
    expect(issue?.body).toMatch(/^<!-- postgres-ha:incident [^]*<!-- postgres-ha:end -->\n\nOurs now\.$/);
  });

  test('a body that people have filled is left as it is; comments still come', async () => {
    await using rig = await githubRig();
    await rig.deliver(OPENED);
    const filled = 'x'.repeat(65_500);
    rig.people.editIssue(1, { by: 'ada', body: filled });
    await rig.deliver(incidentAfter(['opened', 'worse']));
    expect(rig.people.issues()[0]?.body).toBe(filled);
    expect(rig.comments()).toHaveLength(1);
  });

  test('one that is deleted while it is critical is made again once; one that is over is left', async () => {
    await using rig = await githubRig();
    await rig.deliver(OPENED);
    rig.people.deleteIssue(1);
    await rig.deliver(CHANGED);
    expect(rig.people.issues().map(({ number }) => number)).toEqual([2]);
    rig.people.deleteIssue(2);
    await rig.deliver(AGAIN);
    await rig.deliver(RESOLVED);
    expect(rig.people.issues()).toEqual([]);
    await rig.deliver(BACK);
    expect(rig.people.issues().map(({ number }) => number)).toEqual([3]);
  });

  test('one that is transferred is followed, and so is a repository that is renamed', async () => {
    await using rig = await githubRig();
    await rig.deliver(OPENED);
    const moved = rig.people.transferIssue(1, 'acme/elsewhere');
    await rig.deliver(incidentAfter(['opened', 'worse']));
    const elsewhere = rig.github.repository('acme/elsewhere');
    expect(elsewhere.comments(moved.number)).toHaveLength(1);
    await rig.deliver(incidentAfter(['opened', 'worse', 'resolved']));
    expect(elsewhere.issues()[0]?.state).toBe('closed');
    expect(rig.people.issues()).toEqual([]);
    rig.people.rename('stores');
    rig.forgetProgress();
    await rig.deliver({ ...OPENED, id: 'fedcba9876543210' }, { sink: rig.sink() });
    expect(rig.people.issues()).toHaveLength(1);
    expect(rig.github.violations).toEqual([]);
  });

  test('an account that may only read writes what it may: without labels, and without comments where it is locked', async () => {
    await using rig = await githubRig({ repositories: [{ name: REPOSITORY, members: { ada: 'admin' } }] });
    await rig.deliver(OPENED);
    rig.people.lockIssue(1);
    await rig.deliver(incidentAfter(['opened', 'worse']));
    expect(rig.comments()).toEqual([]);
    await rig.deliver(incidentAfter(['opened', 'worse', 'resolved']));
    expect(rig.people.issues()).toMatchObject([{ state: 'closed', labels: [] }]);
    expect(rig.people.issues()[0]?.body).toContain('resolved at step 3');
  });

  test('the marker of somebody else is not believed, in a list or under a number', async () => {
    await using rig = await githubRig({ lag: { ms: 20_000 } });
    await rig.deliver(OPENED);
    const { title, body } = rig.people.issues()[0] ?? { title: '', body: '' };
    rig.people.deleteIssue(1);
    rig.forgetProgress();
    rig.people.openIssue({ title, body: body ?? '', by: 'mallory' });
    rig.pass(60_000);
    let forged = false;
    rig.github.setFaults(({ method, path }) => {
      if (forged || method !== 'POST' || !path.endsWith('/issues')) return undefined;
      forged = true;
      rig.people.openIssue({ title, body: body ?? '', by: 'mallory' });
      return { kind: 'reset', when: 'before' };
    });
    await rig.deliver(OPENED);
    expect(rig.people.issues().map(({ author }) => author)).toEqual(['mallory', 'mallory', 'keeper']);
  });

  test('what writes does not follow to another address: it asks where that is, and tries again', async () => {
    let led = 0;
    await using rig = await githubRig({
      faultOf: ({ method, path }) =>
        method === 'POST' && path.endsWith('/issues') && led++ === 0
          ? { kind: 'answer', status: 301, headers: { location: `/repos/${REPOSITORY}/issues` }, body: '{}' }
          : undefined,
    });
    const said = await rig.deliver(OPENED);
    expect(said.map(({ kind, message }) => [kind, message.includes('moved')])).toEqual([['later', true]]);
    expect(rig.people.issues()).toHaveLength(1);
  });
});

describe('one issue, whatever is lost', () => {
  test('issues that are turned off for a while are no issue that was deleted', async () => {
    await using rig = await githubRig();
    await rig.deliver(incidentAfter(['opened'], { severity: 'warning' }));
    let asked = 0;
    rig.people.set({ hasIssues: false });
    rig.github.setFaults(() => {
      if (asked++ === 3) rig.people.set({ hasIssues: true });
      return undefined;
    });
    const said = await rig.deliver(incidentAfter(['opened', 'changed'], { severity: 'warning' }));
    expect(said.map(({ kind }) => kind)).toContain('refused');
    expect(rig.people.issues()).toMatchObject([
      { number: 1, body: expect.stringContaining('changed at step 2') as string },
    ]);
  });

  test('without its progress it finds the issue again, and says nothing twice', async () => {
    await using rig = await githubRig({ lag: { ms: 20_000 } });
    await rig.deliver(OPENED);
    await rig.deliver(incidentAfter(['opened', 'worse']));
    rig.pass(60_000);
    rig.forgetProgress();
    await rig.deliver(incidentAfter(['opened', 'worse', 'resolved']));
    expect(rig.people.issues()).toMatchObject([{ number: 1, state: 'closed' }]);
    expect(rig.comments()).toHaveLength(2);
  });

  test('in a list that never shows it, it is found by its number', async () => {
    await using rig = await githubRig({
      lag: { ms: 3_600_000 },
      faultOf: ({ method, path }) =>
        method === 'POST' && path.endsWith('/issues') ? { kind: 'reset', when: 'after' } : undefined,
    });
    rig.people.openIssue({ title: 'another', by: 'ada' });
    rig.people.deleteIssue(1);
    await rig.deliver(OPENED);
    expect(rig.people.issues().map(({ number }) => number)).toEqual([2]);
  });

  test('the same trouble long after is another issue', async () => {
    await using rig = await githubRig();
    await rig.deliver(OPENED);
    await rig.deliver(RESOLVED);
    await rig.deliver({ ...OPENED, openedAt: '2026-12-24T01:00:00.000Z' });
    expect(rig.people.issues().map(({ state }) => state)).toEqual(['closed', 'open']);
  });

  test('one that was over before anybody could be told is opened and closed', async () => {
    await using rig = await githubRig();
    await rig.deliver(RESOLVED);
    expect(rig.people.issues()).toMatchObject([{ state: 'closed' }]);
    expect(rig.comments()).toEqual([]);
  });
});

describe('an app, and the self-test', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const app = (issues: 'read' | 'write') => ({
    id: 42,
    slug: 'keeper-app',
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    installations: [
      { id: 7, account: 'acme', repositories: ['databases'], permissions: { issues, metadata: 'read' as const } },
    ],
  });
  const auth = {
    kind: 'app',
    appId: 42,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    installationId: 7,
  } as const;
  const signal = AbortSignal.timeout(900_000);

  test('an app writes as itself', async () => {
    await using rig = await githubRig({ apps: [app('write')], now: Date.now });
    const sink = rig.sink({}, auth);
    await sink.selfTest({ signal });
    await rig.deliver(OPENED, { sink });
    await rig.deliver(RESOLVED, { sink });
    expect(rig.people.issues()).toMatchObject([{ author: 'keeper-app[bot]', state: 'closed' }]);
    expect(rig.github.violations).toEqual([]);
  });

  test('it tells nobody anything when it tests itself', async () => {
    await using rig = await githubRig();
    await rig.sink().selfTest({ signal });
    expect(rig.github.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  test.each([
    { name: 'a token that is wrong', options: { tokens: [] }, says: /unauthorized.*Give a valid one/ },
    {
      name: 'a repository that it cannot see',
      options: { repositories: [{ name: REPOSITORY, private: true }] },
      says: /not-found.*Name a repository that exists/,
    },
    {
      name: 'issues that are turned off',
      options: { repositories: [{ name: REPOSITORY, hasIssues: false, members: { keeper: 'write' as const } }] },
      says: /Issues are turned off/,
    },
    {
      name: 'an archive',
      options: { repositories: [{ name: REPOSITORY, archived: true, members: { keeper: 'write' as const } }] },
      says: /archived/,
    },
    {
      name: 'an account that may only read',
      options: { repositories: [{ name: REPOSITORY, members: { keeper: 'read' as const } }] },
      says: /may not label or close/,
    },
    {
      name: 'an app that may only read',
      options: { apps: [app('read')], now: Date.now },
      auth,
      says: /may not write issues/,
    },
  ])('$name is found, and what to do is said', async ({ options, auth: as, says }) => {
    await using rig = await githubRig(options);
    const refused = rig.sink({}, as ?? { kind: 'token', token: TOKEN }).selfTest({ signal });
    await expect(refused).rejects.toMatchObject({
      name: 'SinkError',
      kind: 'refused',
      message: expect.stringMatching(says) as string,
    });
  });
});
