import type { Bench, BenchOptions, BenchReport } from '../bench.ts';
import type { Result } from '../rounds.ts';
import { startFleet } from './fleet.ts';
import type { ProbingFigures, ProbingOrder } from './probing.ts';
import { MEMORY_FLAGS, runProbing } from './run-probing.ts';

export const probeBench: Bench = {
  summary: 'what it costs to probe and judge each member once a second',
  run: compare,
};

const TARGETS = { cpuPercent: 25, peakMebibytes: 256, lateMs: 200 };
const INTERVAL_MS = 1000;
/** For a machine that has much else to do; all sessions are opened in it. */
const WARM_UP_MS = 180_000;
/** What cannot keep up shows it soon. */
const PEER_SECONDS = 20;
const PEER_WARM_UP_MS = 30_000;

const PEERS = [
  { name: 'pool', who: 'pg.Pool', how: 'a pool of one for each member, one question, no judge' },
  { name: 'reconnecting', who: 'pg.Client', how: 'a new connection for each probe, one question, no judge' },
] as const;

async function compare({ members, seconds }: BenchOptions): Promise<BenchReport> {
  process.stderr.write(`starting servers for ${members} TLS sessions\n`);
  await using fleet = await startFleet(members);
  const order: ProbingOrder = {
    clusters: fleet.clusters,
    intervalMs: INTERVAL_MS,
    warmUpMs: WARM_UP_MS,
    measuredMs: seconds * 1000,
  };
  process.stderr.write(`postgres-ha: ${seconds} s\n`);
  const ours = await runProbing('ours', order);
  const results: Result[] = [...resultsOf('postgres-ha', 'kept sessions, judged', { figures: ours, targets: TARGETS })];
  const peerSeconds = Math.min(seconds, PEER_SECONDS);
  for (const { name, who, how } of PEERS) {
    process.stderr.write(`${who}: ${peerSeconds} s\n`);
    const figures = await runProbing(name, { ...order, warmUpMs: PEER_WARM_UP_MS, measuredMs: peerSeconds * 1000 });
    results.push(...resultsOf(who, how, { figures }));
  }
  return {
    title: 'Split brain: probing',
    results,
    notes: [
      `${members} TLS sessions (verify-full), each to a member of one of ${fleet.clusters.length} clusters, behind which are ${fleet.servers} servers of PostgreSQL 17 on the same machine; each member once a second`,
      `what was judged in the end: ${Object.entries(ours.states)
        .map(([state, count]) => `${state} ${count}`)
        .join(', ')}`,
      `CPU is of the process that probes, after all sessions are open; memory is its peak since it started, with ${MEMORY_FLAGS.join(' ')} for every contender`,
      'late: when a question left, against the rhythm of its member, whose most punctual question says where the beats are; answer: from the beat to the answer',
    ],
  };
}

interface Figures {
  readonly figures: ProbingFigures;
  readonly targets?: typeof TARGETS;
}

function resultsOf(who: string, how: string, { figures, targets }: Figures): readonly Result[] {
  const valued = (what: string, value: number, { unit = '', most }: { unit?: string; most?: number | undefined }) =>
    ({ who, what, kind: 'valued', value, unit, ...(most !== undefined && { most }) }) satisfies Result;
  const { members, seconds, answered, unanswered, missed } = figures;
  return [
    valued(`CPU, ${how}`, figures.cpuPercent, { unit: '% of a core', most: targets?.cpuPercent }),
    valued('peak memory', figures.peakMebibytes, { unit: 'MiB', most: targets?.peakMebibytes }),
    valued('answers', answered / seconds, { unit: 'per s' }),
    valued('latest probe', figures.latestMs, { unit: 'ms', most: targets?.lateMs }),
    valued('latest answer', figures.latestAnswerMs, { unit: 'ms', ...(targets && { most: targets.lateMs }) }),
    valued('slowest answer', figures.longestMs, { unit: 'ms' }),
    valued('answer, 99th percentile', figures.longest99Ms, { unit: 'ms' }),
    valued(`turns missed, of ${Math.round(seconds) * members}`, missed, { ...(targets && { most: 0 }) }),
    valued('probes without an answer', unanswered, { ...(targets && { most: 0 }) }),
  ];
}
