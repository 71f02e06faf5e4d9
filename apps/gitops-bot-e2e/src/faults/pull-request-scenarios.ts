import { CHECK_NAME, readMarker } from '@postgres-ha/change-request';
import type { SeenPullRequest } from '@postgres-ha/testkit/fake-github';
import { BOT, startBotWorld, type BotWorld } from './bot-world.ts';
import { flawsOfRefusal, pullRequestsOfBot, repliesTo } from './claims.ts';
import { renderedFiles } from './rendered-files.ts';
import { begun, type Scenario } from './scenario.ts';
import { settle } from './settle.ts';
import { CLUSTER_FILE } from './small-environment.ts';

const MINE = 'ada/more-instances';

/** What is asked for in pull requests, and what the bot says of people's. */
export const PULL_REQUEST_SCENARIOS: readonly Scenario[] = [
  {
    name: 'a person’s pull request',
    begin: async () => {
      const world = await startBotWorld();
      const { number } = openMine(world, { rendered: true });
      return begun(world, () => flawsOfReview(world, number));
    },
  },
  {
    name: 'plan',
    begin: async () => {
      const world = await startBotWorld();
      const { number } = openMine(world, { rendered: true });
      await settle(world);
      const { id } = world.people.comment(number, { body: '/plan', by: 'ada' });
      return begun(world, () => [...flawsOfReview(world, number), ...oneReply(world, id)]);
    },
  },
  {
    name: 'render',
    begin: async () => {
      const world = await startBotWorld();
      const { number } = openMine(world, { rendered: false });
      await settle(world);
      const { id } = world.people.comment(number, { body: '/render', by: 'ada' });
      return begun(world, () => {
        const files = world.people.files(MINE);
        const drifted = [...renderedFiles(files, 'shop')].filter(([path, text]) => files.get(path) !== text);
        const kept = files.get(CLUSTER_FILE)?.includes('instances: 5') === true;
        return [
          ...flawsOfReview(world, number),
          ...oneReply(world, id),
          ...drifted.map(([path]) => `${path} is not what is rendered`),
          ...(kept ? [] : ['what the person wrote is lost']),
        ];
      });
    },
  },
  {
    name: 'override',
    begin: async () => {
      const { world, pull } = await proposed('/resources shop/orders cpu=2');
      const { id } = world.people.comment(pull.number, {
        body: '/override facts-unknown reason="looked at it"',
        by: 'grace',
      });
      return begun(world, () => {
        const conclusion = world.people.checkRuns().findLast(({ name }) => name === CHECK_NAME)?.conclusion;
        return [
          ...oneReply(world, id),
          ...(conclusion === 'success' ? [] : [`the check is ${conclusion ?? 'nothing'}`]),
          ...(world.people.pullRequest(pull.number).state === 'open' ? [] : ['it was closed']),
          ...world.github.violations,
        ];
      });
    },
  },
  {
    name: 'unlock',
    begin: async () => {
      const { world } = await proposed('/scale shop/orders instances=5');
      const { id } = world.people.comment(world.issue, { body: '/unlock shop/orders', by: 'grace' });
      return begun(world, () => flawsOfRefusal(world, id));
    },
  },
  {
    name: 'help',
    begin: async () => {
      const world = await startBotWorld();
      const { id } = world.people.comment(world.issue, { body: '/help', by: 'ada' });
      return begun(world, () => flawsOfRefusal(world, id));
    },
  },
];

/** Five instances, as somebody writes them. */
function openMine({ people }: BotWorld, { rendered }: { readonly rendered: boolean }): SeenPullRequest {
  const files = new Map(people.files());
  files.set(CLUSTER_FILE, (files.get(CLUSTER_FILE) ?? '').replace('instances: 3', 'instances: 5'));
  const more = rendered ? Object.fromEntries(renderedFiles(files, 'shop')) : {};
  people.push({ branch: MINE, files: { ...more, [CLUSTER_FILE]: files.get(CLUSTER_FILE) ?? '' }, by: 'ada' });
  return people.openPullRequest({ title: 'Five instances', head: MINE, by: 'ada' });
}

async function proposed(text: string): Promise<{ readonly world: BotWorld; readonly pull: SeenPullRequest }> {
  const world = await startBotWorld();
  world.people.comment(world.issue, { body: text, by: 'ada' });
  await settle(world);
  const [pull] = pullRequestsOfBot(world);
  if (pull === undefined) throw new Error(`${text} made no pull request: ${world.log.join('\n')}`);
  // people need a moment, and GitHub's times are whole seconds
  world.pass(5_000);
  return { world, pull };
}

/** One comment with the reading, and the check on the head. */
function flawsOfReview({ people, github }: BotWorld, number: number): readonly string[] {
  const reviews = people
    .comments(number)
    .filter(({ author, body }) => author === BOT && readMarker(body)?.kind === 'review');
  const { sha } = people.pullRequest(number).head;
  const check = people.checkRuns().findLast(({ name, headSha }) => name === CHECK_NAME && headSha === sha);
  return [
    ...github.violations,
    ...(reviews.length === 1 ? [] : [`${reviews.length} reviews`]),
    ...(check?.status === 'completed' ? [] : ['no check of the head']),
  ];
}

function oneReply(world: BotWorld, comment: number): readonly string[] {
  const replies = repliesTo(world, comment);
  return replies.length === 1 ? [] : [`${replies.length} replies`];
}
