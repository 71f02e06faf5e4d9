import { describe, expect, test } from 'vitest';
import { BRANCH, CLUSTER_FILE, deliveryRig, MONITORING_FILE, RENDERED_FILE, SELF, TARGET } from './delivery-rig.ts';

describe('a command in a comment', () => {
  test('opens one pull request with what it asks for, says so once, and writes no more than it has to', async () => {
    await using rig = await deliveryRig();
    const event = rig.ask(`/scale ${TARGET} instances=5`);
    expect(await rig.deliver(event)).toEqual({ kind: 'proposed', pullRequest: 2, made: 'created' });
    expect(rig.writes()).toEqual([
      'POST issues/comments/N/reactions',
      'POST git/trees',
      'POST git/commits',
      'POST git/refs',
      'POST pulls',
      'POST check-runs',
      'POST issues/1/comments',
      'POST issues/comments/N/reactions',
    ]);
    const [pullRequest] = rig.people.pullRequests();
    expect(pullRequest).toMatchObject({ number: 2, author: SELF, state: 'open', head: { branch: BRANCH } });
    expect(rig.people.reactions().map(({ content }) => content)).toEqual(['eyes', 'rocket']);
    expect(rig.said(1)).toHaveLength(1);
    expect(rig.said(1)[0]).toContain('/pull/2');
    expect(rig.check(pullRequest?.head.sha ?? '')).toBe('success');
    expect(rig.github.violations).toEqual([]);
  });

  test('changes the lines that it asks for and what is rendered from them, and nothing else', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(`/scale ${TARGET} instances=5`));
    const before = rig.people.files();
    const after = rig.people.files(BRANCH);
    const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
    expect(changed.toSorted()).toEqual([RENDERED_FILE, MONITORING_FILE, CLUSTER_FILE].toSorted());
    const lines = (text = ''): readonly string[] => text.split('\n');
    const old = new Set(lines(before.get(CLUSTER_FILE)));
    expect(lines(after.get(CLUSTER_FILE)).filter((line) => !old.has(line))).toEqual(['instances: 5']);
  });

  test.each([
    `/resize ${TARGET} storage=1Ti`,
    `/set ${TARGET} work_mem=16MB`,
    `/resources ${TARGET} cpu=4 memory=16Gi`,
    `/maintenance start ${TARGET} until=2026-11-27T06:00:00Z reason="new disks"`,
    `/backups ${TARGET} retention=60d`,
    `/service development/postgres-cluster name=ledger-svc connections=5`,
    '/freeze production reason="end of year" until=2027-01-04T00:00:00Z',
  ])('%s opens one pull request', async (body) => {
    await using rig = await deliveryRig();
    const outcome = await rig.deliver(rig.ask(body));
    expect(outcome, rig.said(1).join()).toMatchObject({ kind: 'proposed', made: 'created' });
    expect(rig.people.pullRequests()).toHaveLength(1);
    expect(rig.said(1)).toHaveLength(1);
    expect(rig.github.violations).toEqual([]);
  });

  test('is carried out once, however often it is delivered', async () => {
    await using rig = await deliveryRig();
    const event = rig.ask(`/scale ${TARGET} instances=5`);
    await rig.deliver(event);
    rig.forgetWrites();
    expect(await rig.deliver(event)).toEqual({ kind: 'nothing', because: 'answered-before' });
    expect(await rig.deliver(event)).toEqual({ kind: 'nothing', because: 'answered-before' });
    expect(rig.writes()).toEqual([]);
  });

  test('of two clusters opens one pull request for each, and gives one reply', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(`/scale ${TARGET} instances=5\n/scale staging/postgres-cluster instances=4`));
    expect(rig.people.pullRequests().map(({ head }) => head.branch)).toEqual([
      BRANCH,
      'postgres-ha/staging/postgres-cluster',
    ]);
    expect(rig.said(1)).toHaveLength(1);
  });

  test('of which one is held does the others, and says why not that one', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(`/scale ${TARGET} instances=5`));
    const event = rig.ask(`/scale ${TARGET} instances=7\n/scale staging/postgres-cluster instances=4`, 'grace');
    await rig.deliver(event);
    expect(rig.people.pullRequests()).toHaveLength(2);
    expect(rig.said(event.on.number)[0]).toContain('is held by');
  });

  test('that says what is so already opens nothing, and says so', async () => {
    await using rig = await deliveryRig();
    const instances = /^instances: (\d+)$/m.exec(rig.people.file(CLUSTER_FILE) ?? '')?.[1] ?? '';
    expect(await rig.deliver(rig.ask(`/scale ${TARGET} instances=${instances}`))).toEqual({
      kind: 'refused',
      because: 'not-planned',
    });
    expect(rig.people.branches()).toEqual(['main']);
    expect(rig.said(1)[0]).toContain(CLUSTER_FILE);
  });

  test.each([
    ['no command', 'Please /scale this, somebody.'],
    ['a command in a quote', `> /scale ${TARGET} instances=5`],
    ['a command in a code fence', `\`\`\`\n/scale ${TARGET} instances=5\n\`\`\``],
  ])('%s: nothing is done, and GitHub is not even asked', async (_, body) => {
    await using rig = await deliveryRig();
    const event = rig.ask(body);
    rig.forgetWrites();
    expect(await rig.deliver(event)).toEqual({ kind: 'nothing', because: 'no-command' });
    expect(rig.writes()).toEqual([]);
    expect(rig.people.reactions()).toEqual([]);
  });

  test('with a mistake in it does nothing, and the reply says where and what was expected', async () => {
    await using rig = await deliveryRig();
    expect(await rig.deliver(rig.ask(`/scale ${TARGET} instances=five`))).toEqual({
      kind: 'refused',
      because: 'mistaken',
    });
    expect(rig.people.branches()).toEqual(['main']);
    expect(rig.said(1)[0]).toContain('Line 1');
    expect(rig.people.reactions().map(({ content }) => content)).toEqual(['eyes', 'confused']);
  });

  test('/help is answered', async () => {
    await using rig = await deliveryRig();
    expect(await rig.deliver(rig.ask('/help scale'))).toEqual({ kind: 'answered' });
    expect(rig.said(1)[0]).toContain('/scale');
  });

  test.each(['/plan', '/render', '/override frozen reason="it is small"'])(
    '%s on an issue is answered with where it belongs',
    async (body) => {
      await using rig = await deliveryRig();
      expect(await rig.deliver(rig.ask(body))).toEqual({ kind: 'refused', because: 'needs-pull-request' });
      expect(rig.said(1)).toHaveLength(1);
    },
  );
});

describe('who may ask', () => {
  test.each(['reader', 'stranger'])('%s is refused, and nothing is written but the reply', async (by) => {
    await using rig = await deliveryRig({});
    const event = rig.ask(`/scale ${TARGET} instances=5`, by);
    expect(await rig.deliver(event)).toEqual({ kind: 'refused', because: 'not-permitted' });
    expect(rig.writes()).toEqual([
      'POST issues/comments/N/reactions',
      'POST issues/1/comments',
      'POST issues/comments/N/reactions',
    ]);
    expect(rig.said(1)[0]).toContain(by);
  });

  test('a permission that is taken away between asking and the first write ends it', async () => {
    await using rig = await deliveryRig();
    const event = rig.ask(`/scale ${TARGET} instances=5`);
    let looks = 0;
    rig.github.setFaults(({ path }) => {
      // the second look at the permission is the one before the first write
      if (path.endsWith('/collaborators/ada/permission') && ++looks === 2) rig.people.setPermission('ada', 'read');
      return undefined;
    });
    expect(await rig.deliver(event)).toEqual({ kind: 'refused', because: 'not-permitted' });
    expect(rig.people.branches()).toEqual(['main']);
    expect(rig.people.pullRequests()).toEqual([]);
  });

  test('a bot is not answered', async () => {
    await using rig = await deliveryRig();
    const event = rig.ask(`/scale ${TARGET} instances=5`);
    const asked = { ...event, author: { login: 'robot[bot]', kind: 'bot' } as const };
    expect(await rig.deliver(asked)).toEqual({ kind: 'nothing', because: 'not-a-person' });
  });

  test('a comment that was edited before it was read is refused', async () => {
    await using rig = await deliveryRig();
    const event = rig.ask(`/scale ${TARGET} instances=5`);
    rig.people.editComment(event.commentId, { body: `/scale ${TARGET} instances=9`, by: 'ada' });
    expect(await rig.deliver(event)).toEqual({ kind: 'refused', because: 'edited' });
    expect(rig.people.branches()).toEqual(['main']);
  });

  test('a comment that was deleted before it was read is left alone', async () => {
    await using rig = await deliveryRig();
    const event = rig.ask(`/scale ${TARGET} instances=5`);
    rig.people.deleteComment(event.commentId, 'ada');
    expect(await rig.deliver(event)).toEqual({ kind: 'nothing', because: 'gone' });
    expect(rig.writes()).toEqual([]);
  });
});

describe('a form', () => {
  test('is a command: one pull request, and a reply in its issue', async () => {
    await using rig = await deliveryRig();
    const body = `### Cluster\n\n${TARGET}\n\n### Instances\n\n5`;
    const labels = ['postgres-ha:scale'];
    const { number } = rig.people.openIssue({ title: 'Scale', body, labels, by: 'ada' });
    const outcome = await rig.deliver({
      kind: 'form',
      issue: number,
      author: { login: 'ada', kind: 'person' },
      title: 'Scale',
      body,
      labels,
      url: 'https://github.com/acme/databases/issues/1',
      at: rig.now(),
    });
    expect(outcome).toMatchObject({ kind: 'proposed', made: 'created' });
    expect(rig.said(number)).toHaveLength(1);
  });
});

test('what is typed into a workflow and cannot be is told in its log', async () => {
  await using rig = await deliveryRig();
  const told: unknown[] = [];
  const log = (level: string, event: string, fields: object): void => {
    if (level === 'warn') told.push({ event, ...fields });
  };
  const outcome = await rig.deliver(
    {
      ...{ kind: 'dispatch', key: 'run-1', body: `/resize ${TARGET} storage=1Gi`, url: 'https://example.com/1' },
      ...{ author: { login: 'ada', kind: 'person' }, at: rig.now() },
    },
    rig.bot({ log }),
  );
  expect(outcome).toEqual({ kind: 'refused', because: 'not-planned' });
  expect(told).toMatchObject([{ event: 'not-done', command: `/resize ${TARGET} storage=1Gi` }]);
  expect(JSON.stringify(told)).toMatch(/\*\*Refused.*storage/);
  expect(rig.people.pullRequests()).toEqual([]);
});
