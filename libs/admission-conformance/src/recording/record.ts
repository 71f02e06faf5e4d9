import { readFileSync, writeFileSync } from 'node:fs';
import { startRig } from '@postgres-ha/testkit';
import { allBases } from '../bases/all-bases.ts';
import { kubeClient } from '../server/kube-client.ts';
import { runCases } from '../run.ts';
import { encodeRecording } from './recording.ts';
import { RECORDED, RECORDED_SIZE } from './recorded.ts';

/**
 * Writes what a real API server with CloudNativePG's webhooks says to the cases of a seed:
 *
 *     node libs/admission-conformance/src/recording/record.ts [seed]
 *
 * It starts a rig, or takes the cluster of `KUBECONFIG`, in which it leaves namespaces behind.
 */
const seed = Number(process.argv[2] ?? 20_261_125);
const given = process.env['KUBECONFIG'] ?? '';
await using stack = new AsyncDisposableStack();
const kubeconfig =
  given === '' ? stack.use(await startRig({ kind: 'api', name: 'recording verdicts' })).kubeconfig : given;
using client = kubeClient(readFileSync(kubeconfig, 'utf8'));

const begun = performance.now();
const { recording } = await runCases(client, {
  seed,
  bases: allBases(),
  ...RECORDED_SIZE,
  examples: true,
  prefix: `recording-${seed}`,
});
const seconds = (performance.now() - begun) / 1000;
const bytes = encodeRecording(recording);
writeFileSync(RECORDED, bytes);
const count = recording.creations.length + recording.updates.length;
process.stdout.write(`${count} verdicts, ${bytes.length} bytes, ${seconds.toFixed(0)} s, seed ${seed}\n`);
