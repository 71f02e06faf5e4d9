import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kubectl } from '@postgres-ha/testkit';
import { podTargets, type DiscoveredPod } from './pod-targets.ts';

/** Tells Prometheus of pods, as its own discovery of Kubernetes would. */
export interface PodDiscovery extends AsyncDisposable {
  /** A file that Prometheus reads again whenever it changes; the pods of these namespaces, or of all. */
  readonly fileOf: (namespaces: readonly string[] | undefined) => string;
}

const INTERVAL_MS = 1_000;

export async function startPodDiscovery(kubectl: Kubectl): Promise<PodDiscovery> {
  const directory = await mkdtemp(join(tmpdir(), 'postgres-ha-pods-'));
  const stopping = new AbortController();
  const wanted = new Map<string, readonly string[] | undefined>();
  async function tell(): Promise<void> {
    const pods = await kubectl.list<DiscoveredPod>('pods');
    for (const [path, namespaces] of wanted) {
      const seen = pods.filter(({ metadata }) => namespaces?.includes(metadata.namespace ?? '') ?? true);
      await writeFile(`${path}.new`, JSON.stringify(seen.flatMap(podTargets)));
      await rename(`${path}.new`, path);
    }
  }
  async function goOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      // what cannot be read now is read in a moment; Prometheus keeps what it knows
      await tell().catch(() => undefined);
      await sleep(INTERVAL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
  const running = goOn();
  return {
    fileOf: (namespaces) => {
      const path = join(directory, `${namespaces?.join('+') ?? 'all'}.json`);
      wanted.set(path, namespaces);
      return path;
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await running;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
