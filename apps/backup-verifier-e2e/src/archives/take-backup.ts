import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Barman } from '../barman/barman.ts';
import type { BackupFacts } from '../life/facts.ts';
import type { BackupPlan, TakeBackup } from '../life/life.ts';
import type { Postgres } from '../life/postgres.ts';

export interface TakeBackupOptions {
  readonly barmans: Readonly<Record<BackupPlan['series'], Barman>>;
  readonly endpoint: string;
  /** `s3://bucket/path` */
  readonly url: string;
  /** The directory that the objects below the url appear in. */
  readonly directory: string;
}

/** The size above which a split backup begins another part; Barman looks at it once in 5 MB of packed bytes. */
const SPLIT = '5MB';

/** So much that does not pack, twice, makes a small cluster large enough for three parts. */
const KEEPSAKE_BYTES = 6_000_000;

/** Backups by barman-cloud-backup, each below a server name of its own, from which archives are put together. */
export function takeBackupWith({ barmans, endpoint, url, directory }: TakeBackupOptions): TakeBackup {
  return async (plan, server, timeline) => {
    const name = baseServer(plan, timeline);
    const keepsakes = plan.split && plan.codec !== 'none' ? ['keepsake.1', 'keepsake.2'] : [];
    const paths = keepsakes.map((file) => join(server.place.data, file));
    for (const path of paths) await writeFile(path, unpackable(path), { mode: 0o644 });
    const done = new AbortController();
    const spanning = isToSpan(plan) ? spanSegments(server, join(directory, name, 'base'), done.signal) : undefined;
    await barmans[plan.series].mustRun('cloud_backup', [
      ...['--endpoint-url', endpoint, '-h', server.place.socket, '-U', 'postgres', '--immediate-checkpoint', '-J', '1'],
      ...(plan.codec === 'none' ? [] : [`--${plan.codec}`]),
      ...(plan.split ? ['--max-archive-size', SPLIT] : []),
      ...['--name', `backup-${plan.codec}`, url, name],
    ]);
    done.abort();
    await spanning;
    for (const path of paths) await rm(path);
    const base = join(directory, name, 'base');
    const [id, ...more] = await readdir(base);
    if (id === undefined || more.length > 0) throw new Error(`one backup was made below ${base}, and there is not one`);
    const info = new Map(
      (await readFile(join(base, id, 'backup.info'), 'utf8')).split('\n').map((line) => {
        const cut = line.indexOf('=');
        return [line.slice(0, cut), line.slice(cut + 1)];
      }),
    );
    const value = (key: string): string => {
      const found = info.get(key);
      if (found === undefined) throw new Error(`${base}/${id}/backup.info has no ${key}`);
      return found.replace(/^'|'$/g, '');
    };
    const facts: BackupFacts = {
      ...{ ...plan, server: name, id, timeline },
      beginWal: value('begin_wal'),
      endWal: value('end_wal'),
      beginLsn: value('begin_xlog'),
      endLsn: value('end_xlog'),
      parts: (await readdir(join(base, id))).filter((file) => file !== 'backup.info').sort(),
    };
    return facts;
  };
}

/** The backups that most archives have: some faults need WAL that lies wholly between begin and end of a backup. */
function isToSpan({ series, codec, split }: BackupPlan): boolean {
  return series === '3.20' && codec === 'gzip' && !split;
}

const SEGMENTS = 4;
const LOOK_EVERY_MS = 10;

/** Fills segments as soon as the backup has begun, which is when its folder comes. */
async function spanSegments(server: Postgres, base: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !existsSync(base)) await wait(LOOK_EVERY_MS);
  for (let segment = 0; segment < SEGMENTS; segment += 1) {
    await server.sql("SELECT pg_logical_emit_message(true, 'life', 'a backup goes over several segments')");
    await server.sql('SELECT pg_switch_wal()');
  }
}

export function baseServer({ series, codec, split }: BackupPlan, timeline: number): string {
  return `base-${series}-${codec}${split ? '-split' : ''}-t${timeline}`;
}

function unpackable(seed: string): Uint8Array {
  return createHash('shake256', { outputLength: KEEPSAKE_BYTES }).update(seed).digest();
}
