import type { AmcheckDatabase, AmcheckEvidence, AmcheckPolicy, AmcheckProblem } from '@postgres-ha/backup-proof';
import type { ScratchClient } from '@postgres-ha/scratch-postgres';
import type pg from 'pg';
import { installAmcheck, type Amcheck } from './amcheck-install.ts';
import { amcheckTargets, type AmcheckTarget } from './amcheck-targets.ts';
import { indexProblem } from './amcheck-words.ts';
import { isCanceled, sqlFailure } from './sql-failure.ts';

/** Runs amcheck in one database after the other, within one time limit. */
export interface AmcheckRun {
  /** @throws when the server is gone */
  readonly look: (client: ScratchClient, database: string, signal: AbortSignal) => Promise<void>;
  readonly evidence: () => AmcheckEvidence;
}

export interface AmcheckRunOptions {
  readonly policy: AmcheckPolicy;
  readonly major: number;
}

export function createAmcheckRun({ policy, major }: AmcheckRunOptions): AmcheckRun {
  const tally = { heaps: 0, indexes: 0, milliseconds: 0 };
  const skipped: Record<string, number> = {};
  const databases: AmcheckDatabase[] = [];
  const problems: AmcheckProblem[] = [];
  const sharedDone = new Set<string>();

  async function lookInto(client: ScratchClient, database: string, signal: AbortSignal): Promise<AmcheckDatabase> {
    const remainingMs = (): number => policy.timeLimitSeconds * 1000 - tally.milliseconds - (performance.now() - begun);
    const begun = performance.now();
    // functions of indexes may say what they like, and the last lines of the log become part of a finding when the server fails
    await client.query('SET log_min_messages = fatal');
    const amcheck = await installAmcheck(client);
    if (amcheck.kind === 'unavailable') return { name: database, ...amcheck };
    const { targets, skipped: others } = await amcheckTargets(client, major);
    for (const [method, count] of Object.entries(others)) skipped[method] = (skipped[method] ?? 0) + count;
    const wanted = targets.filter(({ oid, shared }) => !(shared && sharedDone.has(oid)));
    for (const [index, target] of wanted.entries()) {
      signal.throwIfAborted();
      if (!target.valid) {
        problems.push({ database, relation: target.name, kind: target.kind, what: { kind: 'invalid' } });
        continue;
      }
      const left = remainingMs();
      const found = left > 0 ? await checkTarget(client, target, { amcheck, policy, limitMs: left }) : 'time-limit';
      if (found === 'time-limit') return { name: database, kind: 'time-limit', left: wanted.length - index };
      problems.push(...found.map((what) => ({ database, relation: target.name, kind: target.kind, what })));
      if (target.shared) sharedDone.add(target.oid);
      tally[target.kind === 'heap' ? 'heaps' : 'indexes'] += 1;
    }
    return { name: database, kind: 'checked' };
  }

  return {
    look: async (client, database, signal) => {
      if (policy.databases !== 'all' && !policy.databases.includes(database)) return;
      const begun = performance.now();
      try {
        databases.push(await lookInto(client, database, signal));
      } catch (error) {
        databases.push({ name: database, kind: 'failed', failure: sqlFailure(error) });
      } finally {
        tally.milliseconds += Math.round(performance.now() - begun);
      }
    },
    evidence: () => ({ ...tally, skipped: { ...skipped }, databases: [...databases], problems: [...problems] }),
  };
}

interface TargetOptions {
  readonly amcheck: Extract<Amcheck, { readonly kind: 'ready' }>;
  readonly policy: AmcheckPolicy;
  readonly limitMs: number;
}

type Problems = readonly AmcheckProblem['what'][];

async function checkTarget(
  client: ScratchClient,
  target: AmcheckTarget,
  options: TargetOptions,
): Promise<Problems | 'time-limit'> {
  await client.query(`SET statement_timeout = ${Math.max(1, Math.ceil(options.limitMs))}`);
  try {
    return target.kind === 'heap'
      ? await checkHeap(client, target, options)
      : await checkIndex(client, target, options);
  } catch (error) {
    if (isCanceled(error)) return 'time-limit';
    const failure = sqlFailure(error);
    const isDamage = failure.sqlState === 'XX001' || failure.sqlState === 'XX002';
    if (!isDamage) return [{ kind: 'failed', failure }];
    if (target.kind === 'heap') return [{ kind: 'corrupt', detail: `its pages cannot be read: ${failure.condition}` }];
    const problem = indexProblem(error as pg.DatabaseError);
    return target.sortUnknown
      ? [{ kind: 'other-sort-order', detail: problem.detail }]
      : [{ kind: 'corrupt', ...problem }];
  } finally {
    await client.query('SET statement_timeout = 0').catch(() => undefined);
  }
}

/** The first says enough; a heap that is gone altogether has as many as rows. */
const MOST_PER_HEAP = 10;

interface HeapRow {
  readonly blkno: string;
  readonly offnum: number | null;
  readonly msg: string;
}

/** Its messages hold numbers of transactions, lengths and offsets: it looks at headers, and calls no function of the source. */
async function checkHeap(client: ScratchClient, { oid }: AmcheckTarget, { amcheck }: TargetOptions): Promise<Problems> {
  const { rows } = await client.query<HeapRow>(
    `SELECT blkno::text, offnum, msg FROM ${amcheck.schema}.verify_heapam(relation := $1::oid, check_toast := true)
     LIMIT ${MOST_PER_HEAP}`,
    [oid],
  );
  return rows.map(({ blkno, offnum, msg }) => ({
    kind: 'corrupt',
    place: offnum === null ? `block ${blkno}` : `block ${blkno}, item ${offnum}`,
    detail: msg,
  }));
}

async function checkIndex(
  client: ScratchClient,
  { oid }: AmcheckTarget,
  { amcheck, policy }: TargetOptions,
): Promise<Problems> {
  const { schema, indexArguments } = amcheck;
  // index, heapallindexed, rootdescend, and since 17 checkunique
  const values = [oid, policy.everyRow, false, true].slice(0, indexArguments);
  const types = ['oid', 'boolean', 'boolean', 'boolean'];
  const list = values.map((_, index) => `$${index + 1}::${types[index] ?? ''}`).join(', ');
  await client.query(`SELECT ${schema}.bt_index_parent_check(${list})`, values);
  return [];
}
