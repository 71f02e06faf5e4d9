import { startBotWorld, type BotWorld } from './bot-world.ts';
import { flawsOfProposal, flawsOfRefusal, pullRequestsOfBot } from './claims.ts';
import type { CommandCase } from './command-cases.ts';
import { settle } from './settle.ts';

/** Something that happens, and what it should come to. */
export interface Scenario {
  readonly name: string;
  /** A world in which it has just happened, and nobody has told the bot yet. */
  readonly begin: () => Promise<Begun>;
}

export interface Begun extends AsyncDisposable {
  readonly world: BotWorld;
  /** How what GitHub shows differs from what it should; empty: it does not. */
  readonly flaws: () => readonly string[];
}

export function begun(world: BotWorld, flaws: () => readonly string[]): Begun {
  return { world, flaws, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** A command in an issue: one pull request and one reply, or a reply alone that says why there is none. */
export function commandScenario(given: CommandCase): Scenario {
  const { name, text, after } = given;
  return {
    name,
    begin: async () => {
      const world = await startBotWorld(after === undefined ? undefined : await filesAfter(after));
      const { id } = world.people.comment(world.issue, { body: text, by: 'ada' });
      return begun(world, () =>
        pullRequestsOfBot(world).length > 0 ? flawsOfProposal(world, given, id) : flawsOfRefusal(world, id),
      );
    },
  };
}

/** What must be there before a command, made once. */
const bases = new Map<string, Promise<ReadonlyMap<string, string>>>();

/** The default branch once the pull request of a command was merged. */
function filesAfter(text: string): Promise<ReadonlyMap<string, string>> {
  const known = bases.get(text) ?? mergedFiles(text);
  bases.set(text, known);
  return known;
}

async function mergedFiles(text: string): Promise<ReadonlyMap<string, string>> {
  await using world = await startBotWorld();
  world.people.comment(world.issue, { body: text, by: 'ada' });
  await settle(world);
  const [pull] = pullRequestsOfBot(world);
  if (pull === undefined) throw new Error(`${text} made no pull request: ${world.log.join('\n')}`);
  world.people.merge(pull.number, { by: 'grace', deleteBranch: true });
  return world.people.files();
}
