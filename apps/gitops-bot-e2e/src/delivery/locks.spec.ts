import { describe, expect, test } from 'vitest';
import { BRANCH, CLUSTER_FILE, deliveryRig, SELF, TARGET, type DeliveryRig } from './delivery-rig.ts';

const SCALE = `/scale ${TARGET} instances=5`;
const MINUTE = 60_000;

/** An attempt that ends where the pull request would be opened: the branch is there, and nothing else. */
async function claimOnly(rig: DeliveryRig, body = SCALE) {
  const event = rig.ask(body);
  rig.github.setFaults(({ method, path }) =>
    method === 'POST' && path.endsWith('/pulls') ? { kind: 'answer', status: 502 } : undefined,
  );
  const outcome = await rig.bot().handle(event, AbortSignal.timeout(60_000));
  expect(outcome).toMatchObject({ kind: 'later' });
  expect(rig.people.branches()).toContain(BRANCH);
  expect(rig.people.pullRequests()).toEqual([]);
  rig.github.setFaults(undefined);
  rig.forgetWrites();
  return event;
}

describe('one target, one pull request', () => {
  test('another request for it is refused with a link to what holds it', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    const second = rig.ask(`/set ${TARGET} work_mem=16MB`, 'grace');
    expect(await rig.deliver(second)).toEqual({ kind: 'refused', because: 'held' });
    expect(rig.said(second.on.number)[0]).toContain('/pull/2');
    expect(rig.people.pullRequests()).toHaveLength(1);
  });

  test('an attempt that ended after the branch is gone on with: nothing is committed twice', async () => {
    await using rig = await deliveryRig();
    const event = await claimOnly(rig);
    expect(await rig.deliver(event)).toMatchObject({ kind: 'proposed', made: 'created' });
    expect(rig.writes()).not.toContain('POST git/commits');
    expect(rig.people.pullRequests()).toHaveLength(1);
    expect(rig.said(1)).toHaveLength(1);
  });

  test('while another request is at work, a second one waits, and then is told of its pull request', async () => {
    await using rig = await deliveryRig();
    const first = await claimOnly(rig);
    const second = rig.ask(`/set ${TARGET} work_mem=16MB`, 'grace');
    expect(await rig.bot().handle(second, AbortSignal.timeout(60_000))).toMatchObject({
      kind: 'later',
      because: 'another-request-at-work',
    });
    await rig.deliver(first);
    expect(await rig.deliver(second)).toEqual({ kind: 'refused', because: 'held' });
  });

  test('a claim that has expired is taken over', async () => {
    await using rig = await deliveryRig();
    await claimOnly(rig);
    rig.pass(16 * MINUTE);
    const second = rig.ask(`/set ${TARGET} work_mem=16MB`, 'grace');
    expect(await rig.deliver(second)).toMatchObject({ kind: 'proposed', made: 'created' });
    expect(rig.people.pullRequests()).toHaveLength(1);
    expect(rig.people.file(CLUSTER_FILE, BRANCH)).toContain('16MB');
  });

  test('two bots that are told of the same comment at once leave one pull request and, after a tick, one reply', async () => {
    await using rig = await deliveryRig();
    const event = rig.ask(SCALE);
    await Promise.all([rig.deliver(event), rig.deliver(event)]);
    expect(rig.people.pullRequests()).toHaveLength(1);
    await rig.deliver({ kind: 'tick' });
    expect(rig.said(1)).toHaveLength(1);
  });

  test('two bots with two requests for one target at once: one is done, the other is refused', async () => {
    await using rig = await deliveryRig();
    const events = [rig.ask(SCALE), rig.ask(`/set ${TARGET} work_mem=16MB`, 'grace')];
    const outcomes = await Promise.all(events.map((event) => rig.deliver(event)));
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['proposed', 'refused']);
    expect(rig.people.pullRequests()).toHaveLength(1);
  });
});

describe('a pull request that somebody closed', () => {
  test('is not opened again by the same request', async () => {
    await using rig = await deliveryRig();
    const event = rig.ask(SCALE);
    await rig.deliver(event);
    rig.people.editPullRequest(2, { state: 'closed', by: 'linus' });
    for (const { id, author } of rig.people.comments(1)) if (author === SELF) rig.people.deleteComment(id, 'linus');
    expect(await rig.deliver(event)).toEqual({ kind: 'refused', because: 'over' });
    expect(rig.people.pullRequests()).toHaveLength(1);
  });

  test('gives way to a new request, over the branch that it left', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    rig.people.editPullRequest(2, { state: 'closed', by: 'linus' });
    const event = rig.ask(`/scale ${TARGET} instances=7`, 'grace');
    expect(await rig.deliver(event)).toMatchObject({ kind: 'proposed', made: 'created' });
    expect(rig.people.pullRequests().map(({ state }) => state)).toEqual(['closed', 'open']);
    expect(rig.people.file(CLUSTER_FILE, BRANCH)).toContain('instances: 7');
  });

  test('with a person’s commit on its branch: nothing is written over that', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    const pushed = rig.people.push({ branch: BRANCH, files: { 'environments/notes.txt': 'mine\n' }, by: 'ada' });
    rig.people.editPullRequest(2, { state: 'closed', by: 'linus' });
    expect(await rig.deliver(rig.ask(`/scale ${TARGET} instances=7`))).toEqual({
      kind: 'refused',
      because: 'foreign-branch',
    });
    expect(rig.people.branch(BRANCH)).toBe(pushed);
  });

  test('merged: its branch is deleted', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    rig.people.merge(2, { by: 'grace' });
    expect(await rig.deliver({ kind: 'pull-request-closed', number: 2 })).toEqual({
      kind: 'nothing',
      because: 'branch-deleted',
    });
    expect(rig.people.branches()).toEqual(['main']);
  });
});

describe('/unlock', () => {
  test('closes what holds a target, says why there, and deletes the branch', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    const event = rig.ask(`/unlock ${TARGET}`, 'grace');
    expect(await rig.deliver(event)).toEqual({ kind: 'answered' });
    expect(rig.people.pullRequest(2).state).toBe('closed');
    expect(rig.people.branches()).toEqual(['main']);
    expect(rig.said(2).join('\n')).toContain('grace');
    expect(rig.said(event.on.number)).toHaveLength(1);
  });

  test('releases a claim without a pull request', async () => {
    await using rig = await deliveryRig();
    await claimOnly(rig);
    await rig.deliver(rig.ask(`/unlock ${TARGET}`, 'grace'));
    expect(rig.people.branches()).toEqual(['main']);
  });

  test('leaves what people committed, and says what to do', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    rig.people.push({ branch: BRANCH, files: { [CLUSTER_FILE]: 'mine\n' }, by: 'ada' });
    const event = rig.ask(`/unlock ${TARGET}`, 'grace');
    expect(await rig.deliver(event)).toEqual({ kind: 'refused', because: 'not-unlocked' });
    expect(rig.people.pullRequest(2).state).toBe('open');
    expect(rig.said(event.on.number)[0]).toContain(BRANCH);
  });

  test('of what nobody holds says so', async () => {
    await using rig = await deliveryRig();
    expect(await rig.deliver(rig.ask(`/unlock ${TARGET}`))).toEqual({ kind: 'answered' });
  });
});

describe('locks', () => {
  test('are listed with what holds them, and released', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    const { signal } = new AbortController();
    expect(await rig.bot().locks(signal)).toMatchObject([
      {
        target: { environment: 'production', cluster: 'postgres-cluster' },
        pullRequest: { number: 2 },
        expires: new Date(rig.now().getTime() + 15 * MINUTE),
      },
    ]);
    const target = { environment: 'production', cluster: 'postgres-cluster' };
    expect(await rig.bot().release(target, signal)).toMatchObject({ kind: 'released', pullRequest: { number: 2 } });
    expect(await rig.bot().locks(signal)).toEqual([]);
  });
});
