import type { Cluster } from '@postgres-ha/environment';
import { archiveName } from '@postgres-ha/environment';
import { STORE_STEPS, seen, unseen, type Look, type StoreAnswer, type StoreStep } from '@postgres-ha/diagnosis';
import { openS3Store, parseStoreAddress, StoreError } from '@postgres-ha/object-store';

/** Where a look ends that ends so. */
const PROBLEM_STEPS: Readonly<Record<string, StoreStep['step']>> = {
  'credentials-refused': 'authenticate',
  'clocks-differ': 'authenticate',
  'bucket-missing': 'bucket',
  'access-denied': 'list',
};

/** So many objects prove that listing works. */
const ENOUGH = 1000;
const TIMEOUT_MS = 30_000;

/**
 * Asks a cluster's object store from this machine, with the credentials that the AWS SDK finds here. They are not the cluster's, and the way there is
 * another: it tells whether the bucket is there.
 */
export async function askStore(cluster: Cluster, signal: AbortSignal): Promise<Look<StoreAnswer>> {
  if (cluster.backup === 'none') return unseen('skipped', 'the cluster has no object store');
  const { destination, endpoint } = cluster.backup;
  const address = parseStoreAddress(destination);
  if (address.kind !== 's3') return unseen('skipped', `${destination} is not S3`);
  const serverName = archiveName(cluster);
  const path = address.prefix;
  await using store = openS3Store({
    bucket: address.bucket,
    ...(path === '' ? {} : { prefix: path }),
    ...(endpoint === undefined ? {} : { endpoint }),
    retry: { attempts: 2 },
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const backups = new Set<string>();
  const common = { destination, endpoint: endpoint ?? null, serverName };
  const caveats = ["asked from this machine, with its own credentials: not the cluster's"];
  try {
    let count = 0;
    for await (const { key } of store.list(`${serverName}/base/`, { signal: limit })) {
      const [, name] = /\/base\/([^/]+)\/backup\.info$/.exec(`/${key}`) ?? [];
      if (name !== undefined) backups.add(name);
      count += 1;
      if (count >= ENOUGH) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return unseen('timeout', `${store.name} did not answer within ${TIMEOUT_MS / 1000} s`);
    const problem = error instanceof StoreError ? error.problem : 'unreachable';
    const detail = error instanceof Error ? error.message : String(error);
    return seen({
      ...common,
      found: null,
      caveats,
      steps: stepsUntil(PROBLEM_STEPS[problem] ?? 'connect', { problem, detail }),
    });
  }
  return seen({
    ...common,
    caveats,
    steps: STORE_STEPS.map((step) => ({
      ...{ step, code: null, detail: '' },
      outcome: step === 'read' ? ('not-needed' as const) : ('ok' as const),
    })),
    found: {
      ...{ backups: backups.size, newestBackup: [...backups].sort().at(-1) ?? null },
      ...{ newestWal: null, newestWalAt: null, systemIds: [] },
    },
  });
}

function stepsUntil(
  last: StoreStep['step'],
  { problem, detail }: { readonly problem: string; readonly detail: string },
): readonly StoreStep[] {
  const end = STORE_STEPS.indexOf(last);
  return STORE_STEPS.map((step, index): StoreStep => {
    if (index === end) return { step, outcome: 'failed', code: problem, detail };
    return { step, outcome: index < end ? 'ok' : 'not-reached', code: null, detail: '' };
  });
}
