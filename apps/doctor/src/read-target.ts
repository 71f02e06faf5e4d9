import { resolve } from 'node:path';
import { quoted, readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';
import type { Intent, Look, Target } from '@postgres-ha/diagnosis';
import { alertLimits, type Cluster, type Environment } from '@postgres-ha/environment';
import type { Rendering } from '@postgres-ha/rendering';

/** Options that say which clusters are meant; the same for every command. */
export interface TargetOptions {
  readonly root?: string;
  readonly namespace?: string;
  readonly cluster?: string;
  readonly operatorNamespace?: string;
}

/** Where the operator's own manifests put it. */
const OPERATOR_NAMESPACE = 'cnpg-system';

/** A cluster, and what Git says of it where there is a checkout. */
export interface ChosenCluster {
  readonly target: Target;
  readonly intent: Look<Intent>;
  readonly rendering: Rendering | undefined;
  readonly declared: Cluster | undefined;
}

export interface Chosen {
  readonly clusters: readonly ChosenCluster[];
  readonly environment: Environment | undefined;
  readonly rendering: Rendering | undefined;
}

/** @param text `production`, `production/postgres-cluster`, or undefined with --namespace and --cluster */
export async function readTarget(
  text: string | undefined,
  { options, workingDirectory }: { readonly options: TargetOptions; readonly workingDirectory: string },
): Promise<Reading<Chosen>> {
  const { namespace, cluster } = options;
  if (text === undefined) {
    if (namespace === undefined || cluster === undefined) return refuse(whichCluster(options));
    const detail = 'no environment was named, so that Git was not asked';
    return readAs({
      clusters: [
        {
          target: { namespace, cluster, operatorNamespace: options.operatorNamespace ?? OPERATOR_NAMESPACE },
          intent: { kind: 'unseen', reason: 'skipped', detail },
          ...{ rendering: undefined, declared: undefined },
        },
      ],
      ...{ environment: undefined, rendering: undefined },
    });
  }
  if (namespace !== undefined || cluster !== undefined) return refuse(bothWays(text));
  const [name = '', wanted, ...more] = text.split('/');
  if (name === '' || wanted === '' || more.length > 0) return refuse(noTarget(text));
  const { readRepository, findRoot, existingRoot } = await import('@postgres-ha/git-checkout/repository');
  const root =
    options.root === undefined ? findRoot(workingDirectory) : existingRoot(resolve(workingDirectory, options.root));
  if (root === undefined) return refuse(noRoot(options.root ?? workingDirectory));
  const repository = readRepository(root, [name]);
  if (repository.kind === 'refused') return refuse(...repository.problems.map(inputProblem));
  const [sources] = repository.environments;
  if (sources === undefined) return refuse(noTarget(text));
  const { renderEnvironment } = await import('@postgres-ha/rendering');
  const rendering = renderEnvironment(sources);
  if (!('files' in rendering)) return refuse(...rendering.map(inputProblem));
  const { environment } = rendering;
  const operatorNamespace = options.operatorNamespace ?? environment.operator.namespace;
  const declared = environment.clusters.filter((one) => wanted === undefined || one.name === wanted);
  if (declared.length === 0) return refuse(noSuchCluster(text, environment));
  return readAs({
    clusters: declared.map((one) => ({
      target: { environment: name, namespace: one.namespace, cluster: one.name, operatorNamespace },
      intent: { kind: 'seen', value: intentOf(one, environment) },
      ...{ rendering, declared: one },
    })),
    ...{ environment, rendering },
  });
}

function intentOf(cluster: Cluster, environment: Environment): Intent {
  return {
    ...{ file: cluster.file, instances: cluster.instances, major: cluster.postgresql.version },
    operatorVersion: environment.operator.version,
    pluginVersion: environment.backupPlugin.version,
    storageClass: cluster.storage.class ?? null,
    backup: cluster.backup === 'none' ? 'none' : 'configured',
    limits: alertLimits(cluster.monitoring.alerts),
  };
}

function inputProblem(problem: {
  readonly file: string;
  readonly line: number;
  readonly found: string;
  readonly expected: string;
  readonly remedy?: string | undefined;
}): InputProblem {
  const { file, line, found, expected, remedy } = problem;
  return { where: `${file}:${line}`, found, expected, remedy: remedy ?? 'Run `npm run check`.' };
}

function whichCluster({ namespace, cluster }: TargetOptions): InputProblem {
  return {
    where: 'the cluster',
    found: `${namespace === undefined ? 'no --namespace' : '--namespace'} and ${cluster === undefined ? 'no --cluster' : '--cluster'}`,
    expected: 'an environment such as production/postgres-cluster, or both of --namespace and --cluster',
    remedy: 'Name it.',
  };
}

function bothWays(text: string): InputProblem {
  return {
    where: 'the cluster',
    found: `${quoted(text)} as well as --namespace or --cluster`,
    expected: 'one of them',
    remedy: 'Leave one out.',
  };
}

function noTarget(text: string): InputProblem {
  return {
    where: 'the cluster',
    found: quoted(text),
    expected: '<environment> or <environment>/<cluster>',
    remedy: 'Names are those of folders below environments/.',
  };
}

function noRoot(directory: string): InputProblem {
  return {
    where: directory,
    found: 'no folder environments/ here or above',
    expected: 'the repository',
    remedy: 'Change to it, name it with --root, or name the cluster with --namespace and --cluster.',
  };
}

function noSuchCluster(text: string, { name, clusters }: Environment): InputProblem {
  return {
    where: 'the cluster',
    found: quoted(text),
    expected:
      clusters.length === 0
        ? `a cluster; ${name} has none`
        : `one of ${clusters.map((one) => `${name}/${one.name}`).join(', ')}`,
    remedy: 'Names are those of folders below environments/.',
  };
}
