import { durationMs, quoted, refuse, refused, type Outcome, type Reading } from '@postgres-ha/command-line';
import { readConfig } from '../config/read-config.ts';
import type { Watched } from '../config/watch-config.ts';
import { lookOnce } from '../look/look-once.ts';
import { lookText } from '../look/look-text.ts';
import { readAddresses } from '../look/read-addresses.ts';
import { withoutSecrets } from '@postgres-ha/config-file';
import { exitOf, worstExit } from '../look/worst-exit.ts';
import type { Machine } from '../machine.ts';
import { clusterStatus } from '../serve/cluster-status.ts';

export interface CheckOptions {
  readonly config?: string;
  readonly timeout: string;
}

/** One look. */
export async function check(
  addresses: readonly string[],
  { options, machine }: { readonly options: CheckOptions; readonly machine: Machine },
): Promise<Outcome> {
  const timeoutMs = durationMs(options.timeout);
  const watched = whatToLookAt(addresses, { options, machine });
  if (timeoutMs === undefined || watched.kind === 'refused') {
    const where = '--timeout';
    const wrong = {
      where,
      found: quoted(options.timeout),
      expected: 'a duration such as 15s',
      remedy: 'Write the unit.',
    };
    return refused(
      [...(timeoutMs === undefined ? [wrong] : []), ...(watched.kind === 'refused' ? watched.problems : [])],
      'Nothing was looked at.',
    );
  }
  const { value, runbooks } = watched;
  const { judgements, iso } = await lookOnce(value, { machine, timeoutMs });
  const clusters = value.clusters.map((each) =>
    clusterStatus(each, { runbooks, changes: [], iso, judgement: judgements.get(each.cluster.name) }),
  );
  const code = worstExit(value.clusters.map(({ cluster }) => exitOf(judgements.get(cluster.name))));
  const clean = withoutSecrets(value.secrets, machine.env);
  const json: unknown = JSON.parse(clean(JSON.stringify({ observer: value.observer, clusters })));
  return { code, text: clean(clusters.map(lookText).join('\n\n')), json };
}

type Found = Reading<Watched> & { readonly runbooks: string | null };

function whatToLookAt(
  addresses: readonly string[],
  { options: { config: file }, machine }: { readonly options: CheckOptions; readonly machine: Machine },
): Found {
  if (file === undefined && addresses.length > 0) return { ...readAddresses(addresses, machine), runbooks: null };
  if (file === undefined || addresses.length > 0) {
    const found = file === undefined ? 'neither addresses nor --config' : 'addresses and --config';
    const remedy = 'Name connection strings, or a configuration.';
    return { ...refuse({ where: 'check', found, expected: 'one of them', remedy }), runbooks: null };
  }
  const read = readConfig(file, machine);
  return { ...read, runbooks: read.kind === 'read' ? read.value.runbooks : null };
}
