import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../percentile.ts';
import type { ProbingFigures, ProbingOrder } from '../probing.ts';

interface ProbeTimes {
  readonly sent: number;
  readonly received: number;
  readonly answered: boolean;
}

/** Keeps the times of probes and measures this process meanwhile. */
export interface Timekeeper {
  readonly see: (member: string, times: ProbeTimes) => void;
  /** Waits until each member has answered, or as long as is allowed, and then a while for what comes of it; begins. */
  readonly begin: () => Promise<void>;
  readonly end: () => Omit<ProbingFigures, 'states'>;
}

const MEBIBYTE_IN_KIBIBYTES = 1024;
const LOOK_AGAIN_MS = 200;
/** Longer than it takes until each member is asked in full once more. */
const SETTLE_MS = 6_000;

export function timekeeper({ clusters, intervalMs, warmUpMs }: ProbingOrder): Timekeeper {
  const members = clusters.flatMap((cluster) => cluster.members.map(({ name }) => name));
  const seen = new Map<string, ProbeTimes[]>(members.map((name) => [name, []]));
  const unheard = new Set(members);
  let began: { readonly at: number; readonly cpu: NodeJS.CpuUsage } | undefined;
  return {
    see: (member, times) => {
      if (times.answered) unheard.delete(member);
      if (began !== undefined && times.sent >= began.at) seen.get(member)?.push(times);
    },
    begin: async () => {
      const deadline = performance.now() + warmUpMs;
      while (unheard.size > 0 && performance.now() < deadline) await sleep(LOOK_AGAIN_MS);
      await sleep(SETTLE_MS);
      began = { at: performance.now(), cpu: process.cpuUsage() };
    },
    end: () => {
      if (began === undefined) throw new Error('ended before it began');
      const endedAt = performance.now();
      const ms = endedAt - began.at;
      const { user, system } = process.cpuUsage(began.cpu);
      const perMember = [...seen.values()].map((times) => lateness(times, { intervalMs, endedAt, ms }));
      const all = [...seen.values()].flat();
      const durations = all.filter(({ answered }) => answered).map(({ sent, received }) => received - sent);
      const answered = durations.length;
      return {
        members: members.length,
        seconds: ms / 1000,
        cpuPercent: (user + system) / 10 / ms,
        peakMebibytes: process.resourceUsage().maxRSS / MEBIBYTE_IN_KIBIBYTES,
        answered,
        unanswered: all.length - answered,
        missed: perMember.reduce((sum, { missed }) => sum + missed, 0),
        latestMs: greatest(perMember.map(({ sentLateMs }) => sentLateMs)),
        latestAnswerMs: greatest(perMember.map(({ answerLateMs }) => answerLateMs)),
        longestMs: greatest(durations),
        longest99Ms: percentile(durations, 99),
      };
    },
  };
}

interface Lateness {
  readonly sentLateMs: number;
  readonly answerLateMs: number;
  readonly missed: number;
}

/** A member's turns are an interval apart; its most punctual probe says where. */
function lateness(
  times: readonly ProbeTimes[],
  { intervalMs, endedAt, ms }: { readonly intervalMs: number; readonly endedAt: number; readonly ms: number },
): Lateness {
  const [first] = times;
  if (first === undefined) return { sentLateMs: Infinity, answerLateMs: Infinity, missed: Math.floor(ms / intervalMs) };
  const phase = (sent: number): number => {
    const offset = (sent - first.sent) % intervalMs;
    return offset > intervalMs / 2 ? offset - intervalMs : offset;
  };
  const base = first.sent + Math.min(...times.map(({ sent }) => phase(sent)));
  // what was punctual is never early, but for rounding
  const turns = times.map(({ sent }) => Math.floor((sent - base + 0.001) / intervalMs));
  const late = times.map(({ sent, received }, index) => {
    const due = base + (turns[index] ?? 0) * intervalMs;
    return { sent: sent - due, received: received - due };
  });
  const expected = Math.floor((endedAt - base) / intervalMs);
  return {
    sentLateMs: Math.max(...late.map(({ sent }) => sent)),
    answerLateMs: Math.max(...late.map(({ received }) => received)),
    missed: Math.max(0, expected - new Set(turns.filter((turn) => turn < expected)).size),
  };
}

function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
