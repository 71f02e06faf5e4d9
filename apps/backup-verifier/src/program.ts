import { startProgram, type Coming, type Started } from '@postgres-ha/command-line';
import { Command } from 'commander';
import { explain } from './commands/explain.ts';
import type { Machine } from './machine.ts';
import type { PlaceOptions, RunOptions } from './request/request.ts';
import type { ServeOptions } from './serve/serve-request.ts';

const EXITS = `
Exit codes:
  0  nothing found: proven, up to the level that was asked for; or all damage is acknowledged
  1  something is damaged or lost
  2  bad usage or bad input; nothing was verified
  3  could not look, or not to the end: unknown`;

const CREDENTIALS = `
S3 credentials come from where the AWS SDK looks: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a
profile, web identity, the role of the machine. Reading is enough: s3:ListBucket, s3:GetObject.`;

/** Runs a command line (without the interpreter and the script) and says what comes of it. */
export function start(args: readonly string[], machine: Machine): Started {
  return startProgram(args, (done) => define(done, machine));
}

/** What looks at an archive is loaded by its command: it brings the AWS SDK with it. */
function define(done: (outcome: Coming) => void, machine: Machine): Command {
  const program = new Command('backup-verifier')
    .description(
      'Says of every backup of a CloudNativePG cluster, and of every moment since, whether it can be restored, on evidence. It only reads the archive.',
    )
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .showHelpAfterError('(add --help for usage)')
    .addHelpText('after', EXITS);
  const add = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .argument('[address]', 's3://bucket/path or a directory; default: where the policy says')
      .option('--policy <file>', 'what is to be proven: the 02-backup-configuration.yaml of a cluster', collected)
      .option('--server <name>', "the server's folder below the address; default: the policy's, or all")
      .option('--endpoint <url>', "an S3 server other than Amazon's")
      .option('--region <name>', 'default: what the AWS environment says')
      .option('--path-style', 'endpoint/bucket/key and not bucket.endpoint/key; default with --endpoint')
      .option('--no-path-style', 'bucket.endpoint/key, also with --endpoint');

  add('catalog', 'List the backups, and find holes in the WAL by the names of its objects. Reads no backup.')
    .option('--timeout <duration>', 'stop looking after so long, such as 90s or 5m')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `${CREDENTIALS}

Examples:
  backup-verifier catalog s3://link-app-backups-production/ --server postgres-cluster
  backup-verifier catalog --policy environments/production/postgres-cluster/02-backup-configuration.yaml
${EXITS}`,
    )
    .action((address: string | undefined, options: PlaceOptions) => {
      done(import('./commands/catalog.ts').then(({ catalog }) => catalog(address, { options, machine })));
    });
  add('run', 'Prove what can be restored: read every byte, start each backup, replay its WAL. Once.')
    .option(
      '--level <level>',
      "how far: L1 (list), L2 (read), L3 (start), L4 (replay), L5 (the data); default: the policy's, or L4",
    )
    .option('--backup <id>', 'newest, all, or the id of a backup; may be repeated; default: all', collected)
    .option('--scratch <dir>', "where throw-away servers may be; default: the system's temporary files")
    .option(
      '--postgres-bin <dir>',
      "PostgreSQL's programs; may be repeated, for several majors; default: POSTGRES_BIN, PATH, the usual places",
      collected,
    )
    .option('--timeout <duration>', 'stop after so long, such as 2h; what is not finished is unknown')
    .option(
      '--ledger <address>',
      'remember what was seen there, beside the archive; what has not changed is not read again',
    )
    .option('--reverify-after <age>', 'with --ledger: look again at what was last looked at so long ago, such as 30d')
    .option('--budget-bytes <size>', 'read no more than that, such as 500GiB; what is left is said to be')
    .option('--budget-time <limit>', 'begin nothing after so long, such as 6h; what was begun is ended')
    .option('--markdown <file>', 'write the report there too, for a pull request or a wiki')
    .option('--html <file>', 'write the report there too, as a page with a picture of what can be restored')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `${CREDENTIALS}

Examples:
  backup-verifier run --policy environments/production/postgres-cluster/02-backup-configuration.yaml
  backup-verifier run s3://backups/prod --server postgres-cluster --backup newest --timeout 2h --json
  backup-verifier run /mnt/copy-of-the-bucket --level L2
  backup-verifier run s3://backups/prod --ledger s3://proofs/prod --reverify-after 30d
${EXITS}`,
    )
    .action((address: string | undefined, options: RunOptions) => {
      done(import('./commands/run.ts').then(({ run }) => run(address, { options, machine })));
    });
  add('serve', 'Prove by the schedule of the policy, again and again, until told to stop. Answers over HTTP.')
    .option(
      '--level <level>',
      "how far: L1 (list), L2 (read), L3 (start), L4 (replay), L5 (the data); default: the policy's, or L4",
    )
    .option('--listen <host:port>', 'where pages, metrics and probes are; port 0 takes any', '127.0.0.1:8080')
    .option('--run-at-start', 'do not wait for the schedule with the first run')
    .option('--scratch <dir>', "where throw-away servers may be; default: the system's temporary files")
    .option(
      '--postgres-bin <dir>',
      "PostgreSQL's programs; may be repeated, for several majors; default: POSTGRES_BIN, PATH, the usual places",
      collected,
    )
    .option('--timeout <duration>', 'end a run after so long, such as 2h; what is not finished is unknown')
    .option('--grace <duration>', 'how long it may take to stop', '25s')
    .option('--notify <file>', 'whom to tell of damage and of not knowing: Slack, GitHub, Alertmanager, PagerDuty')
    .option('--outbox <dir>', 'with --notify: keeps what was told, on a disk of this machine, for one worker alone')
    .option('--runbooks <url>', 'with --notify: where docs/runbooks is, for links')
    .addHelpText(
      'after',
      `
Pages: / and /report.{html,md,txt,json} (the last report), /status.json, /metrics, /healthz, /readyz. Nobody is
asked who they are: listen where only those reach it who may know. The log is on standard output,
one JSON document a line. SIGTERM and SIGINT stop it; a second one ends it at once.
${CREDENTIALS}

Examples:
  backup-verifier serve --policy environments/production/postgres-cluster/02-backup-configuration.yaml
  backup-verifier serve --policy /etc/policy/policy.yaml --listen 0.0.0.0:8080 --run-at-start
  backup-verifier serve --policy /etc/policy/policy.yaml --notify notify.yaml --outbox /var/lib/verifier

Exit codes:
  0  stopped as asked; what was found is in the log, the pages and the metrics
  2  bad usage or bad input; nothing was begun
  3  it could not go on, or did not stop within its grace`,
    )
    .action((address: string | undefined, options: ServeOptions) => {
      done(import('./commands/serve.ts').then(({ serve }) => serve({ address, options, machine })));
    });
  program
    .command('explain')
    .description('Say what a finding or a verdict means and what to do; without an id, list all.')
    .argument('[id]', 'the word in brackets at the end of a finding, or a verdict')
    .option('--json', 'print one JSON document')
    .addHelpText('after', `\nExample:\n  backup-verifier explain replay-stopped-short\n${EXITS}`)
    .action((id: string | undefined) => {
      done(explain(id));
    });
  return program;
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
