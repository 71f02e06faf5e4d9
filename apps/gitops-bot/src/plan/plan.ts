import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  helpText,
  planChange,
  printCommand,
  pullRequestContent,
  readComment,
  type Command,
  type Intent,
  type Origin,
  type Planning,
} from '@postgres-ha/change-request';
import { readFacts } from '@postgres-ha/cluster-facts';
import { couldNotLook, EXIT_CODES, quoted, refused, type Outcome } from '@postgres-ha/command-line';
import { committedState, workingState, type CheckoutState } from '@postgres-ha/git-checkout';
import type { FactsPlace } from '../config/bot-config.ts';
import { digest, GENERATOR } from '../generator.ts';
import type { Machine } from '../machine.ts';
import { factsFrom } from '../work/facts-from.ts';
import { planText, type Planned } from './plan-text.ts';

/** As they were given on the command line. */
export interface PlanOptions {
  readonly root?: string;
  readonly base?: string;
  readonly facts?: string;
}

const QUOTE = 'Quote it: gitops-bot plan "/scale production/postgres-cluster instances=5".';
const NOTHING = 'Nothing was planned, and nothing was written.';

/** Says what pull requests a comment would lead to. It asks nobody, needs no token, and writes nothing. */
export async function plan(
  texts: readonly string[],
  { options, machine }: { readonly options: PlanOptions; readonly machine: Machine },
): Promise<Outcome> {
  const [text = '', ...others] = texts;
  if (others.length > 0) {
    const found = `${texts.length} arguments`;
    return refused([{ where: 'command', found, expected: 'one text', remedy: QUOTE }], NOTHING);
  }
  const reading = readComment(text);
  if (reading.kind === 'mistaken') {
    const problems = reading.mistakes.map(({ line, ...mistake }) => ({ where: `command, line ${line}`, ...mistake }));
    return refused(problems, NOTHING);
  }
  if (reading.kind === 'none') {
    const expected = 'a line that begins with a command';
    return refused([{ where: 'command', found: quoted(text), expected, remedy: QUOTE }], NOTHING);
  }
  const root =
    options.root === undefined ? findRoot(machine.workingDirectory) : resolve(machine.workingDirectory, options.root);
  if (root === undefined || !existsSync(join(root, 'environments'))) {
    const found = `no folder environments/${options.root === undefined ? ' here or above' : ''}`;
    const where = options.root === undefined ? machine.workingDirectory : '--root';
    return refused(
      [{ where, found, expected: 'the repository', remedy: 'Change to it, or name it with --root.' }],
      NOTHING,
    );
  }
  const { facts } = options;
  if (facts !== undefined && !isFolder(resolve(machine.workingDirectory, facts))) {
    const found = `${quoted(facts)}, which is no folder`;
    const expected = 'a folder with <environment>/<cluster>.json';
    return refused([{ where: '--facts', found, expected, remedy: 'Name it, or leave it out.' }], NOTHING);
  }
  const look = options.base === undefined ? workingState(root) : committedState(root, options.base);
  if (look.kind === 'no-look') return couldNotLook(look.because);
  if (look.kind === 'unknown') {
    const expected = 'a branch, a tag or a commit';
    return refused([{ where: '--base', found: quoted(options.base ?? ''), expected, remedy: 'Correct it.' }], NOTHING);
  }
  const planned: Planned[] = [];
  for (const { command } of reading.commands) {
    planned.push(await planOne(command, { checkout: look.checkout, options, machine }));
  }
  const code = planned.some(({ kind }) => kind === 'refused' || kind === 'not-here')
    ? EXIT_CODES.badInput
    : EXIT_CODES.ok;
  const { state, edited } = look.checkout;
  return {
    code,
    text: planText(planned, { base: state.commit, edited: edited.length, isWorkingTree: options.base === undefined }),
    json: { base: state.commit, edited, plans: planned.map(documentOf) },
  };
}

interface Planner {
  readonly checkout: CheckoutState;
  readonly options: PlanOptions;
  readonly machine: Machine;
}

async function planOne(command: Command, { checkout, options, machine }: Planner): Promise<Planned> {
  const text = printCommand(command);
  switch (command.kind) {
    case 'help':
      return { kind: 'help', command: text, markdown: helpText(command.about) };
    case 'plan':
    case 'render':
    case 'override':
      return { kind: 'not-here', command: text, where: 'a pull request' };
    case 'unlock':
      return { kind: 'not-here', command: text, where: 'any issue or pull request' };
    default: {
      const now = new Date(machine.clock.now());
      const origin: Origin = { kind: 'command-line', key: 'command-line', by: undefined, url: undefined, at: now };
      const planning = await planningOf(command, { checkout, options, machine, now, origin });
      if (planning.kind === 'unchanged') return { kind: 'unchanged', command: text, path: planning.path };
      if (planning.kind !== 'plan') return { kind: 'refused', command: text, problems: planning.problems };
      const content = pullRequestContent(planning, { origin, now, generator: GENERATOR });
      return { kind: 'plan', command: text, plan: planning, content };
    }
  }
}

async function planningOf(
  intent: Intent,
  { checkout, options, machine, now, origin }: Planner & { readonly now: Date; readonly origin: Origin },
): Promise<Planning> {
  const place: FactsPlace =
    options.facts === undefined
      ? { kind: 'none' }
      : { kind: 'directory', path: resolve(machine.workingDirectory, options.facts) };
  const read = factsFrom(place, undefined);
  return planChange(intent, {
    ...{ state: checkout.state, origin, now, generator: GENERATOR, digest, signal: machine.signal },
    facts: async (cluster) => readFacts(await read(cluster, machine.signal), { cluster, now }),
  });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The nearest directory, from `start` upwards, that has an `environments` folder. */
function findRoot(start: string): string | undefined {
  for (let directory = start; ; directory = join(directory, '..')) {
    if (existsSync(join(directory, 'environments'))) return directory;
    if (join(directory, '..') === directory) return undefined;
  }
}

function documentOf(planned: Planned): unknown {
  switch (planned.kind) {
    case 'plan': {
      const { plan: made, content, command, kind } = planned;
      const { judgement, files, hash, base } = made;
      return {
        ...{ command, kind, base, hash, verdict: judgement.verdict, rules: judgement.rules },
        disruption: judgement.disruption,
        pullRequest: content,
        files: files.map(({ before, after, ...file }) => ({ ...file, before: before ?? null, after: after ?? null })),
      };
    }
    default:
      return planned;
  }
}
