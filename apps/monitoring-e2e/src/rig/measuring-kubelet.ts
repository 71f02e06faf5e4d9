import { spawn } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, type ClusterRig } from '@postgres-ha/testkit';
import { parse, stringify } from 'yaml';

/** Where a node's kubelet listens. */
export const KUBELET = '10.244.0.1:10250';

/**
 * Starts the kubelet of a rig anew so that it measures what every kubelet of a real node does: how full volumes are, and what each
 * container uses. The rig's own leaves file systems out, and looks for containerd elsewhere. Pods go on meanwhile.
 */
export async function measureByKubelet(rig: ClusterRig): Promise<void> {
  const { state, kubectl, networkNamespace } = rig;
  const pidFile = join(state, 'pid/kubelet');
  const pid = Number(await readFile(pidFile, 'utf8'));
  const [binary = '', ...args] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1);
  const settings = parse(await readFile(join(state, 'kubelet.yaml'), 'utf8')) as Readonly<Record<string, unknown>>;
  // containers and volumes are looked at every few seconds, so that a test need not wait for a minute
  const measuring = { ...settings, localStorageCapacityIsolation: true, volumeStatsAggPeriod: '5s' };
  await writeFile(join(state, 'kubelet.yaml'), stringify(measuring));

  process.kill(pid, 'SIGTERM');
  await eventually('the kubelet to end', async () => ((await isRunning(pid)) ? undefined : true), {
    timeoutMs: 300_000,
    intervalMs: 100,
  });
  const log = openSync(join(state, 'log/kubelet.log'), 'a');
  const started = spawn(
    'nsenter',
    [`--net=${networkNamespace}`, binary, ...args, `--containerd=${join(state, 'containerd.sock')}`],
    // in a group of its own, by whose id the rig stops it
    { cwd: state, stdio: ['ignore', log, log], detached: true },
  );
  closeSync(log);
  started.unref();
  await writeFile(pidFile, String(started.pid));
  await kubectl.run(['wait', '--for=condition=Ready', 'node/rig', '--timeout=170s']);
  await operatorAnswers(rig);
}

/** A kubelet that has just begun takes no pod for ready before it has asked it, and nobody reaches the operator's webhooks meanwhile. */
async function operatorAnswers({ kubectl }: ClusterRig): Promise<void> {
  const asked =
    /^prober_probe_total\{(?=.*pod="cnpg-controller-manager-)(?=.*probe_type="Readiness")(?=.*result="successful")/m;
  await eventually(
    'the kubelet to ask the operator whether it is ready',
    async () => {
      const metrics = await kubectl.run(['get', '--raw', '/api/v1/nodes/rig/proxy/metrics/probes']).catch(() => '');
      return asked.test(metrics) ? true : undefined;
    },
    WITHIN,
  );
  const ready = ['--for=condition=Ready', 'pods', '--selector=app.kubernetes.io/name=cloudnative-pg'];
  await kubectl.run(['-n', 'cnpg-system', 'wait', ...ready, '--timeout=170s']);
  const cluster = {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name: 'asked', namespace: 'default' },
  };
  const manifest = JSON.stringify({ ...cluster, spec: { instances: 1, storage: { size: '1Gi' } } });
  await eventually(
    "the operator's webhook to answer",
    async () => ((await kubectl.apply(manifest, { dryRun: true })).kind === 'accepted' ? true : undefined),
    WITHIN,
  );
}

const WITHIN = { timeoutMs: 300_000 } as const;

async function isRunning(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // a zombie has ended
  return state !== undefined && !state.slice(state.lastIndexOf(')')).startsWith(') Z');
}
