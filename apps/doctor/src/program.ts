import { startProgram, type Coming, type Started } from '@postgres-ha/command-line';
import { Command } from 'commander';
import type { BundleOptions } from './commands/bundle.ts';
import type { PreflightOptions } from './commands/preflight.ts';
import type { StatusOptions } from './commands/status.ts';
import type { EvidenceOptions } from './look-options.ts';
import type { Machine } from './machine.ts';

const EXITS = `
Exit codes:
  0  nothing found
  1  something was found
  2  bad usage or bad input; nothing was looked at
  3  could not look, or not well enough: unknown`;

const TARGET = 'as its folder below environments/; or --namespace and --cluster';

/** Runs a command line (without the interpreter and the script) and says what comes of it. */
export function start(args: readonly string[], machine: Machine): Started {
  return startProgram(args, (done) => define(done, machine));
}

/** What speaks to Kubernetes is loaded by its command. */
function define(done: (outcome: Coming) => void, machine: Machine): Command {
  const program = new Command('doctor')
    .description(
      'Finds out what is wrong with a PostgreSQL cluster on Kubernetes. It changes nothing; a Job of its own asks the object store, and is removed.',
    )
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .showHelpAfterError('(add --help for usage)')
    .addHelpText('after', EXITS);
  looking(program.command('diagnose'), { timeout: '2m' })
    .description('Find the cause of what is wrong, with what shows it and what to do.')
    .argument('[environment/cluster]', TARGET)
    .option('--no-job', 'do not ask the object store by a Job in the cluster')
    .option('--record <file>', 'keep what was seen, to be judged again; no value of a Secret is in it')
    .option('--evidence <file>', 'judge what --record kept, and ask nobody')
    .option('--verbose', 'show every check with what it proves')
    .addHelpText(
      'after',
      `
Examples:
  doctor diagnose production/postgres-cluster
  doctor diagnose --namespace link-services --cluster postgres-cluster --no-job
  doctor diagnose --evidence evidence.json --json
${EXITS}`,
    )
    .action((target: string | undefined, options: EvidenceOptions) => {
      done(
        import('./commands/diagnose.ts').then(({ diagnoseCommand }) => diagnoseCommand(target, { options, machine })),
      );
    });
  looking(program.command('status'), { timeout: '1m' })
    .description('One look: topology, lag, backups, proofs, certificates, poolers, alerts. It judges nothing.')
    .argument('[environment/cluster]', TARGET)
    .option(
      '--prometheus <url>',
      "ask this Prometheus for alerts; default: Alertmanager's Service, through the API server",
    )
    .option('--evidence <file>', 'show what --record kept, and ask nobody')
    .addHelpText(
      'after',
      `
Examples:
  doctor status production/postgres-cluster
  doctor status production/postgres-cluster --prometheus http://127.0.0.1:9090 --json

Exit codes:
  0  looked; what is not known is shown as unknown
  1  there is no such cluster
  2  bad usage or bad input; nothing was looked at
  3  the cluster could not be looked at: unknown`,
    )
    .action((target: string | undefined, options: StatusOptions) => {
      done(import('./commands/status.ts').then(({ statusCommand }) => statusCommand(target, { options, machine })));
    });
  looking(program.command('bundle'), { timeout: '2m' })
    .description('Pack what was seen, without credentials, for people who help.')
    .argument('[environment/cluster]', TARGET)
    .option('--output <file>', 'where it is written, which must not be there yet; default: <cluster>-<time>.tar.gz')
    .option('--no-job', 'do not ask the object store by a Job in the cluster')
    .option('--evidence <file>', 'pack what --record kept, and ask nobody')
    .addHelpText(
      'after',
      `
It ends in a list of what it holds: look into it before you send it.

Examples:
  doctor bundle production/postgres-cluster
  doctor bundle --evidence evidence.json --output bundle.tar.gz

Exit codes:
  0  written
  2  bad usage or bad input; nothing was written
  3  written, and the cluster itself could not be looked at`,
    )
    .action((target: string | undefined, options: BundleOptions) => {
      done(import('./commands/bundle.ts').then(({ bundleCommand }) => bundleCommand(target, { options, machine })));
    });
  looking(program.command('verify'), { timeout: '3m' })
    .description(
      'Prove that an installation works: healthy, one primary, logins through service and poolers, archived WAL, a backup.',
    )
    .argument('[environment/cluster]', TARGET)
    .option('--no-job', 'do not log in, and do not ask the object store, by Jobs in the cluster')
    .option('--record <file>', 'keep what was seen, to be judged again; no value of a Secret is in it')
    .option('--evidence <file>', 'judge what --record kept, and ask nobody')
    .addHelpText(
      'after',
      `
The application's password goes from its Secret into a Job in the cluster's namespace, and nowhere else.

Examples:
  doctor verify production/postgres-cluster
  doctor verify --namespace link-services --cluster postgres-cluster
${EXITS}`,
    )
    .action((target: string | undefined, options: EvidenceOptions) => {
      done(import('./commands/verify.ts').then(({ verifyCommand }) => verifyCommand(target, { options, machine })));
    });
  looking(program.command('preflight'), { timeout: '3m' })
    .description('Say whether what an environment takes is there, before its files are applied.')
    .argument('<environment[/cluster]>', 'as its folder below environments/')
    .option('--no-job', 'do not ask the object store by a Job in the cluster')
    .option('--from-here', 'ask the object store from this machine, with the credentials that the AWS SDK finds')
    .addHelpText(
      'after',
      `
What file 00 brings may be missing before it is applied: "later" says so, and is no finding.

Examples:
  doctor preflight production
  doctor preflight production --from-here
${EXITS}`,
    )
    .action((target: string | undefined, options: PreflightOptions) => {
      done(
        import('./commands/preflight.ts').then(({ preflightCommand }) =>
          preflightCommand(target, { options, machine }),
        ),
      );
    });
  return program;
}

/** Options of every command that asks Kubernetes. */
function looking(command: Command, { timeout }: { readonly timeout: string }): Command {
  return command
    .option('--namespace <name>', 'namespace of the cluster, without a checkout')
    .option('--cluster <name>', 'name of the cluster, without a checkout')
    .option('--operator-namespace <name>', "where CloudNativePG runs; default: the environment's, or cnpg-system")
    .option('--root <folder>', 'the repository; default: the nearest folder upwards that has environments/')
    .option('--kubeconfig <file>', 'default: KUBECONFIG, ~/.kube/config, or the cluster that this runs in')
    .option('--context <name>', 'default: the current one of the kubeconfig')
    .option('--timeout <duration>', 'stop looking after so long; what is not known then is unknown', timeout)
    .option('--json', 'print one JSON document');
}
