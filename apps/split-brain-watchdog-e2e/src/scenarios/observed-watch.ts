import { watchCluster } from '@postgres-ha/cluster-watch';
import { openMemberProbe, readConnection, type MemberProbe } from '@postgres-ha/postgres-probe';
import {
  beginWatch,
  judge,
  learn,
  recordingHeader,
  recordLine,
  type Judgement,
  type WatchedCluster,
  type WatchEvent,
} from '@postgres-ha/split-brain';
import { OBSERVER } from './observer.ts';
import type { Stage } from './stage.ts';

/** The real watchdog's watch of a stage, and all that it said until now. */
export interface ObservedWatch extends AsyncDisposable {
  readonly judgements: readonly Judgement[];
  readonly newest: () => Judgement | undefined;
  /** Waits for a judgement, from the newest one on. Its deadline is far beyond what a slow machine needs. */
  readonly sees: (what: string, accept: (judgement: Judgement) => boolean) => Promise<Judgement>;
  /** Whole rounds since it began. */
  readonly rounds: () => number;
  /** Lists the archive of the stage, and has the watch learn what is there. */
  readonly list: (stage: Stage) => Promise<void>;
  /** Text of a recording: header and events. */
  readonly recording: () => string;
}

const DEADLINE_MS = 300_000;
const INTERVAL_MS = 500;

export interface ObserveOptions {
  /** Those of the stage without it. */
  readonly members?: WatchedCluster['members'];
  /** Milliseconds since it began without it. */
  readonly now?: () => number;
}

export function observe(stage: Stage, options: ObserveOptions = {}): ObservedWatch {
  const cluster: WatchedCluster = {
    name: 'shop',
    members: options.members ?? stage.members.map((name) => ({ name, claim: 'member' })),
    probeIntervalMs: INTERVAL_MS,
    smartShutdownSeconds: 180,
  };
  const startedAt = new Date();
  const began = performance.now();
  const now = options.now ?? ((): number => performance.now() - began);
  const judgements: Judgement[] = [];
  const events: WatchEvent[] = [];
  const told = new EventTarget();
  let rounds = 0;
  let tell: (event: WatchEvent) => void = () => undefined;
  const probes = cluster.members.map(({ name }) => openProbe(stage, name, now));
  const watch = watchCluster({
    cluster,
    probes,
    observer: OBSERVER,
    now,
    judgeCluster: (watched) => {
      let state = beginWatch(watched);
      tell = (event) => {
        events.push(event);
        state = learn(state, event);
      };
      return {
        learn: (event) => {
          state = learn(state, event);
        },
        judge: (at) => {
          const judged = judge(state, at);
          state = judged.watch;
          return judged.judgement;
        },
      };
    },
    listener: {
      onEvent: (event) => {
        events.push(event);
        if (event.kind === 'tick') rounds++;
      },
      onJudgement: (judgement) => {
        judgements.push(judgement);
        told.dispatchEvent(new Event('judgement'));
      },
    },
  });
  return {
    judgements,
    newest: () => judgements.at(-1),
    rounds: () => rounds,
    sees: async (what, accept) => {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      let next = Math.max(0, judgements.length - 1);
      for (;;) {
        for (; next < judgements.length; next++) {
          const judgement = judgements[next];
          if (judgement !== undefined && accept(judgement)) return judgement;
        }
        await judgementAfter(
          told,
          signal,
          () => `${what}: not within ${DEADLINE_MS / 1000} s; newest: ${shown(judgements.at(-1))}`,
        );
      }
    },
    list: async ({ archive }) => {
      if (archive === undefined) throw new Error('the stage has no archive');
      tell(await archive.list(now()));
    },
    recording: () => recordingHeader(cluster, { observer: OBSERVER, startedAt }) + events.map(recordLine).join(''),
    [Symbol.asyncDispose]: async () => {
      await watch[Symbol.asyncDispose]();
      for (const probe of probes) await probe[Symbol.asyncDispose]();
    },
  };
}

function openProbe({ wiring, login }: Stage, member: string, now: () => number): MemberProbe {
  const { host, port } = wiring.forWatchdog(member);
  const { user, password, database } = login;
  const read = readConnection(
    `host=${host} port=${port} user=${user} password=${password} dbname=${database} sslmode=disable`,
  );
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  return openMemberProbe({ connection: read.settings, member, observer: OBSERVER, timeoutMs: 1000, now });
}

async function judgementAfter(told: EventTarget, signal: AbortSignal, problem: () => string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const end = (): void => {
      told.removeEventListener('judgement', heard);
      signal.removeEventListener('abort', late);
    };
    const heard = (): void => {
      end();
      resolve();
    };
    const late = (): void => {
      end();
      reject(new Error(problem()));
    };
    if (signal.aborted) late();
    told.addEventListener('judgement', heard);
    signal.addEventListener('abort', late);
  });
}

/** What a judgement says, in one line. */
export function shown(judgement: Judgement | undefined): string {
  if (judgement === undefined) return 'nothing';
  const conditions = judgement.conditions.map(
    ({ state, severity, members }) => `${state} ${severity} ${members.join('+')}`,
  );
  const members = judgement.members.map(
    ({ name, role, outcome, timeline }) => `${name}=${role}/${outcome ?? '-'}/${timeline ?? '-'}`,
  );
  return `${judgement.state} [${conditions.join('; ')}] ${members.join(' ')}`;
}
