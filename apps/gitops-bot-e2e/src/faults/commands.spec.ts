import { describe, expect, test } from 'vitest';
import { startBotWorld } from './bot-world.ts';
import { pullRequestsOfBot, repliesTo } from './claims.ts';
import { COMMAND_CASES } from './command-cases.ts';
import { faultyRun } from './faulty-run.ts';
import { PULL_REQUEST_SCENARIOS } from './pull-request-scenarios.ts';
import { REFUSAL_CASES } from './request-cases.ts';
import { commandScenario } from './scenario.ts';
import { settle } from './settle.ts';

describe('a command becomes exactly one pull request and one reply, delivered three times', () => {
  test.each(COMMAND_CASES)('$name', async (given) => {
    expect(await faultyRun(commandScenario(given))).toMatchObject({ end: 'pull request', flaws: [] });
  });
});

describe('what is asked for in pull requests is answered once, delivered three times', () => {
  test.each(PULL_REQUEST_SCENARIOS)('$name', async (scenario) => {
    expect(await faultyRun(scenario)).toMatchObject({ flaws: [] });
  });
});

describe('what is not done is answered once, with a reason, and leaves nothing', () => {
  test.each(REFUSAL_CASES)('$name', async ({ text, by, prepare, says }) => {
    await using world = await startBotWorld();
    prepare?.(world);
    const branches = world.people.branches();
    const { id } = world.people.comment(world.issue, { body: text, by });
    await settle(world);
    expect(repliesTo(world, id)).toEqual([expect.stringMatching(says)]);
    expect(pullRequestsOfBot(world)).toEqual([]);
    expect(world.people.branches()).toEqual(branches);
    expect(world.github.violations).toEqual([]);
  });
});
