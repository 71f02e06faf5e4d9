import { expect, test } from 'vitest';
import { CLUSTER_FILE, deliveryRig, REPOSITORY, type DeliveryRig } from '../delivery/delivery-rig.ts';
import { alive } from './alive.ts';

const TOKEN = 'ghp_ada';

/** Somebody's pull request with an entry that only the API, or git itself, makes. */
async function openWith(rig: DeliveryRig, entry: { readonly mode: '120000' | '100755'; readonly content: string }) {
  const send = async (path: string, body: object): Promise<string> => {
    const response = await fetch(`${rig.github.url}/repos/${REPOSITORY}/${path}`, {
      method: 'POST',
      headers: { authorization: `bearer ${TOKEN}`, 'user-agent': 'test', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.status !== 201) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { readonly sha: string }).sha;
  };
  const main = rig.people.branch('main') ?? '';
  const tree = await send('git/trees', { base_tree: main, tree: [{ path: CLUSTER_FILE, type: 'blob', ...entry }] });
  const head = await send('git/commits', { message: 'Change', tree, parents: [main] });
  await send('git/refs', { ref: 'refs/heads/odd', sha: head });
  rig.pass(2000);
  const { number } = rig.people.openPullRequest({ title: 'Odd', head: 'odd', by: 'ada' });
  return { number, head };
}

test.each([
  ['a link to a secret of the runner', '120000', '/proc/self/environ'],
  ['a link to another file of the repository', '120000', '../../../.github/workflows/bot.yml'],
  ['a program', '100755', undefined],
] as const)('a cluster.yaml that is %s is refused, and nothing is read through it', async (_, mode, to) => {
  await using rig = await deliveryRig({ tokens: [{ token: TOKEN, login: 'ada', scopes: ['repo'] }] });
  const { number, head } = await openWith(rig, { mode, content: to ?? rig.people.file(CLUSTER_FILE) ?? '' });
  expect(await rig.deliver({ kind: 'pull-request', number })).toEqual({ kind: 'refused', because: 'problems' });
  expect(rig.check(head)).toBe('failure');
  const [said = ''] = rig.said(number);
  expect(said).toContain(CLUSTER_FILE);
  expect(alive(said)).toEqual([]);
  await rig.deliver(rig.comment(number, { body: '/render', by: 'grace' }));
  expect(rig.people.branch('odd')).toBe(head);
  expect(rig.people.branches()).toEqual(['main', 'odd']);
});
