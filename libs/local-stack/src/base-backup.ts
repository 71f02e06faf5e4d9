import type { WritableObjectStore } from '@postgres-ha/object-store';
import { formatBackupInfo, type BackupEdge, type BackupInfo } from './backup-info.ts';
import { isLeftOut, isLeftOutOfTablespace } from './barman-exclusions.ts';
import type { WrittenCompression } from './compress.ts';
import { addDataFile, addDirectory, addLabel } from './data-members.ts';
import { backUp, type BackupStart } from './online-backup.ts';
import type { PostgresServer } from './postgres-server.ts';
import type { PythonValue } from './python-literal.ts';
import { segmentAt } from './segment-name.ts';
import { describeServer, type ServerFacts } from './server-facts.ts';
import { openTarSeries, type TarSeries, type TarSeriesOptions } from './tar-series.ts';

export interface BaseBackupOptions {
  readonly store: WritableObjectStore;
  /** The backup goes to `<serverName>/base/<id>/`. */
  readonly serverName: string;
  readonly compression?: WrittenCompression;
  /** Once a tar has more compressed bytes than this, another is begun; 100 GiB without it. */
  readonly maxArchiveSizeBytes?: number;
  /** As CloudNativePG gives one: `backup-20261125182819`. */
  readonly name?: string;
  /** `20261125T182819`; the first second from now on that no backup has, without it. */
  readonly id?: string;
  readonly signal?: AbortSignal;
}

export interface BaseBackup {
  readonly id: string;
  /** `<serverName>/base/<id>/`. */
  readonly prefix: string;
  /** Keys of the tars: of each tablespace, then of the data directory. */
  readonly tars: readonly string[];
  readonly info: BackupInfo;
}

const DEFAULT_ARCHIVE_BYTES = 100 * 1024 ** 3;

/**
 * Backs a running server up as `barman-cloud-backup` 3.19 does: `backup.info` with STARTED, tars of tablespaces and the data directory,
 * `global/pg_control` and `backup_label` as their last members, `backup.info` with DONE.
 * @throws what went wrong, after `backup.info` was written with FAILED
 */
export async function takeBaseBackup(server: PostgresServer, options: BaseBackupOptions): Promise<BaseBackup> {
  const { store, serverName, compression = 'gzip', name, signal } = options;
  const id = options.id ?? (await freeBackupId(store, serverName, new Date()));
  const prefix = `${serverName}/base/${id}/`;
  const facts = await describeServer(server);
  const write = async (info: BackupInfo): Promise<BackupInfo> => {
    await store.put(`${prefix}backup.info`, Buffer.from(formatBackupInfo(info)));
    return info;
  };

  const tars: string[] = [];
  const times = new Map<string, number>();
  const seriesOptions: TarSeriesOptions = {
    store,
    compression,
    maxArchiveSizeBytes: options.maxArchiveSizeBytes ?? DEFAULT_ARCHIVE_BYTES,
    signal,
  };
  let info: BackupInfo | undefined;
  await using open = new AsyncDisposableStack();
  const openSeries = (series: string): TarSeries => {
    const opened = openTarSeries(prefix + series, seriesOptions);
    open.defer(() => {
      opened.abort(new Error('the backup has ended'));
    });
    return opened;
  };
  const begunAt = performance.now();
  try {
    const data = openSeries('data');
    const wait = server.archives ? 'for-nothing' : 'for-archive';
    const backup = await backUp(server, { label: `Barman backup cloud ${id}`, wait, signal }, async (start) => {
      info = await write(infoAtStart(facts, start, name));
      for (const { oid, location } of facts.tablespaces) {
        const series = openSeries(String(oid));
        const left = (path: string): boolean => isLeftOutOfTablespace(path, server.major);
        times.set(String(oid), await timed(() => addDirectory(series, location, { isLeftOut: left, signal })));
        tars.push(...(await series.close()));
      }
      const copying = async (): Promise<void> => {
        await addDirectory(data, server.directory, { isLeftOut, signal });
        await addDataFile(data, server.directory, 'global/pg_control');
      };
      times.set('data', await timed(copying));
    });
    info = { ...infoAtStart(facts, backup, name), end: edge(facts, backup.timeline, backup.stop), label: backup.label };
    await afterStop(server, backup.stop.lsn, { id, signal });
    await addLabel(data, server.directory, backup.label);
    tars.push(...(await data.close()));
    info = await write({ ...info, status: 'DONE', copyStats: copyStats(times, performance.now() - begunAt) });
    return { id, prefix, tars, info };
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    if (info)
      await write({ ...info, status: 'FAILED', error: `failure uploading data (${because})` }).catch(() => undefined);
    throw error;
  }
}

/** Barman's ids have a resolution of a second. */
async function freeBackupId(store: WritableObjectStore, serverName: string, from: Date): Promise<string> {
  for (let at = from.getTime(); ; at += 1000) {
    const id = new Date(at).toISOString().replaceAll(/[-:]|\..*/g, '');
    const found = store.list(`${serverName}/base/${id}/`)[Symbol.asyncIterator]();
    const { done } = await found.next();
    await found.return?.();
    if (done === true) return id;
  }
}

/** On a primary, as Barman: waits for the archive, ends the segment, and leaves a restore point in the next. */
async function afterStop(
  server: PostgresServer,
  stopLsn: string,
  { id, signal }: { readonly id: string; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  if ((await server.value('SELECT pg_is_in_recovery()')) === 'true') return;
  if (server.archives) {
    const last = await server.value('SELECT pg_walfile_name($1::pg_lsn - 1)', [stopLsn]);
    await server.archived(last, signal ? { signal } : {});
  }
  await server.query('SELECT pg_switch_wal()');
  await server.query('SELECT pg_create_restore_point($1)', [`barman_${id}`]);
}

function infoAtStart(facts: ServerFacts, start: BackupStart, name: string | undefined): BackupInfo {
  return {
    ...facts,
    ...(name !== undefined && { name }),
    status: 'STARTED',
    timeline: start.timeline,
    begin: edge(facts, start.timeline, start.start),
  };
}

function edge(
  facts: ServerFacts,
  timeline: number,
  { lsn, time }: { readonly lsn: string; readonly time: string },
): BackupEdge {
  return { time, lsn, ...segmentAt(lsn, { timeline, segmentSizeBytes: facts.segmentSizeBytes }) };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begunAt = performance.now();
  await work();
  return (performance.now() - begunAt) / 1000;
}

/** @see CloudUploadController.statistics in barman/cloud.py of Barman 3.19.1 */
function copyStats(times: ReadonlyMap<string, number>, totalMs: number): PythonValue {
  const perItem: PythonValue = { kind: 'dict', entries: Object.fromEntries(times) };
  const zeros: PythonValue = { kind: 'dict', entries: Object.fromEntries([...times.keys()].map((key) => [key, 0])) };
  const copyTime = [...times.values()].reduce((sum, seconds) => sum + seconds, 0);
  return {
    kind: 'dict',
    entries: {
      total_time: totalMs / 1000,
      number_of_workers: 1,
      analysis_time: 0,
      analysis_time_per_item: zeros,
      copy_time_per_item: perItem,
      serialized_copy_time_per_item: perItem,
      copy_time: copyTime,
      serialized_copy_time: copyTime,
    },
  };
}
