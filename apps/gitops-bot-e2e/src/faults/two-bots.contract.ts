import { expect, test } from 'vitest';
import { startBotWorld } from './bot-world.ts';
import { flawsOfProposal, pullRequestsOfBot, repliesTo } from './claims.ts';
import { COMMAND_CASES } from './command-cases.ts';
import { settle, settleEvent } from './settle.ts';
import { seeded, turns } from './turns.ts';

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);
/** What was missed or is there twice is looked for then. */
const A_WHILE_MS = 300_000;

test('of two bots at once, in any order, one pull request and one reply are left', async () => {
  const [scale] = COMMAND_CASES;
  if (scale === undefined) throw new Error('there is no such command');
  const flaws: string[] = [];
  for (const seed of SEEDS) {
    await using world = await startBotWorld();
    const { id } = world.people.comment(world.issue, { body: scale.text, by: 'ada' });
    const events = world.told().flatMap((told) => told.events);
    const { fetchOf, run } = turns(seeded(seed));
    await Promise.all(
      ['one', 'two'].map((bot) =>
        run(bot, async () => {
          for (const event of events) await settleEvent(world, event, { start: () => world.start(fetchOf(bot)) });
        }),
      ),
    );
    await settle(world);
    world.pass(A_WHILE_MS);
    await settleEvent(world, { kind: 'tick' });
    flaws.push(...flawsOfProposal(world, scale, id).map((flaw) => `seed ${seed}: ${flaw}`));
  }
  expect(flaws).toEqual([]);
});

test('two commands for one target, given to two bots at once, end in one pull request and two replies', async () => {
  const flaws: string[] = [];
  for (const seed of SEEDS) {
    await using world = await startBotWorld();
    const comments = ['/scale shop/orders instances=5', '/resize shop/orders storage=20Gi'].map((body) =>
      world.people.comment(world.issue, { body, by: 'ada' }),
    );
    const events = world.told().flatMap((told) => told.events);
    const { fetchOf, run } = turns(seeded(seed));
    await Promise.all(
      events.map((event, index) =>
        run(String(index), () => settleEvent(world, event, { start: () => world.start(fetchOf(String(index))) })),
      ),
    );
    await settle(world);
    world.pass(A_WHILE_MS);
    await settleEvent(world, { kind: 'tick' });
    const open = pullRequestsOfBot(world).filter(({ state }) => state === 'open');
    const replies = comments.map(({ id: comment }) => repliesTo(world, comment).length);
    if (open.length !== 1 || replies.join() !== '1,1')
      flaws.push(`seed ${seed}: ${open.length} pull requests, ${replies.join()} replies`);
  }
  expect(flaws).toEqual([]);
});
