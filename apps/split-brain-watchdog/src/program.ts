import { startProgram, type Coming, type Started } from '@postgres-ha/command-line';
import { Command } from 'commander';
import type { AcknowledgeOptions } from './commands/acknowledge.ts';
import type { CheckOptions } from './commands/check.ts';
import { explain } from './commands/explain.ts';
import type { NotifyTestOptions } from './commands/notify-test.ts';
import type { Machine } from './machine.ts';
import type { ServeOptions } from './serve/serve-request.ts';

const EXITS = `
Exit codes:
  0  nothing found: healthy, or only something to be noted
  1  something was found that needs a person
  2  bad usage or bad input; nothing was looked at
  3  could not look, or not well enough: unknown`;

const CONNECTIONS = `
Connection strings are those of libpq: postgresql://user@host:5432/postgres?sslmode=verify-full, or
host=… user=…. PGUSER, PGPASSWORD, PGPASSFILE and PGSSL… count where one does not say. Name each
server itself, never a service that moves. \`split-brain-watchdog explain login\` makes the login.`;

const CONFIG = 'what is watched, and who is told; `explain config` shows one';

/** Runs a command line (without the interpreter and the script) and says what comes of it. */
export function start(args: readonly string[], machine: Machine): Started {
  return startProgram(args, (done) => define(done, machine));
}

/** What speaks to servers is loaded by its command. */
function define(done: (outcome: Coming) => void, machine: Machine): Command {
  const program = new Command('split-brain-watchdog')
    .description(
      'Proves two primaries of one PostgreSQL cluster by evidence, lists the commits that will be lost, and tells people once. It only reads.',
    )
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .showHelpAfterError('(add --help for usage)')
    .addHelpText('after', EXITS);
  program
    .command('serve')
    .description('Watch until told to stop. Answers over HTTP.')
    .requiredOption('--config <file>', CONFIG)
    .option(
      '--listen <host:port>',
      "where pages, metrics and probes are; default: the configuration's, or 127.0.0.1:8080",
    )
    .option('--grace <duration>', 'how long it may take to stop', '25s')
    .addHelpText(
      'after',
      `
Pages: / (the clusters, incidents, changes of the primary), /status.json, /metrics, /healthz, /readyz.
Nobody is asked who they are: listen where only those reach it who may know. The log is on standard
output, one JSON document a line. SIGTERM and SIGINT stop it; a second one ends it at once.

Examples:
  split-brain-watchdog serve --config watchdog.yaml
  split-brain-watchdog serve --config /etc/watchdog/watchdog.yaml --listen 0.0.0.0:8080

Exit codes:
  0  stopped as asked; what was found is in the log, the pages and the metrics
  2  bad usage or bad input; nothing was watched
  3  it could not go on, or did not stop within its grace`,
    )
    .action((options: ServeOptions) => {
      done(import('./serve/serve.ts').then(({ serve }) => serve(options, machine)));
    });
  program
    .command('check')
    .description('Look once: at a cluster whose members are named, or at all of a configuration.')
    .argument('[addresses...]', 'connection strings of all members of one cluster')
    .option('--config <file>', CONFIG)
    .option('--timeout <duration>', 'stop looking after so long; what is not known then is unknown', '15s')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `${CONNECTIONS}

Examples:
  split-brain-watchdog check postgresql://watchdog@10.0.0.1/postgres postgresql://watchdog@10.0.0.2/postgres
  split-brain-watchdog check --config watchdog.yaml --json
${EXITS}`,
    )
    .action((addresses: readonly string[], options: CheckOptions) => {
      done(import('./commands/check.ts').then(({ check }) => check(addresses, { options, machine })));
    });
  program
    .command('replay')
    .description('Judge a recording anew, and print each change of state with its evidence.')
    .argument('<recording>', 'a file of the directory of recordings')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Example:
  split-brain-watchdog replay recordings/production+orders/20261126T012000123Z.keep-20261210.ndjson

Exit codes:
  0  nothing was found at any time, and it ends healthy
  1  something was found that needed a person, at any time
  2  bad usage, or no recording
  3  nothing was found, and it ends unknown`,
    )
    .action((recording: string) => {
      done(import('./commands/replay.ts').then(({ replay }) => replay(recording, machine)));
    });
  program
    .command('explain')
    .description('Say what a state means and what to do, how to make the login, what a configuration looks like.')
    .argument('[name]', 'a state, `login` or `config`; without one, list all')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `\nExamples:\n  split-brain-watchdog explain dual-writing\n  split-brain-watchdog explain login\n${EXITS}`,
    )
    .action((name: string | undefined) => {
      done(explain(name));
    });
  program
    .command('acknowledge')
    .description('Say that somebody has lost commits in hand, so that their incident may end.')
    .argument('<incident>', 'its id: 16 hexadecimal digits')
    .requiredOption('--config <file>', 'the configuration of the watchdog that told of it')
    .requiredOption('--by <name>', 'who says so, as people read it')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `\nExample:\n  split-brain-watchdog acknowledge 5f2b8c41d09e7a36 --config watchdog.yaml --by maria\n${EXITS}`,
    )
    .action((id: string, options: AcknowledgeOptions) => {
      done(import('./commands/acknowledge.ts').then(({ acknowledge }) => acknowledge(id, { options, machine })));
    });
  const notify = program.command('notify').description('Try out who is told.').helpCommand(false);
  notify
    .command('test')
    .description('Send a test through every sink, and say who got it.')
    .requiredOption('--config <file>', CONFIG)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Example:
  split-brain-watchdog notify test --config watchdog.yaml

Exit codes:
  0  every sink got it
  2  bad usage or bad input; nobody was told anything
  3  a sink did not get it`,
    )
    .action((options: NotifyTestOptions) => {
      done(import('./commands/notify-test.ts').then(({ notifyTest }) => notifyTest(options, machine)));
    });
  return program;
}
