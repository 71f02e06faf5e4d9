import { describe, expect, test } from 'vitest';
import { BRANCH, deliveryRig, SELF, TARGET, type DeliveryRig } from './delivery-rig.ts';

const SCALE = `/scale ${TARGET} instances=5`;
const MINUTE = 60_000;

function tick(rig: DeliveryRig, options: Parameters<DeliveryRig['bot']>[0] = {}) {
  return rig.deliver({ kind: 'tick' }, rig.bot(options));
}

describe('a tick', () => {
  test('writes nothing where all is well', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    rig.forgetWrites();
    rig.pass(5 * MINUTE);
    expect(await tick(rig)).toMatchObject({ kind: 'kept-up', report: { reviewed: 1, updated: 0, failed: [] } });
    expect(rig.writes()).toEqual([]);
    expect(rig.github.violations).toEqual([]);
  });

  test('answers a comment that nobody told of, once', async () => {
    await using rig = await deliveryRig();
    rig.ask(SCALE);
    rig.pass(10 * MINUTE);
    expect(await tick(rig)).toMatchObject({ report: { answered: 1 } });
    expect(rig.people.pullRequests()).toHaveLength(1);
    expect(await tick(rig)).toMatchObject({ report: { answered: 0 } });
    expect(rig.said(1)).toHaveLength(1);
  });

  test.each<[string, (rig: DeliveryRig) => void]>([
    ['that was written just now', (rig) => rig.ask(SCALE)],
    [
      'that was edited',
      (rig) => {
        const { commentId } = rig.ask('hello');
        rig.pass(1000);
        rig.people.editComment(commentId, { body: SCALE, by: 'ada' });
        rig.pass(10 * MINUTE);
      },
    ],
    [
      'on an issue that is closed',
      (rig) => {
        const { on } = rig.ask(SCALE);
        rig.people.editIssue(on.number, { state: 'closed', by: 'ada' });
        rig.pass(10 * MINUTE);
      },
    ],
    [
      'of two days ago',
      (rig) => {
        rig.ask(SCALE);
        rig.pass(48 * 60 * MINUTE);
      },
    ],
  ])('leaves a comment alone %s', async (_, write) => {
    await using rig = await deliveryRig();
    write(rig);
    expect(await tick(rig)).toMatchObject({ report: { answered: 0 } });
    expect(rig.people.pullRequests()).toEqual([]);
  });

  test('answers a form that nobody told of', async () => {
    await using rig = await deliveryRig();
    const body = `### Cluster\n\n${TARGET}\n\n### Instances\n\n5`;
    rig.people.openIssue({ title: 'Scale', body, labels: ['postgres-ha:scale'], by: 'ada' });
    rig.pass(10 * MINUTE);
    expect(await tick(rig)).toMatchObject({ report: { answered: 1 } });
    expect(rig.people.pullRequests()).toHaveLength(1);
  });

  test('removes what the bot said twice, and leaves the oldest', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    const [said = ''] = rig.said(1);
    const [oldest] = rig.people.comments(1).filter(({ author }) => author === SELF);
    rig.pass(1000);
    rig.people.comment(1, { body: said, by: SELF });
    rig.people.comment(1, { body: said, by: 'ada' });
    expect(await tick(rig)).toMatchObject({ report: { removed: 1 } });
    const left = rig.people.comments(1).filter(({ body }) => body === said);
    expect(left.map(({ author }) => author)).toEqual([SELF, 'ada']);
    expect(left[0]?.id).toBe(oldest?.id);
  });

  test('deletes a branch of which no pull request came in time', async () => {
    await using rig = await deliveryRig();
    const event = rig.ask(SCALE);
    rig.github.setFaults(({ method, path }) =>
      method === 'POST' && path.endsWith('/pulls') ? { kind: 'answer', status: 502 } : undefined,
    );
    await rig.bot().handle(event, AbortSignal.timeout(60_000));
    rig.github.setFaults(undefined);
    // whoever asked thinks better of it
    rig.people.deleteComment(event.commentId, 'ada');
    expect(await tick(rig)).toMatchObject({ report: { swept: 0 } });
    expect(rig.people.branches()).toContain(BRANCH);
    rig.pass(16 * MINUTE);
    expect(await tick(rig)).toMatchObject({ report: { swept: 1 } });
    expect(rig.people.branches()).toEqual(['main']);
  });

  test('goes on with the others where one thing fails, and says which', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    await rig.deliver(rig.ask('/scale staging/postgres-cluster instances=4'));
    rig.github.setFaults(({ path }) => (path.endsWith('/pulls/2') ? { kind: 'answer', status: 500 } : undefined));
    const outcome = await tick(rig);
    expect(outcome).toMatchObject({
      kind: 'kept-up',
      report: { reviewed: 1, failed: [expect.stringContaining('review 2')] },
    });
  });

  test('comes again later where GitHub has had enough', async () => {
    await using rig = await deliveryRig();
    rig.github.setFaults(({ path }) =>
      path.includes('/pulls?') ? { kind: 'answer', status: 429, headers: { 'retry-after': '30' } } : undefined,
    );
    expect(await rig.bot().tick(AbortSignal.timeout(60_000))).toMatchObject({ kind: 'later', afterMs: 30_000 });
  });

  test('proposes to end maintenance that is overdue, and not again when that was turned down', async () => {
    await using rig = await deliveryRig();
    const until = new Date(rig.now().getTime() + 30 * MINUTE).toISOString().replace('.000Z', 'Z');
    await rig.deliver(rig.ask(`/maintenance start ${TARGET} until=${until} reason="new disks"`));
    rig.people.merge(2, { by: 'grace', deleteBranch: true });
    expect(await tick(rig)).toMatchObject({ report: { proposed: 0, failed: [] } });
    rig.pass(40 * MINUTE);
    expect(await tick(rig)).toMatchObject({ report: { proposed: 1, failed: [] } });
    const proposal = rig.people.pullRequests().at(-1);
    expect(proposal).toMatchObject({ state: 'open', head: { branch: BRANCH } });
    rig.people.editPullRequest(proposal?.number ?? 0, { state: 'closed', by: 'grace' });
    expect(await tick(rig)).toMatchObject({ report: { proposed: 0, failed: [] } });
    expect(rig.people.pullRequests()).toHaveLength(2);
  });
});

describe('the dashboard', () => {
  const dashboard = { title: 'Databases' };

  test('is one issue, which is written anew only where it says something else', async () => {
    await using rig = await deliveryRig();
    await tick(rig, { dashboard });
    const [issue] = rig.people.issues();
    expect(issue).toMatchObject({ author: SELF, title: 'Databases' });
    expect(issue?.body).toContain(TARGET);
    rig.forgetWrites();
    rig.pass(5 * MINUTE);
    await tick(rig, { dashboard });
    expect(rig.writes()).toEqual([]);
    await rig.deliver(rig.ask(SCALE));
    await tick(rig, { dashboard });
    expect(rig.people.issues().filter(({ author }) => author === SELF)).toHaveLength(1);
    expect(rig.people.issues()[0]?.body).toContain('/pull/3');
    expect(rig.github.violations).toEqual([]);
  });

  test('stays one where somebody broke what it is known by', async () => {
    await using rig = await deliveryRig();
    await tick(rig, { dashboard });
    const [issue] = rig.people.issues();
    rig.people.editIssue(issue?.number ?? 0, { body: '<!-- postgres-ha:dashboard v1 {broken -->', by: 'ada' });
    rig.pass(5 * MINUTE);
    await tick(rig, { dashboard });
    await tick(rig, { dashboard });
    expect(rig.people.issues()).toHaveLength(1);
    expect(rig.people.issues()[0]?.body).toContain(TARGET);
  });

  test('says of an open pull request what its check says', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    await tick(rig, { dashboard });
    const body = rig.people.issues().find(({ author }) => author === SELF)?.body;
    expect(body).toMatch(/scale from \d to 5 instances \(clean\)/);
  });

  test('is not there unless somebody wants it', async () => {
    await using rig = await deliveryRig();
    await tick(rig);
    expect(rig.people.issues()).toEqual([]);
  });
});
