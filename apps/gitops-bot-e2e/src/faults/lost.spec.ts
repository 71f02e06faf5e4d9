import { expect, test } from 'vitest';
import { startBotWorld } from './bot-world.ts';
import { flawsOfProposal } from './claims.ts';
import { COMMAND_CASES } from './command-cases.ts';
import { settle, settleEvent } from './settle.ts';

/** Longer than a delivery may be on its way. */
const A_WHILE_MS = 300_000;

test('a command that nobody told of is found after a while, once', async () => {
  const [scale] = COMMAND_CASES;
  if (scale === undefined) throw new Error('there is no command');
  await using world = await startBotWorld();
  const { id } = world.people.comment(world.issue, { body: scale.text, by: 'ada' });
  for (const { guid } of world.github.webhooks.held()) world.github.webhooks.lose(guid);
  world.pass(A_WHILE_MS);
  for (let count = 0; count < 2; count++) await settleEvent(world, { kind: 'tick' });
  await settle(world);
  expect(flawsOfProposal(world, scale, id)).toEqual([]);
});

test('what is told in another order ends the same', async () => {
  const [scale] = COMMAND_CASES;
  if (scale === undefined) throw new Error('there is no command');
  await using world = await startBotWorld();
  const { id } = world.people.comment(world.issue, { body: scale.text, by: 'ada' });
  const first = world.told().flatMap(({ events }) => events);
  for (const event of first) await settleEvent(world, event);
  // the bot's own doings are told of backwards, and each of them twice
  const told = world.told().flatMap(({ events }) => events);
  for (const event of [...told, ...told].reverse()) await settleEvent(world, event);
  await settle(world);
  expect(flawsOfProposal(world, scale, id)).toEqual([]);
});
