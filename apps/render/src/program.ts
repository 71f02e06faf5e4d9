import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { check } from './commands/check.ts';
import { explain } from './commands/explain.ts';
import { init } from './commands/init.ts';
import { overview } from './commands/overview.ts';
import { render } from './commands/render.ts';
import { EXIT_CODES, type Outcome } from './outcome.ts';
import { existingRoot, findRoot } from './repository.ts';

/** Help is as wide in every terminal, and in none. */
const HELP_WIDTH = 100;

const EXITS = `
Exit codes:
  0  done, nothing found
  1  found something: rendered files are not up to date
  2  bad usage or bad input; nothing was written
  3  could not look`;

/** Runs a command line (without the interpreter and the script) and says what came of it. */
export function run(
  args: readonly string[],
  workingDirectory: string,
): { readonly outcome: Outcome; readonly json: boolean } {
  const state: { outcome: Outcome | undefined; output: string } = { outcome: undefined, output: '' };
  const program = define((command) => {
    state.outcome = command;
  }, workingDirectory);
  const collect = (text: string) => {
    state.output += text;
  };
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: collect,
      writeErr: collect,
      getOutHelpWidth: () => HELP_WIDTH,
      getErrHelpWidth: () => HELP_WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  }
  const json = args.includes('--json');
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const asked = error.exitCode === 0;
    return {
      json: json && !asked,
      outcome: {
        code: asked ? EXIT_CODES.ok : EXIT_CODES.badInput,
        text: state.output.trimEnd(),
        json: { problem: state.output.trim() },
      },
    };
  }
  if (state.outcome === undefined) throw new Error('no command ran');
  return { outcome: state.outcome, json };
}

function define(done: (outcome: Outcome) => void, workingDirectory: string): Command {
  const program = new Command('postgres-ha')
    .description(
      'Highly available PostgreSQL on Kubernetes: from one short file per cluster to manifests that Argo CD applies.',
    )
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .showHelpAfterError('(add --help for usage)')
    .addHelpText('after', EXITS);
  const inRoot = (root: string | undefined, act: (root: string) => Outcome) => {
    const found = root === undefined ? findRoot(workingDirectory) : existingRoot(resolve(workingDirectory, root));
    done(found === undefined ? noRoot(root ?? workingDirectory) : act(found));
  };
  const add = (name: string, description: string, example: string) =>
    program
      .command(name)
      .description(description)
      .option('--root <folder>', 'the repository; default: the nearest folder upwards that has environments/')
      .option('--json', 'print one JSON document')
      .addHelpText('after', `\nExample:\n  ${example}\n${EXITS}`);

  add('render', 'Write the manifests of the named environments, or of all.', 'postgres-ha render production')
    .argument('[environments...]', 'names of folders below environments/')
    .action((names: string[], { root }: Options) => {
      inRoot(root, (at) => render(at, names));
    });
  add(
    'check',
    'Say whether the rendered manifests are up to date, and what the rules find. Writes nothing.',
    'postgres-ha check --json',
  )
    .argument('[environments...]', 'names of folders below environments/')
    .action((names: string[], { root }: Options) => {
      inRoot(root, (at) => check(at, names));
    });
  add('overview', 'Say of each cluster what it will be. Writes nothing.', 'postgres-ha overview staging')
    .argument('[environments...]', 'names of folders below environments/')
    .action((names: string[], { root }: Options) => {
      inRoot(root, (at) => overview(at, names));
    });
  add('init', 'Start a cluster, and its environment where that is new.', 'postgres-ha init production/orders')
    .argument('<environment/cluster>', 'the folder to make below environments/')
    .action((target: string, { root }: Options) => {
      done(
        init(
          root === undefined ? (findRoot(workingDirectory) ?? workingDirectory) : resolve(workingDirectory, root),
          target,
        ),
      );
    });
  program
    .command('explain')
    .description('Say what a finding means and what to do; without an id, list all.')
    .argument('[id]', 'the word in brackets at the end of a finding')
    .option('--json', 'print one JSON document')
    .addHelpText('after', `\nExample:\n  postgres-ha explain switchover-delay-short\n${EXITS}`)
    .action((id: string | undefined) => {
      done(explain(id));
    });
  return program;
}

interface Options {
  readonly root?: string;
}

function noRoot(directory: string): Outcome {
  const text = `${directory}: found no folder environments/ here or above, expected the repository. Change to it, or name it with --root.`;
  return { code: EXIT_CODES.badInput, text, json: { problem: text } };
}
