import { startProgram, type Coming, type Started } from '@postgres-ha/command-line';
import { Command } from 'commander';
import type { LocksOptions } from './commands/locks.ts';
import type { ScheduleOptions } from './commands/schedule.ts';
import type { Machine } from './machine.ts';
import type { PlanOptions } from './plan/plan.ts';
import type { ServeOptions } from './serve/serve-request.ts';

const EXITS = `
Exit codes:
  0  done
  1  something was found that needs a person
  2  bad usage or bad input, or what was asked for cannot be; nothing was done
  3  could not look: unknown`;

const CONFIG = 'who the bot is, and what it looks after; `explain config` shows one';

/** Runs a command line (without the interpreter and the script) and says what comes of it. */
export function start(args: readonly string[], machine: Machine): Started {
  return startProgram(args, (done) => define(done, machine));
}

/** What speaks to GitHub is loaded by its command. */
function define(done: (outcome: Coming) => void, machine: Machine): Command {
  const program = new Command('gitops-bot')
    .description(
      'Turns a comment into one pull request that says what it will do to running databases. It never merges, and never touches a database.',
    )
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .showHelpAfterError('(add --help for usage)')
    .addHelpText('after', EXITS);
  program
    .command('plan')
    .description('Print the pull request that a comment would lead to, with its diff. Asks nobody, writes nothing.')
    .argument('<commands...>', 'what would be written as a comment; several lines are several commands')
    .option('--root <directory>', 'the repository; default: the nearest folder upwards that has environments/')
    .option('--base <revision>', 'plan on this commit; default: the working tree, with what is not committed')
    .option('--facts <directory>', 'where <environment>/<cluster>.json say what is known of running clusters')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  gitops-bot plan "/scale production/postgres-cluster instances=5"
  gitops-bot plan "/maintenance start production/postgres-cluster reason=kernel" --base HEAD
  gitops-bot plan /help

Exit codes:
  0  each command leads to a pull request, or to nothing because the files say so already
  2  bad usage, a command that is mistaken, or a change that cannot be
  3  could not look: no Git, or no repository of it`,
    )
    .action((texts: readonly string[], options: PlanOptions) => {
      done(import('./plan/plan.ts').then(({ plan }) => plan(texts, { options, machine })));
    });
  program
    .command('serve')
    .description('Take webhooks of a GitHub App, and handle them until told to stop.')
    .requiredOption('--config <file>', CONFIG)
    .option(
      '--listen <host:port>',
      "where the page, metrics and probes are; default: the configuration's, or 127.0.0.1:8080",
    )
    .option('--grace <duration>', 'how long it may take to stop', '25s')
    .addHelpText(
      'after',
      `
Pages: / (claims, the queue, what was done), /status.json, /metrics, /healthz, /readyz. Nobody is asked
who they are there. Webhooks have an address of their own: only that one is for GitHub. The log is on
standard output, one JSON document a line. SIGTERM and SIGINT stop it; a second one ends it at once.

Examples:
  gitops-bot serve --config bot.yaml
  gitops-bot serve --config /etc/gitops-bot/bot.yaml --listen 0.0.0.0:8080

Exit codes:
  0  stopped as asked
  2  bad usage or bad input; nothing was served
  3  it could not go on, or did not stop within its grace`,
    )
    .action((options: ServeOptions) => {
      done(import('./serve/serve.ts').then(({ serve }) => serve(options, machine)));
    });
  program
    .command('action')
    .description('Handle the event that a GitHub workflow was started for. Prints one JSON document.')
    .addHelpText(
      'after',
      `
It reads what GitHub sets (GITHUB_EVENT_NAME, GITHUB_EVENT_PATH, GITHUB_REPOSITORY, GITHUB_API_URL,
GITHUB_OUTPUT, GITHUB_STEP_SUMMARY) and these:
  GITOPS_BOT_TOKEN      a token; without it, GITHUB_TOKEN
  GITOPS_BOT_LOGIN      whose it is; github-actions[bot] for GITHUB_TOKEN
  GITOPS_BOT_APP_ID, GITOPS_BOT_INSTALLATION_ID, GITOPS_BOT_PRIVATE_KEY   instead of a token
  GITOPS_BOT_COMMAND    for workflow_dispatch: what would be written as a comment
  GITOPS_BOT_DASHBOARD  title of the dashboard issue; none without it
  GITOPS_BOT_WRITE_INTERVAL_MS   between two things that write; 1000 without it, as GitHub asks for

Example:
  gitops-bot action

Exit codes:
  0  handled, or nothing for the bot
  2  bad input; nothing was done
  3  it could not be done now; a run by the timetable looks for it again`,
    )
    .action(() => {
      done(import('./action/action.ts').then(({ action }) => action(machine)));
    });
  program
    .command('schedule')
    .description('Look after what is open without webhooks: by the timetable, or once.')
    .requiredOption('--config <file>', CONFIG)
    .option('--once', 'look once, and end')
    .option('--json', 'with --once: print one JSON document')
    .addHelpText(
      'after',
      `
It finds comments that nobody told of, bases that moved, freezes that begin and end, maintenance that
is due, and claims that expired. \`serve\` does so too.

Examples:
  gitops-bot schedule --config bot.yaml --once
  gitops-bot schedule --config bot.yaml

Exit codes:
  0  every repository was looked after, or it was stopped as asked
  2  bad usage or bad input; nothing was looked after
  3  a repository could not be looked after`,
    )
    .action((options: ScheduleOptions) => {
      done(import('./commands/schedule.ts').then(({ schedule }) => schedule(options, machine)));
    });
  program
    .command('locks')
    .description('List what is claimed, each with its pull request; or release one claim.')
    .requiredOption('--config <file>', CONFIG)
    .option('--repository <name>', 'only this one of the configuration')
    .option('--release <target>', 'close the pull request of this target and remove its branch')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  gitops-bot locks --config bot.yaml
  gitops-bot locks --config bot.yaml --release production/postgres-cluster
${EXITS}`,
    )
    .action((options: LocksOptions) => {
      done(import('./commands/locks.ts').then(({ locks }) => locks(options, machine)));
    });
  program
    .command('explain')
    .description('Say what a command or a rule is, how to make the GitHub App, what a configuration looks like.')
    .argument('[name]', 'a command, a rule, `app` or `config`; without one, list all')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `\nExamples:\n  gitops-bot explain scale\n  gitops-bot explain facts-unknown\n  gitops-bot explain app\n${EXITS}`,
    )
    .action((name: string | undefined) => {
      done(import('./commands/explain.ts').then(({ explain }) => explain(name)));
    });
  return program;
}
