import { eventually, sampled } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';
import { SCALE, startAppWorld, type AppWorld } from './app-world.ts';
import { serveBot, SOON } from './bot-process.ts';

/** A request to GitHub at which the bot is killed: it was not done yet, or was, and nobody learned of it. */
interface Moment {
  /** Of the requests after the comment, from 0. */
  readonly index: number;
  readonly when: 'before' | 'after';
  readonly what: string;
}

/** Every request of one command, as often as the outcome can be another one: what only reads is the same before and after. */
async function moments(): Promise<readonly Moment[]> {
  await using world = await startAppWorld();
  await using bot = serveBot(['--config', await world.config()]);
  const url = await bot.webhooks();
  await bot.settled();
  const before = world.github.requests.length;
  const { comment, message } = world.ask(SCALE);
  await world.bring(message, url);
  await bot.settled();
  expect(world.flaws(comment)).toEqual([]);
  return world.github.requests.slice(before).flatMap(({ method, path }, index) => {
    const what = `${method} ${path.replace(/\?.*/, '')}`;
    return (method === 'GET' ? (['before'] as const) : (['before', 'after'] as const)).map((when) => ({
      index,
      when,
      what,
    }));
  });
}

/** Kills the bot at a moment of its work on a comment. @returns the comment, undefined where the moment did not come */
async function killedAt(world: AppWorld, { index, when }: Moment, hung: () => boolean): Promise<number> {
  await using bot = serveBot(['--config', await world.config()]);
  const url = await bot.webhooks();
  await bot.settled();
  const first = world.github.requests.length;
  world.github.setFaults((request) => (request.index === first + index ? { kind: 'hang', when } : undefined));
  const { comment, message } = world.ask(SCALE);
  expect(await world.bring(message, url)).toBe(202);
  await eventually(
    'the moment',
    async () => (hung() || (await bot.status()).waiting.length === 0 ? true : undefined),
    SOON,
  );
  bot.signal('SIGKILL');
  await bot.ended;
  world.github.setFaults(undefined);
  return comment;
}

test('a bot that is killed at any request leaves one pull request and one reply, once it is started again', async () => {
  const all = await moments();
  expect(all.length).toBeGreaterThan(15);
  const flaws: string[] = [];
  let killed = 0;
  const tried = sampled(all);
  for (const moment of tried) {
    const seen = { hung: false };
    await using world = await startAppWorld({
      onHang: () => {
        seen.hung = true;
      },
    });
    const comment = await killedAt(world, moment, () => seen.hung);
    if (seen.hung) killed += 1;
    await using again = serveBot(['--config', await world.config()]);
    await again.settled();
    for (const flaw of world.flaws(comment)) flaws.push(`${moment.when} ${moment.what}: ${flaw}`);
  }
  expect(flaws).toEqual([]);
  expect(killed).toBeGreaterThan(tried.length * 0.8);
}, 1_800_000);

test('a bot that is killed a moment after it answered has the comment on its disk', async () => {
  await using world = await startAppWorld();
  const config = await world.config();
  let comment: number;
  {
    await using bot = serveBot(['--config', config]);
    const url = await bot.webhooks();
    const asked = world.ask(SCALE);
    ({ comment } = asked);
    expect(await world.bring(asked.message, url)).toBe(202);
    bot.signal('SIGKILL');
    await bot.ended;
  }
  await using again = serveBot(['--config', config]);
  await again.settled();
  expect(world.flaws(comment)).toEqual([]);
});
