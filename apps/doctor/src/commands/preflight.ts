import { refused, type Outcome } from '@postgres-ha/command-line';
import type { Environment } from '@postgres-ha/environment';
import type { Rendering } from '@postgres-ha/rendering';
import type { RenderedCluster } from '@postgres-ha/cluster-evidence';
import { connect } from '../connect.ts';
import { readTimeout, type LookOptions } from '../look-options.ts';
import type { Machine } from '../machine.ts';
import { judgeSurroundings } from '../preflight/judge-surroundings.ts';
import { codeOf, proofsText } from '../proof.ts';
import { readTarget } from '../read-target.ts';

export const PREFLIGHT_DOCUMENT = 'postgres-ha-doctor/preflight/1';

export interface PreflightOptions extends LookOptions {
  readonly job: boolean;
  readonly fromHere?: true;
}

/** Whether what an environment's clusters take is there, before they are applied. */
export async function preflightCommand(
  target: string | undefined,
  { options, machine }: { readonly options: PreflightOptions; readonly machine: Machine },
): Promise<Outcome> {
  const refusal = (problems: Parameters<typeof refused>[0]) => refused(problems, 'Nothing was looked at.');
  const timeout = readTimeout(options);
  if (timeout.kind === 'refused') return refusal(timeout.problems);
  const chosen = await readTarget(target, { options, workingDirectory: machine.workingDirectory });
  if (chosen.kind === 'refused') return refusal(chosen.problems);
  const { environment, rendering, clusters } = chosen.value;
  if (environment === undefined || rendering === undefined) return refusal([needsEnvironment()]);
  const connected = await connect(options, machine);
  if (connected.kind === 'refused') return refusal(connected.problems);
  const names = new Set(clusters.map(({ target: one }) => one.cluster));
  const declared = environment.clusters.filter(({ name }) => names.has(name));
  const operatorNamespace = options.operatorNamespace ?? environment.operator.namespace;
  const { lookAround } = await import('@postgres-ha/cluster-evidence');
  const around = await lookAround(connected.value, {
    ...{ signal: machine.signal, timeoutMs: timeout.value, operatorNamespace },
    namespaces: [...new Set([operatorNamespace, ...declared.map(({ namespace }) => namespace)])],
    clusters: declared.map((cluster) => renderedCluster(cluster, { environment, rendering })),
    job: options.job && options.fromHere === undefined ? 'run' : 'leave-out',
  });
  const clustersAround = options.fromHere === undefined ? around.clusters : await fromHere(around.clusters);
  const proofs = judgeSurroundings({ ...around, clusters: clustersAround }, { environment, clusters: declared });

  return {
    code: codeOf(proofs),
    text: `${environment.name}\n${proofsText(proofs)}`,
    json: { document: PREFLIGHT_DOCUMENT, environment: environment.name, proofs },
  };

  async function fromHere(all: typeof around.clusters): Promise<typeof around.clusters> {
    const { askStore } = await import('../preflight/ask-store.ts');
    const answers = await Promise.all(
      declared.map(async (cluster) => {
        const own = all.get(cluster.name);
        if (own === undefined || cluster.backup === 'none') return [];
        return [[cluster.name, { ...own, objectStore: await askStore(cluster, machine.signal) }] as const];
      }),
    );
    return new Map([...all, ...answers.flat()]);
  }
}

/** Only what file 01 says: it is what becomes of the cluster. */
function renderedCluster(
  { name, namespace, directory }: Environment['clusters'][number],
  { rendering }: { readonly environment: Environment; readonly rendering: Rendering },
): RenderedCluster {
  const objects = rendering.files
    .filter(({ path }) => path.startsWith(`${directory}/01-`))
    .flatMap((file) => file.objects);
  return { name, namespace, objects };
}

function needsEnvironment() {
  return {
    where: 'preflight',
    found: 'no environment',
    expected: 'one such as production, whose files say what is needed',
    remedy: 'Name it.',
  };
}
