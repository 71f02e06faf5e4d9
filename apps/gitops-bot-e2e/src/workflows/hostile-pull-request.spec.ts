import { readMarker, type BotEvent } from '@postgres-ha/change-request';
import { describe, expect, test } from 'vitest';
import { CLUSTER_FILE, deliveryRig, FORK, RENDERED_FILE, SELF, type DeliveryRig } from '../delivery/delivery-rig.ts';
import { CODE, HOSTILE, LINE, type HostileFiles } from './hostile-files.ts';
import { alive } from './alive.ts';

const BRANCH = 'x-$(id)`id`;{{}}@ada-#1';

interface Opened {
  readonly number: number;
  readonly head: string;
}

/** Somebody's pull request in which everything that has a text is code. */
function open(rig: DeliveryRig, from: 'a fork' | 'a branch', { files }: Pick<HostileFiles, 'files'>): Opened {
  const by = from === 'a fork' ? 'eve' : 'ada';
  const cluster = rig.people.file(CLUSTER_FILE) ?? '';
  const changed = files(cluster, rig.people.file(RENDERED_FILE) ?? '');
  const pushing = from === 'a fork' ? rig.github.repository(FORK) : rig.people;
  pushing.push({ branch: BRANCH, files: changed, by, message: CODE });
  rig.pass(2000);
  const head = from === 'a fork' ? `eve:${BRANCH}` : BRANCH;
  const { number, head: at } = rig.people.openPullRequest({ title: LINE.slice(0, 250), body: CODE, head, by });
  return { number, head: at.sha };
}

/** What changes refs, trees or anything that is no comment, reaction or check. */
function otherWrites(rig: DeliveryRig): readonly string[] {
  return rig
    .writes()
    .filter(
      (write) => !/^(?:POST|PATCH) (?:check-runs(?:\/\w+)?|issues\/(?:\d+\/comments|comments\/N?\w*))$/.test(write),
    );
}

function refsOf(rig: DeliveryRig): readonly (string | undefined)[] {
  const fork = rig.github.repository(FORK);
  return [rig.people, fork].flatMap((of) => of.branches().map((name) => `${name} ${of.branch(name) ?? ''}`));
}

const CASES = HOSTILE.flatMap((hostile) =>
  (['a fork', 'a branch'] as const).map((from) => [hostile.name, from, hostile] as const),
);

test('what is looked for in texts is found', () => {
  expect(alive(CODE)).toEqual(expect.arrayContaining(['link', 'image', expect.stringContaining('@acme')]));
  expect(alive('`@ada` and `#1`')).toEqual([]);
});

describe('a hostile pull request gains nothing:', () => {
  test.each(CASES)('%s, from %s', async (_, from, hostile) => {
    await using rig = await deliveryRig();
    const { number, head } = open(rig, from, hostile);
    const refs = refsOf(rig);
    const outcome = await rig.deliver({ kind: 'pull-request', number });
    await rig.deliver({ kind: 'tick' });
    expect(otherWrites(rig)).toEqual([]);
    expect(refsOf(rig)).toEqual(refs);
    expect(rig.people.pullRequests()).toHaveLength(1);
    const said = rig.said(number);
    if (hostile.verdict === 'nothing') {
      expect(outcome).toEqual({ kind: 'nothing', because: 'no-environment' });
      expect(said).toEqual([]);
      expect(rig.check(head)).toBe('neutral');
    } else {
      expect(outcome).toMatchObject(
        hostile.verdict === 'refused' ? { kind: 'refused' } : { kind: 'reviewed', verdict: hostile.verdict },
      );
      expect(rig.check(head)).toBe('failure');
      expect(said).toHaveLength(1);
    }
    const checks = rig.people.checkRuns().map((check) => `${check.output.summary ?? ''}\n${check.output.text ?? ''}`);
    for (const text of [...said, ...checks]) expect(alive(text)).toEqual([]);
    for (const text of said) expect(readMarker(text)).toMatchObject({ kind: 'review', head });
    expect(rig.github.violations).toEqual([]);
  });
});

describe('commands of those who may not', () => {
  const bigger = {
    files: (cluster: string) => ({ [CLUSTER_FILE]: cluster.replace(/^instances: \d+$/m, 'instances: 5') }),
  };
  const refused = { kind: 'refused', because: 'not-permitted' };

  test.each(['/render', '/override drift reason="trust me"', '/unlock production/postgres-cluster', CODE])(
    '%j on a fork’s pull request does nothing',
    async (body) => {
      await using rig = await deliveryRig();
      const { number, head } = open(rig, 'a fork', bigger);
      const refs = refsOf(rig);
      for (const by of ['eve', 'reader']) {
        const outcome = await rig.deliver(rig.comment(number, { body, by }));
        expect(['refused', 'nothing']).toContain(outcome.kind);
        if (body !== CODE) expect(outcome).toEqual(refused);
      }
      await rig.deliver({ kind: 'pull-request', number });
      expect(refsOf(rig)).toEqual(refs);
      expect(rig.check(head)).toBe('failure');
      for (const text of rig.said(number)) expect(alive(text)).toEqual([]);
    },
  );

  test('drift cannot be overridden by anybody, not by the author and not by another who may write', async () => {
    await using rig = await deliveryRig();
    const { number, head } = open(rig, 'a branch', bigger);
    await rig.deliver({ kind: 'pull-request', number });
    for (const by of ['ada', 'grace', 'linus']) {
      await rig.deliver(rig.comment(number, { body: '/override drift reason="trust me"', by }));
    }
    await rig.deliver({ kind: 'pull-request', number });
    expect(rig.check(head)).toBe('failure');
  });

  test('a command in a title, a body or a commit is text', async () => {
    await using rig = await deliveryRig();
    const { number } = open(rig, 'a branch', bigger);
    const event: BotEvent = { kind: 'pull-request', number };
    await rig.deliver(event);
    expect(rig.people.branches()).toEqual(['main', BRANCH]);
    expect(rig.people.pullRequests().filter(({ author }) => author === SELF)).toEqual([]);
    expect(rig.said(number)).toHaveLength(1);
  });

  test('changes of workflows beside one of a cluster are named as not judged', async () => {
    await using rig = await deliveryRig();
    const workflows = HOSTILE.find(({ name }) => name.startsWith('workflows beside'));
    if (workflows === undefined) throw new Error('There is no such case');
    const { number } = open(rig, 'a fork', workflows);
    await rig.deliver({ kind: 'pull-request', number });
    expect(rig.said(number)[0]).toMatch(/\*\*Not judged\*\*: .*`\.github\/workflows\/bot\.yml`, `\.gitops\/bot\.yaml`/);
  });

  test('/render on a branch writes what is rendered below environments/, and leaves all else as it was pushed', async () => {
    await using rig = await deliveryRig();
    const workflows = HOSTILE.find(({ name }) => name.startsWith('workflows beside'));
    if (workflows === undefined) throw new Error('There is no such case');
    const { number, head } = open(rig, 'a branch', workflows);
    await rig.deliver(rig.comment(number, { body: '/render', by: 'grace' }));
    const [before, after] = [rig.people.files(head), rig.people.files(BRANCH)];
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (path) => before.get(path) !== after.get(path),
    );
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.filter((path) => !/^environments\/.*\/0\d-[\w-]+\.yaml$/.test(path))).toEqual([]);
  });
});
