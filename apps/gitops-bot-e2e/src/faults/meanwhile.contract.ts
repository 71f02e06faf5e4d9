import { describe, expect, test } from 'vitest';
import { startBotWorld } from './bot-world.ts';
import { flawsOfChange, flawsOfProposal, pullRequestsOfBot, repliesTo } from './claims.ts';
import { COMMAND_CASES } from './command-cases.ts';
import { BASE_MOVES, doBefore, HUMAN_PUSH } from './meanwhile.ts';
import { settle } from './settle.ts';

const SCALE = COMMAND_CASES[0];
const BRANCH = 'postgres-ha/shop/orders';
/** More than a command takes: after the last one nothing is interrupted any more. */
const REQUESTS = 50;
const places = Array.from({ length: REQUESTS }, (_, at) => at);

describe('the default branch moves between any two calls', () => {
  test.each(BASE_MOVES)('by $name', async ({ act, matters }) => {
    if (SCALE === undefined) throw new Error('there is no such command');
    const flaws: string[] = [];
    for (const at of places) {
      await using world = await startBotWorld();
      const { id } = world.people.comment(world.issue, { body: SCALE.text, by: 'ada' });
      doBefore(world, { act, at });
      await settle(world);
      const found = [...flawsOfProposal(world, SCALE, id)];
      const head = world.people.git.get(pullRequestsOfBot(world)[0]?.head.sha ?? '');
      const isOnIt = head?.kind === 'commit' && head.commit.parents[0] === world.people.branch('main');
      if (matters && !isOnIt) found.push('it is not of the new base');
      flaws.push(...found.map((flaw) => `before ${at}: ${flaw}`));
    }
    expect(flaws).toEqual([]);
  });
});

test('what a person pushed to the branch between any two calls stays, and it is said', async () => {
  if (SCALE === undefined) throw new Error('there is no such command');
  const flaws: string[] = [];
  for (const at of places) {
    await using world = await startBotWorld();
    const { people } = world;
    const { id } = people.comment(world.issue, { body: SCALE.text, by: 'ada' });
    doBefore(world, { act: HUMAN_PUSH.act, at });
    await settle(world);
    const found: string[] = [];
    if (people.file('environments/shop/notes.md', BRANCH) !== 'mine\n') found.push('what was pushed is lost');
    const pulls = pullRequestsOfBot(world);
    if (pulls.length > 1) found.push(`${pulls.length} pull requests`);
    const replies = repliesTo(world, id);
    if (replies.length !== 1) found.push(`${replies.length} replies`);
    // either the bot came first, and its commit is below; or the person did, and the reply says so
    const [pull] = pulls;
    const parent = people.git.get(people.branch(BRANCH) ?? '');
    const below = parent?.kind === 'commit' ? (parent.commit.parents[0] ?? '') : '';
    if (pull === undefined && !/grace|postgres-ha\/shop\/orders/.test(replies[0] ?? ''))
      found.push(`the reply says ${replies[0] ?? 'nothing'}`);
    if (pull !== undefined) {
      const bots = { ...pull, head: { ...pull.head, sha: below } };
      found.push(...flawsOfChange(world, bots, SCALE.lines).filter((flaw) => !flaw.includes('check runs')));
    }
    found.push(...world.github.violations);
    flaws.push(...found.map((flaw) => `before ${at}: ${flaw}`));
  }
  expect(flaws).toEqual([]);
});
