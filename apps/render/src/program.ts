import { resolve } from 'node:path';
import { EXIT_CODES, startProgram, type Coming, type Outcome, type Started } from '@postgres-ha/command-line';
import { Command } from 'commander';
import { check } from './commands/check.ts';
import { checkServer } from './commands/check-server.ts';
import { diff } from './commands/diff.ts';
import { edit } from './commands/edit.ts';
import { explain } from './commands/explain.ts';
import { init } from './commands/init.ts';
import { overview } from './commands/overview.ts';
import { render } from './commands/render.ts';
import { existingRoot, findRoot } from '@postgres-ha/git-checkout/repository';

const EXITS = `
Exit codes:
  0  done, nothing found
  1  found something: rendered files are not up to date, or a change that must not be made so
  2  bad usage or bad input; nothing was written
  3  could not look`;

/**
 * Runs a command line that asks nobody outside of this machine, which is every one without `--server`.
 * @throws TypeError for one that does; see `start`
 */
export function run(
  args: readonly string[],
  workingDirectory: string,
): { readonly outcome: Outcome; readonly json: boolean } {
  const { outcome, json } = start(args, workingDirectory);
  if (outcome instanceof Promise) throw new TypeError(`${args.join(' ')} has to be waited for`);
  return { outcome, json };
}

/** Runs a command line (without the interpreter and the script) and says what comes of it. */
export function start(args: readonly string[], workingDirectory: string): Started {
  return startProgram(args, (done) => define(done, workingDirectory));
}

function define(done: (outcome: Coming) => void, workingDirectory: string): Command {
  const program = new Command('postgres-ha')
    .description(
      'Highly available PostgreSQL on Kubernetes: from one short file per cluster to manifests that Argo CD applies.',
    )
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .showHelpAfterError('(add --help for usage)')
    .addHelpText('after', EXITS);
  const inRoot = (root: string | undefined, act: (root: string) => Coming) => {
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
    .option('--server', 'ask the cluster in KUBECONFIG as well, by server-side dry run; for one environment')
    .action((names: string[], { root, server }: Options & { readonly server?: true }) => {
      inRoot(root, (at) => (server === true ? checkServer(at, names) : check(at, names)));
    });
  add(
    'diff',
    'Say what the working tree would do to running databases, compared with the commit that it grew from. Writes nothing.',
    'postgres-ha diff origin/main --markdown',
  )
    .argument('<base>', 'a branch, a tag or a commit')
    .option('--markdown', 'print Markdown, for a pull request')
    .action((base: string, { root, markdown }: Options & { readonly markdown?: true }) => {
      inRoot(root, (at) => diff(at, base, markdown === true ? 'markdown' : 'text'));
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
  add(
    'edit',
    'Change values in a cluster.yaml or environment.yaml, and not another byte of it.',
    `postgres-ha edit production/postgres-cluster instances=5 failoverDelay=45s
  postgres-ha edit production/postgres-cluster 'services+={name: mail-svc}' poolers.rw.poolSize=12 poolers.ro-
  postgres-ha edit production/postgres-cluster 'labels["example.org/team"]=db' --dry-run
  postgres-ha edit production defaults.postgresql.version=18`,
  )
    .argument('<environment[/cluster]>', 'whose cluster.yaml, or environment.yaml')
    .argument('<edits...>', 'path=value sets, path+=value appends to a list, path- deletes')
    .option('--dry-run', 'print the difference and write nothing')
    .action((target: string, expressions: string[], { root, dryRun = false }: Options) => {
      inRoot(root, (at) => edit(at, { target, expressions, dryRun }));
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
  readonly dryRun?: boolean;
}

function noRoot(directory: string): Outcome {
  const text = `${directory}: found no folder environments/ here or above, expected the repository. Change to it, or name it with --root.`;
  return { code: EXIT_CODES.badInput, text, json: { problem: text } };
}
