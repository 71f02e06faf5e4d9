import { createHash } from 'node:crypto';
import { createGzip, constants } from 'node:zlib';
import { pack } from 'tar-stream';
import type { BundleContent } from './bundle-files.ts';

export const BUNDLE_FORMAT = 'postgres-ha-bundle/1';

/** What is in a bundle; the first file in it. */
export interface BundleManifest {
  readonly format: typeof BUNDLE_FORMAT;
  readonly doctor: string;
  readonly takenAt: string;
  readonly cluster: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly unseen: readonly string[];
  readonly leftOut: readonly string[];
}

export function manifestOf(
  { files, unseen, leftOut }: BundleContent,
  about: Pick<BundleManifest, 'doctor' | 'takenAt' | 'cluster'>,
): BundleManifest {
  return {
    format: BUNDLE_FORMAT,
    ...about,
    files: files.map(({ path, text }) => ({
      path,
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
    })),
    ...{ unseen, leftOut },
  };
}

/** The same bytes of the same content: files in their order, of nobody, of the time when it was looked. */
export async function packed(content: BundleContent, manifest: BundleManifest): Promise<Buffer> {
  const archive = pack();
  const mtime = new Date(manifest.takenAt);
  const folder = `${manifest.cluster.replaceAll('/', '-')}-${manifest.takenAt.replaceAll(/[^0-9TZ]/g, '')}`;
  const files = [{ path: 'manifest.json', text: `${JSON.stringify(manifest, null, 2)}\n` }, ...content.files];
  for (const { path, text } of files) archive.entry({ name: `${folder}/${path}`, mtime, mode: 0o600 }, text);
  archive.finalize();
  const chunks: Buffer[] = [];
  const zipped = archive.pipe(createGzip({ level: constants.Z_BEST_COMPRESSION }));
  for await (const chunk of zipped as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
