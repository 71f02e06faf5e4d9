import type { ObjectStore } from '@postgres-ha/object-store';
import { quoted, type InputProblem } from '@postgres-ha/command-line';
import type { Request } from './request/request.ts';

/** What lies directly in the folder of one server. */
const INSIDE_A_SERVER = /^(?:base\/[^/]+\/|wals\/[0-9A-F]{8})/;

/** How many names a message lists. */
const SHOWN = 10;

/**
 * Finds slips before hours are spent: a server or a backup that is not there, the folder of a server instead of its parent. A server of a policy that
 * is not there is no slip: that its archive is empty is for the verdict to say.
 */
export async function slips(
  store: ObjectStore,
  { server, backups }: Pick<Request, 'server' | 'backups'>,
  signal: AbortSignal,
): Promise<readonly InputProblem[]> {
  const ids = typeof backups === 'string' ? [] : backups;
  const first = await firstKey(store, '', signal);
  if (first !== undefined && INSIDE_A_SERVER.test(first)) return [tooDeep(store, first)];
  if (server === undefined) {
    if (first === undefined) return [nothingBelow(store)];
    const missing = ids.length === 0 ? [] : await withoutFolder(store, ids, signal);
    return missing.map((id) => unknownBackup(id, store.name));
  }
  if ((await firstKey(store, `${server.name}/`, signal)) === undefined) {
    return server.saidBy === 'policy' ? [] : [unknownServer(server.name, store, await serversOf(store, signal))];
  }
  const problems: InputProblem[] = [];
  for (const id of ids) {
    const isThere = (await firstKey(store, `${server.name}/base/${id}/`, signal)) !== undefined;
    if (!isThere) problems.push(unknownBackup(id, `${server.name} in ${store.name}`));
  }
  return problems;
}

async function firstKey(store: ObjectStore, prefix: string, signal: AbortSignal): Promise<string | undefined> {
  for await (const { key } of store.list(prefix, { signal })) return key;
  return undefined;
}

async function serversOf(store: ObjectStore, signal: AbortSignal): Promise<readonly string[]> {
  const names = new Set<string>();
  for await (const { key } of store.list('', { signal })) {
    const [name = '', ...below] = key.split('/');
    if (below.length > 0) names.add(name);
    if (names.size > SHOWN) break;
  }
  return [...names];
}

/** Without the name of a server only a walk through all keys tells in whose folder a backup lies. */
async function withoutFolder(
  store: ObjectStore,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const wanted = new Set(ids);
  for await (const { key } of store.list('', { signal })) {
    const [, base, id = ''] = key.split('/');
    if (base === 'base') wanted.delete(id);
    if (wanted.size === 0) break;
  }
  return [...wanted];
}

function unknownServer(name: string, store: ObjectStore, others: readonly string[]): InputProblem {
  const more = others.length > SHOWN ? ', …' : '';
  return {
    where: '--server',
    found: `no object of ${quoted(name)} in ${store.name}`,
    expected: others.length === 0 ? 'the name of a folder there' : `one of ${others.slice(0, SHOWN).join(', ')}${more}`,
    remedy: 'Correct the name, or leave it out for all.',
  };
}

function unknownBackup(id: string, place: string): InputProblem {
  return {
    where: '--backup',
    found: `no backup ${quoted(id)} of ${place}`,
    expected: 'the id of a backup that is there',
    remedy: '`backup-verifier catalog` lists them.',
  };
}

function nothingBelow(store: ObjectStore): InputProblem {
  return {
    where: 'address',
    found: `no object in ${store.name}`,
    expected: 'a folder for each server, with base/ and wals/ in it',
    remedy: 'Correct the address. Where there should be an archive, and it is gone, no backup can be restored.',
  };
}

function tooDeep(store: ObjectStore, key: string): InputProblem {
  return {
    where: 'address',
    found: `the folder of one server (${quoted(key)} is in ${store.name})`,
    expected: 'the folder above it',
    remedy: 'Leave the last part of the address out, and name it with --server.',
  };
}
