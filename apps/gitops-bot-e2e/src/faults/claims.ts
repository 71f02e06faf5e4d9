import { CHECK_NAME, readMarker } from '@postgres-ha/change-request';
import { lineDiff, type SeenPullRequest } from '@postgres-ha/testkit/fake-github';
import { BOT, type BotWorld } from './bot-world.ts';
import type { CommandCase } from './command-cases.ts';
import { renderedFiles } from './rendered-files.ts';

/** How what GitHub shows differs from exactly one pull request with the change and one reply. Empty: it does not. */
export function flawsOfProposal(world: BotWorld, { lines }: CommandCase, comment: number): readonly string[] {
  const { people } = world;
  const pulls = pullRequestsOfBot(world);
  const [pull] = pulls;
  const branches = people.branches().filter((name) => name.startsWith('postgres-ha/'));
  return [
    ...commonFlaws(world, comment),
    ...(pulls.length === 1 ? [] : [`${pulls.length} pull requests`]),
    ...(pull?.state === 'open' ? flawsOfChange(world, pull, lines) : ['no open pull request']),
    ...(branches.length === 1 ? [] : [`branches: ${branches.join(', ')}`]),
  ];
}

/** How it differs from nothing at all but one reply that says why. */
export function flawsOfRefusal(world: BotWorld, comment: number): readonly string[] {
  const open = pullRequestsOfBot(world).filter(({ state }) => state === 'open');
  const branches = world.people.branches().filter((name) => name.startsWith('postgres-ha/'));
  return [
    ...commonFlaws(world, comment),
    ...(open.length === 0 ? [] : [`${open.length} open pull requests`]),
    ...(branches.length === 0 ? [] : [`branches: ${branches.join(', ')}`]),
  ];
}

export function pullRequestsOfBot({ people }: BotWorld): readonly SeenPullRequest[] {
  return people.pullRequests().filter(({ author }) => author === BOT);
}

/** The bot's replies to a comment, wherever they are. */
export function repliesTo({ people }: BotWorld, comment: number): readonly string[] {
  const numbers = [...people.issues(), ...people.pullRequests()].map(({ number }) => number);
  return numbers
    .flatMap((number) => people.comments(number))
    .filter(({ author, body }) => {
      const marker = readMarker(body);
      return author === BOT && marker?.kind === 'reply' && marker.key === `comment-${comment}`;
    })
    .map(({ body }) => body);
}

function commonFlaws(world: BotWorld, comment: number): readonly string[] {
  const replies = repliesTo(world, comment);
  const reactions = world.people.reactions().filter(({ on, login }) => login === BOT && on === `comment ${comment}`);
  // the reply is what counts: a reaction that met a fault may be missing, and is never contradicted
  const ends = reactions.filter(({ content }) => content === 'rocket' || content === 'confused');
  return [
    ...world.github.violations.map((violation) => `does not fit GitHub: ${violation}`),
    ...(replies.length === 1 ? [] : [`${replies.length} replies`]),
    ...(ends.length <= 1 ? [] : [`reactions: ${reactions.map(({ content }) => content).join(', ')}`]),
  ];
}

/** The commit of a pull request: only the lines that were asked for, and what is rendered from them. */
export function flawsOfChange(world: BotWorld, pull: SeenPullRequest, lines: CommandCase['lines']): readonly string[] {
  const { people } = world;
  const { sha } = pull.head;
  const commit = people.git.get(sha);
  if (commit?.kind !== 'commit') return [`${sha} is no commit`];
  const { parents, signature } = commit.commit;
  const [parent = ''] = parents;
  const before = people.files(parent);
  const after = people.files(sha);
  const rendered = new Map(['shop', 'yard'].flatMap((name) => [...renderedFiles(after, name)]));
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  const written = paths.filter((path) => !rendered.has(path));
  const wanted = Object.keys(lines);
  const checks = people.checkRuns().filter(({ name, headSha }) => name === CHECK_NAME && headSha === sha);
  return [
    ...(parents.length === 1 ? [] : [`${parents.length} parents`]),
    ...(signature === undefined ? ['the commit is not verified'] : []),
    ...(written.sort().join() === wanted.sort().join() ? [] : [`writes ${written.join(', ')}`]),
    ...wanted.flatMap((path) => flawsOfLines(path, { before, after, wanted: lines[path] ?? [] })),
    ...[...rendered].flatMap(([path, text]) => (after.get(path) === text ? [] : [`${path} is not what is rendered`])),
    // where two bots were at work there may be two: GitHub shows the newest of a name, and nothing can be taken back
    ...(checks.at(-1)?.status === 'completed' ? [] : [`${checks.length} check runs of ${sha}`]),
  ];
}

interface Texts {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  readonly wanted: readonly string[];
}

function flawsOfLines(path: string, { before, after, wanted }: Texts): readonly string[] {
  const changed = lineDiff(before.get(path) ?? '', after.get(path) ?? '')
    .patch.split('\n')
    .filter((line) => /^[+-]/.test(line))
    .map((line) => line.replace(/'\d{4}-\d\d-\d\dT[\d:.]+Z'/, "'<moment>'"));
  return changed.join('\n') === wanted.join('\n') ? [] : [`${path}: ${changed.join(' ')}`];
}
