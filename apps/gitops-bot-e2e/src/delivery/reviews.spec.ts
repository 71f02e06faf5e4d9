import { describe, expect, test } from 'vitest';
import {
  BRANCH,
  CLUSTER_FILE,
  deliveryRig,
  FORK,
  MONITORING_FILE,
  RENDERED_FILE,
  SELF,
  TARGET,
  type DeliveryRig,
} from './delivery-rig.ts';

const SCALE = `/scale ${TARGET} instances=5`;
const MINUTE = 60_000;

/** Somebody's own pull request, in which what is rendered was forgotten. */
function openByHand(rig: DeliveryRig, by = 'ada', files?: Readonly<Record<string, string>>): number {
  const text = rig.people.file(CLUSTER_FILE) ?? '';
  const edited = files ?? { [CLUSTER_FILE]: text.replace(/^instances: \d+$/m, 'instances: 5') };
  rig.people.push({ branch: 'more-instances', files: edited, by });
  rig.pass(1000);
  return rig.people.openPullRequest({ title: 'More instances', head: 'more-instances', by }).number;
}

function headOf(rig: DeliveryRig, number: number): string {
  return rig.people.pullRequest(number).head.sha;
}

describe('a person’s pull request', () => {
  test('that touches an environment gets one comment and one check', async () => {
    await using rig = await deliveryRig();
    const number = openByHand(rig);
    expect(await rig.deliver({ kind: 'pull-request', number })).toEqual({
      kind: 'reviewed',
      pullRequest: number,
      verdict: 'denied',
    });
    expect(rig.writes()).toEqual(['POST check-runs', 'POST issues/1/comments']);
    expect(rig.check(headOf(rig, number))).toBe('failure');
    expect(rig.said(number)[0]).toContain('/render');
    expect(rig.github.violations).toEqual([]);
  });

  test('is said nothing new of where nothing is new', async () => {
    await using rig = await deliveryRig();
    const number = openByHand(rig);
    await rig.deliver({ kind: 'pull-request', number });
    rig.forgetWrites();
    rig.pass(5 * MINUTE);
    await rig.deliver({ kind: 'pull-request', number });
    await rig.deliver({ kind: 'base-moved', after: rig.people.branch('main') ?? '' });
    expect(rig.writes()).toEqual([]);
  });

  test('that touches no environment gets a check that is no obstacle, and no comment', async () => {
    await using rig = await deliveryRig();
    const number = openByHand(rig, 'ada', { 'README.md': 'Databases, ours.\n' });
    expect(await rig.deliver({ kind: 'pull-request', number })).toEqual({ kind: 'nothing', because: 'no-environment' });
    expect(rig.check(headOf(rig, number))).toBe('neutral');
    expect(rig.said(number)).toEqual([]);
  });

  test('/render commits what is rendered to its branch, once, and the check turns good', async () => {
    await using rig = await deliveryRig();
    const number = openByHand(rig);
    await rig.deliver({ kind: 'pull-request', number });
    const written = headOf(rig, number);
    const event = rig.comment(number, { body: '/render', by: 'ada' });
    expect(await rig.deliver(event)).toEqual({ kind: 'answered' });
    const rendered = headOf(rig, number);
    expect(rig.people.git.get(rendered)).toMatchObject({ commit: { parents: [written] } });
    expect(rig.people.file(RENDERED_FILE, rendered)).toContain('instances: 5');
    expect(rig.people.file(CLUSTER_FILE, rendered)).toBe(rig.people.file(CLUSTER_FILE, written));
    expect(rig.check(rendered)).toBe('success');
    // what GitHub tells of the bot's own push, and the command once more
    await rig.deliver({ kind: 'pull-request', number });
    await rig.deliver(event);
    expect(headOf(rig, number)).toBe(rendered);
    expect(rig.said(number)).toHaveLength(2);
    expect(rig.github.violations).toEqual([]);
  });

  test('/render goes on from what is pushed meanwhile, and writes over nothing', async () => {
    await using rig = await deliveryRig();
    const number = openByHand(rig);
    const event = rig.comment(number, { body: '/render', by: 'ada' });
    let pushed = '';
    rig.github.setFaults(({ method, path }) => {
      if (pushed === '' && method === 'POST' && path.endsWith('/git/commits'))
        pushed = rig.people.push({ branch: 'more-instances', files: { 'notes.md': 'Mine.\n' }, by: 'ada' });
      return undefined;
    });
    await rig.deliver(event);
    expect(rig.people.git.get(headOf(rig, number))).toMatchObject({ commit: { parents: [pushed] } });
    expect(rig.people.file('notes.md', 'more-instances')).toBe('Mine.\n');
  });

  test('/plan reads it again and answers', async () => {
    await using rig = await deliveryRig();
    const number = openByHand(rig);
    const event = rig.comment(number, { body: '/plan', by: 'grace' });
    expect(await rig.deliver(event)).toEqual({ kind: 'reviewed', pullRequest: number, verdict: 'denied' });
    expect(rig.said(number)).toHaveLength(2);
  });

  test('whose head moves while it is read is read again: nothing is said of the old one', async () => {
    await using rig = await deliveryRig();
    const number = openByHand(rig);
    const old = headOf(rig, number);
    let moved = false;
    rig.github.setFaults(({ path }) => {
      if (!moved && path.includes('/compare/')) {
        moved = true;
        rig.people.push({ branch: 'more-instances', files: { 'notes.md': 'Mine.\n' }, by: 'ada' });
      }
      return undefined;
    });
    await rig.deliver({ kind: 'pull-request', number });
    expect(rig.check(old)).toBeUndefined();
    expect(rig.check(headOf(rig, number))).toBe('failure');
  });
});

describe('a pull request from a fork', () => {
  function fromFork(rig: DeliveryRig): number {
    const text = rig.people.file(CLUSTER_FILE) ?? '';
    const fork = rig.github.repository(FORK);
    fork.push({
      branch: 'more',
      files: { [CLUSTER_FILE]: text.replace(/^instances: \d+$/m, 'instances: 5') },
      by: 'eve',
    });
    return rig.people.openPullRequest({ title: 'More', head: 'eve:more', by: 'eve' }).number;
  }

  test('is read like any other', async () => {
    await using rig = await deliveryRig();
    const number = fromFork(rig);
    expect(await rig.deliver({ kind: 'pull-request', number })).toMatchObject({ kind: 'reviewed', verdict: 'denied' });
    expect(rig.said(number)).toHaveLength(1);
    expect(rig.said(number)[0]).not.toContain('comment `/render`');
  });

  test('is never written to, whoever asks', async () => {
    await using rig = await deliveryRig();
    const number = fromFork(rig);
    const head = headOf(rig, number);
    const event = rig.comment(number, { body: '/render', by: 'linus' });
    expect(await rig.deliver(event)).toEqual({ kind: 'refused', because: 'not-rendered' });
    expect(rig.github.repository(FORK).branch('more')).toBe(head);
    expect(rig.people.branches()).toEqual(['main']);
  });
});

describe('the bot’s own pull request', () => {
  test('is built anew when the base moves under it: one commit on the new base, and its text follows', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    const before = rig.people.pullRequest(2);
    const text = rig.people.file(CLUSTER_FILE) ?? '';
    const main = rig.people.push({
      branch: 'main',
      files: { [CLUSTER_FILE]: `# Ask ada before you change this.\n${text}` },
      by: 'linus',
    });
    rig.forgetWrites();
    await rig.deliver({ kind: 'base-moved', after: main });
    const after = rig.people.pullRequest(2);
    expect(after.state).toBe('open');
    expect(rig.people.git.get(after.head.sha)).toMatchObject({ commit: { parents: [main] } });
    expect(after.body).not.toBe(before.body);
    expect(rig.people.file(CLUSTER_FILE, BRANCH)).toContain('# Ask ada');
    expect(rig.check(after.head.sha)).toBe('success');
    expect(rig.writes()).toEqual([
      'POST git/trees',
      'POST git/commits',
      `PATCH git/refs/heads%2F${encodeURIComponent(BRANCH)}`,
      'PATCH pulls/2',
      'POST check-runs',
    ]);
  });

  test('stays as it is when the base moves elsewhere', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    const { sha } = rig.people.pullRequest(2).head;
    const main = rig.people.push({ branch: 'main', files: { 'README.md': 'More.\n' }, by: 'linus' });
    rig.forgetWrites();
    rig.pass(10 * MINUTE);
    await rig.deliver({ kind: 'base-moved', after: main });
    expect(rig.people.pullRequest(2).head.sha).toBe(sha);
    expect(rig.writes()).toEqual([]);
  });

  test('says so when somebody else made it true', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    const { sha } = rig.people.pullRequest(2).head;
    const files = { [CLUSTER_FILE]: rig.people.file(CLUSTER_FILE, sha) ?? '' };
    const rendered = { [RENDERED_FILE]: rig.people.file(RENDERED_FILE, sha) ?? '' };
    const main = rig.people.push({ branch: 'main', files: { ...files, ...rendered }, by: 'linus' });
    await rig.deliver({ kind: 'base-moved', after: main });
    expect(rig.said(2)[0]).toContain('already');
    expect(rig.check(sha)).toBe('failure');
  });

  test('with a person’s commit on it is theirs: read, never written to, and said so', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    const text = rig.people.file(CLUSTER_FILE, BRANCH) ?? '';
    const pushed = rig.people.push({ branch: BRANCH, files: { [CLUSTER_FILE]: `# Mine.\n${text}` }, by: 'grace' });
    await rig.deliver({ kind: 'pull-request', number: 2 });
    rig.people.push({ branch: 'main', files: { [CLUSTER_FILE]: `# Theirs.\n${text}` }, by: 'linus' });
    await rig.deliver({ kind: 'base-moved', after: '' });
    await rig.deliver({ kind: 'tick' });
    expect(rig.people.branch(BRANCH)).toBe(pushed);
    expect(rig.said(2)).toHaveLength(1);
    expect(rig.said(2)[0]).toContain('grace');
  });

  test('whose commit somebody amended, and left its author and message as they were, is theirs too', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    const { sha } = rig.people.pullRequest(2).head;
    const object = rig.people.git.get(sha);
    const message = object?.kind === 'commit' ? object.commit.message : '';
    const text = (rig.people.file(CLUSTER_FILE, sha) ?? '').replace('instances: 5', 'instances: 9');
    // the fake's people commit as themselves: the bot's name on it is the point
    const amended = rig.people.push({
      branch: BRANCH,
      onto: 'main',
      files: { [CLUSTER_FILE]: text },
      by: SELF,
      message,
    });
    await rig.deliver({ kind: 'pull-request', number: 2 });
    await rig.deliver({ kind: 'tick' });
    expect(rig.people.branch(BRANCH)).toBe(amended);
    expect(rig.check(amended)).toBe('failure');
  });
});

/** `production` is frozen until then, on the default branch. */
function freeze(rig: DeliveryRig, until: Date): string {
  const path = 'environments/production/environment.yaml';
  const from = rig.now().toISOString();
  const entry = `{ from: ${from}, until: ${until.toISOString()}, reason: end of year }`;
  const text = `${rig.people.file(path) ?? ''}\ncalendar:\n  freezes:\n    - ${entry}\n`;
  return rig.people.push({ branch: 'main', files: { [path]: text }, by: 'linus' });
}

describe('a freeze', () => {
  test('has the check of what is open ask for an override, and lets go when it is over', async () => {
    await using rig = await deliveryRig();
    await rig.deliver(rig.ask(SCALE));
    await rig.deliver({ kind: 'base-moved', after: freeze(rig, new Date(rig.now().getTime() + 60 * MINUTE)) });
    const frozen = headOf(rig, 2);
    expect(rig.check(frozen)).toBe('action_required');
    rig.pass(61 * MINUTE);
    await rig.deliver({ kind: 'tick' });
    expect(rig.check(headOf(rig, 2))).toBe('success');
  });

  test('counts for what was opened before it, a person’s too', async () => {
    await using rig = await deliveryRig();
    const number = openByHand(rig);
    await rig.deliver(rig.comment(number, { body: '/render', by: 'ada' }));
    expect(rig.check(headOf(rig, number))).toBe('success');
    await rig.deliver({ kind: 'base-moved', after: freeze(rig, new Date(rig.now().getTime() + 60 * MINUTE)) });
    expect(rig.check(headOf(rig, number))).toBe('action_required');
    expect(rig.people.pullRequests()).toHaveLength(1);
  });
});

describe('an override', () => {
  async function frozen(): Promise<DeliveryRig> {
    const rig = await deliveryRig();
    freeze(rig, new Date(rig.now().getTime() + 24 * 60 * MINUTE));
    await rig.deliver(rig.ask(SCALE));
    return rig;
  }
  const OVERRIDE = '/override frozen reason="customers wait"';

  test('by a second person has the check turn good', async () => {
    await using rig = await frozen();
    expect(rig.check(headOf(rig, 2))).toBe('action_required');
    expect(await rig.deliver(rig.comment(2, { body: OVERRIDE, by: 'grace' }))).toEqual({ kind: 'answered' });
    expect(rig.check(headOf(rig, 2))).toBe('success');
    expect(rig.people.pullRequest(2).body).toContain('customers wait');
    expect(rig.github.violations).toEqual([]);
  });

  test.each([
    ['of the one who asked for the change', OVERRIDE, 'ada'],
    ['of a rule that asks for none', '/override facts-unknown reason="it is small"', 'grace'],
    ['of a rule that there is not', '/override no-such-rule reason="it is small"', 'grace'],
  ])('%s does not count, and the reply says why', async (_, body, by) => {
    await using rig = await frozen();
    expect(await rig.deliver(rig.comment(2, { body, by }))).toEqual({ kind: 'refused', because: 'not-overridden' });
    expect(rig.check(headOf(rig, 2))).toBe('action_required');
    expect(rig.said(2)).toHaveLength(1);
  });

  test('by somebody who may not write does not count', async () => {
    await using rig = await frozen();
    await rig.deliver(rig.comment(2, { body: OVERRIDE, by: 'reader' }));
    expect(rig.check(headOf(rig, 2))).toBe('action_required');
  });

  test('of the one who asked does not count either where the text that names them was changed', async () => {
    await using rig = await frozen();
    rig.people.editPullRequest(2, { body: 'Nothing to see here.', by: 'ada' });
    expect(await rig.deliver(rig.comment(2, { body: OVERRIDE, by: 'ada' }))).toMatchObject({ kind: 'refused' });
    expect(rig.check(headOf(rig, 2))).toBe('action_required');
    const text = rig.people.file(CLUSTER_FILE, BRANCH) ?? '';
    rig.people.editPullRequest(2, { body: 'Nothing to see here.', by: 'ada' });
    rig.people.push({ branch: BRANCH, files: { [CLUSTER_FILE]: `# Mine.\n${text}` }, by: 'grace' });
    await rig.deliver({ kind: 'pull-request', number: 2 });
    expect(await rig.deliver(rig.comment(2, { body: OVERRIDE, by: 'ada' }))).toMatchObject({ kind: 'refused' });
    expect(await rig.deliver(rig.comment(2, { body: OVERRIDE, by: 'grace' }))).toMatchObject({ kind: 'refused' });
    expect(rig.check(headOf(rig, 2))).toBe('action_required');
    expect(await rig.deliver(rig.comment(2, { body: OVERRIDE, by: 'linus' }))).toEqual({ kind: 'answered' });
    expect(rig.check(headOf(rig, 2))).toBe('success');
  });

  test('counts no more when it is edited', async () => {
    await using rig = await frozen();
    const event = rig.comment(2, { body: OVERRIDE, by: 'grace' });
    await rig.deliver(event);
    const id = event.kind === 'comment' ? event.commentId : 0;
    rig.pass(2000);
    rig.people.editComment(id, { body: '/override frozen reason="no, this one"', by: 'grace' });
    await rig.deliver({ kind: 'pull-request', number: 2 });
    expect(rig.check(headOf(rig, 2))).toBe('action_required');
  });

  test('does not count for what is pushed after it, whatever date that claims', async () => {
    await using rig = await deliveryRig();
    const number = openByHand(rig);
    await rig.deliver(rig.comment(number, { body: '/render', by: 'ada' }));
    freeze(rig, new Date(rig.now().getTime() + 24 * 60 * MINUTE));
    await rig.deliver(rig.comment(number, { body: OVERRIDE, by: 'grace' }));
    expect(rig.check(headOf(rig, number))).toBe('success');
    // by the clock of whoever commits it is an hour ago
    rig.pass(-60 * MINUTE);
    rig.people.push({ branch: 'more-instances', files: { 'notes.md': 'Mine.\n' }, by: 'ada' });
    rig.pass(61 * MINUTE);
    await rig.deliver({ kind: 'pull-request', number });
    expect(rig.check(headOf(rig, number))).toBe('action_required');
  });
});

describe('a merge queue', () => {
  test('gets a check on its commit: what was overridden is let through, what is denied is not', async () => {
    await using rig = await deliveryRig();
    const base = freeze(rig, new Date(rig.now().getTime() + 60 * MINUTE));
    await rig.deliver(rig.ask(SCALE));
    const { sha } = rig.people.pullRequest(2).head;
    const files = Object.fromEntries(
      [CLUSTER_FILE, RENDERED_FILE, MONITORING_FILE].map((path) => [path, rig.people.file(path, sha) ?? '']),
    );
    const good = rig.people.push({ branch: 'gh-readonly-queue/main/pr-2', files, by: 'web-flow' });
    await rig.deliver({ kind: 'merge-group', head: good, base });
    expect(rig.check(good)).toBe('success');
    const bad = rig.people.push({
      branch: 'gh-readonly-queue/main/pr-3',
      files: { [CLUSTER_FILE]: files[CLUSTER_FILE] ?? '' },
      by: 'web-flow',
    });
    await rig.deliver({ kind: 'merge-group', head: bad, base });
    expect(rig.check(bad)).toBe('failure');
  });
});
