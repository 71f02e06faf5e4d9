import { resolve } from 'node:path';
import { EXIT_CODES, refused, type Outcome } from '@postgres-ha/command-line';
import type { EvidenceOptions } from '../look-options.ts';
import type { Machine } from '../machine.ts';
import { inTheWay, takeEvidence, writeNew } from '../take-evidence.ts';

export const BUNDLE_DOCUMENT = 'postgres-ha-doctor/bundle/1';
const VERSION = '0.1.0';

export interface BundleOptions extends EvidenceOptions {
  readonly output?: string;
}

/** Packs what was seen of one cluster, without credentials, so that people can look at it and send it. */
export async function bundleCommand(
  target: string | undefined,
  { options, machine }: { readonly options: BundleOptions; readonly machine: Machine },
): Promise<Outcome> {
  const refusal = (problems: Parameters<typeof refused>[0]) => refused(problems, 'Nothing was written.');
  const given = options.output === undefined ? undefined : resolve(machine.workingDirectory, options.output);
  if (given !== undefined) {
    const early = await inTheWay(given);
    if (early !== undefined) return refusal([{ where: given, ...early }]);
  }
  const taken = await takeEvidence(target, { options, machine, reports: 'ask' });
  if (taken.kind === 'refused') return refusal(taken.problems);
  const [one, ...others] = taken.value;
  if (one === undefined || others.length > 0) {
    const names = taken.value.map(({ evidence }) => `${evidence.target.environment ?? ''}/${evidence.target.cluster}`);
    const found = `${taken.value.length} clusters`;
    return refusal([{ where: 'bundle', found, expected: 'one', remedy: `Name it: ${names.join(', ')}.` }]);
  }
  const { evidence } = one;
  const { bundleFiles } = await import('../bundle/bundle-files.ts');
  const { manifestOf, packed } = await import('../bundle/pack.ts');
  const cluster = `${evidence.target.namespace}/${evidence.target.cluster}`;
  const content = bundleFiles(evidence);
  const manifest = manifestOf(content, { doctor: VERSION, takenAt: evidence.takenAt, cluster });
  const stamp = evidence.takenAt.replaceAll(/[^0-9TZ]/g, '');
  const path = given ?? resolve(machine.workingDirectory, `${evidence.target.cluster}-${stamp}.tar.gz`);
  const bytes = await packed(content, manifest);
  const problem = await writeNew(path, bytes);
  if (problem !== undefined) return refusal([{ where: path, ...problem }]);
  const unseen = manifest.unseen.length;
  return {
    code: evidence.cluster.kind === 'unseen' ? EXIT_CODES.couldNotLook : EXIT_CODES.ok,
    text: [
      `${path} (${bytes.length} bytes) holds:`,
      ...manifest.files.map((file) => `  ${String(file.bytes).padStart(9)}  ${file.path}`),
      ...manifest.leftOut.map((file) => `  left out, as it would be too much: ${file}`),
      ...(unseen === 0 ? [] : [`${unseen} looks could not be taken; manifest.json says which.`]),
      'What looks like a password, a key or a token is blotted out. Names of hosts, roles, databases and buckets are in it, and lines of logs:',
      'look into it before you send it.',
    ].join('\n'),
    json: { document: BUNDLE_DOCUMENT, path, bytes: bytes.length, manifest },
  };
}
