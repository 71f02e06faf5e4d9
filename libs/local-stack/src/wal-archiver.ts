import { copyFile, lchown, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { EventEmitter, once } from 'node:events';
import { watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StoreError, type WritableObjectStore } from '@postgres-ha/object-store';
import { compressBytes, expandBytes, suffixOf, type WrittenCompression } from './compress.ts';
import type { ClaimedDirectory } from './claimed-directory.ts';
import { makeDirectory } from './postgres-server.ts';
import type { ServerAccount } from './server-account.ts';

/** Where WAL files go, in Barman's layout: `<serverName>/wals/…`. */
export interface WalArchive {
  readonly store: WritableObjectStore;
  readonly serverName: string;
  readonly compression?: WrittenCompression;
}

export interface WalArchiver extends AsyncDisposable {
  /** For `archive_command`: succeeds only when the file is stored, and costs a server without new WAL nothing. */
  readonly command: string;
  /** @throws when the file was refused, with the reason */
  readonly stored: (fileName: string, signal?: AbortSignal) => Promise<void>;
}

type Answer = { readonly kind: 'stored' } | { readonly kind: 'refused'; readonly because: string };

const SCRIPT = fileURLToPath(new URL('sh/archive-wal.sh', import.meta.url));
/** In case that the file system does not tell of changes. */
const LOOK_ANYWAY_MS = 250;

/** Answers the archive_command of one server, which asks through files in a directory. */
export async function startWalArchiver(
  archive: WalArchive,
  { claim, account }: { readonly claim: ClaimedDirectory; readonly account: ServerAccount },
): Promise<WalArchiver> {
  const spool = await makeDirectory(join(claim.path, 'spool'), account);
  // the checkout may be out of the account's reach
  const script = join(claim.path, 'archive-wal.sh');
  await copyFile(SCRIPT, script);

  const answers = new Map<string, Answer>();
  const changes = new EventEmitter();
  changes.setMaxListeners(0);
  const disposed = new AbortController();
  const watcher = watch(spool);
  // a program that forgets a server can still end, but not while it waits for a file
  watcher.unref();
  let waiting = 0;
  const attending = attend(spool, { watcher, signal: disposed.signal }, async (name, path) => {
    const answer = await storeWalFile(archive, name, path);
    answers.set(name, answer);
    await writeAnswer(join(spool, name), answer, account);
    changes.emit('answer');
  });
  return {
    command: `sh '${script}' '${spool}' '%p' '%f'`,
    stored: async (fileName, signal) => {
      const stop = AbortSignal.any([disposed.signal, ...(signal ? [signal] : [])]);
      if (waiting++ === 0) watcher.ref();
      try {
        for (;;) {
          const answer = answers.get(fileName);
          if (answer?.kind === 'stored') return;
          if (answer) throw new Error(`${fileName} was not archived: ${answer.because}`);
          await once(changes, 'answer', { signal: stop });
        }
      } finally {
        if (--waiting === 0) watcher.unref();
      }
    },
    [Symbol.asyncDispose]: async () => {
      disposed.abort();
      await attending;
    },
  };
}

/** The key of a WAL file: segments lie in a directory for each 2^32 bytes of WAL, histories beside those. */
export function walKey(serverName: string, fileName: string, compression: WrittenCompression): string {
  const directory = /^[0-9A-F]{24}/.test(fileName) ? `${fileName.slice(0, 16)}/` : '';
  return `${serverName}/wals/${directory}${fileName}${suffixOf(compression)}`;
}

async function storeWalFile(archive: WalArchive, name: string, path: string): Promise<Answer> {
  const { store, serverName, compression = 'gzip' } = archive;
  const key = walKey(serverName, name, compression);
  try {
    const content = await readFile(path);
    const before = await contentOf(store, key);
    if (before === undefined) {
      await store.put(key, await compressBytes(compression, content), { ifAbsent: true });
      return { kind: 'stored' };
    }
    if (content.equals(await expandBytes(compression, before))) return { kind: 'stored' };
    return {
      kind: 'refused',
      because: `${store.name}, ${key}: found other content than that of ${name}, expected nothing or the same; it is left as it is`,
    };
  } catch (error) {
    return {
      kind: 'refused',
      because: `${store.name}, ${key}: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

async function contentOf(store: WritableObjectStore, key: string): Promise<Uint8Array | undefined> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.read(key)) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof StoreError && error.problem === 'object-missing') return undefined;
    throw error;
  }
}

/** Hands over each file that is asked for, one after the other, until the signal. */
async function attend(
  spool: string,
  { watcher, signal }: { readonly watcher: FSWatcher; readonly signal: AbortSignal },
  answer: (name: string, path: string) => Promise<void>,
): Promise<void> {
  let wake = new AbortController();
  watcher.on('change', () => {
    wake.abort();
  });
  try {
    while (!signal.aborted) {
      wake = new AbortController();
      const asked = (await readdir(spool)).filter((name) => name.endsWith('.asked'));
      for (const file of asked) {
        const path = (await readFile(join(spool, file), 'utf8')).trimEnd();
        await rm(join(spool, file));
        await answer(file.slice(0, -'.asked'.length), path);
      }
      const either = AbortSignal.any([signal, wake.signal]);
      if (asked.length === 0)
        await setTimeout(LOOK_ANYWAY_MS, undefined, { signal: either, ref: false }).catch(ignoreAbort);
    }
  } finally {
    watcher.close();
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}

async function writeAnswer(place: string, answer: Answer, { uid, gid }: ServerAccount): Promise<void> {
  const text = answer.kind === 'refused' ? `${answer.because}\n` : '';
  await writeFile(`${place}.part`, text);
  await lchown(`${place}.part`, uid, gid);
  await rename(`${place}.part`, `${place}.${answer.kind}`);
}
