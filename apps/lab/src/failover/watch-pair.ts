import { watchCluster, type ClusterWatch } from '@postgres-ha/cluster-watch';
import { acknowledge, advance, noIncidents, type Incident } from '@postgres-ha/incident';
import { openMemberProbe, readConnection, type MemberProbe } from '@postgres-ha/postgres-probe';
import { concernsOf, type CommitsEvidence, type Judgement } from '@postgres-ha/split-brain';
import { PAIR_NAME, type Pair, type PairMember } from './pair.ts';

/** The watchdog's own parts on the pair: probes, judge, incidents. Disposal ends its sessions. */
export interface PairWatch extends AsyncDisposable {
  /** Undefined before the first whole round. */
  readonly judgement: () => Judgement | undefined;
  /** All that were opened, newest last. */
  readonly incidents: () => readonly Incident[];
  /** What was read of a member's commits past the fork, newest last. */
  readonly commits: (member: string) => CommitsEvidence | undefined;
  /** Waits until it holds; told of each judgement. */
  readonly until: (holds: (judgement: Judgement) => boolean, signal: AbortSignal) => Promise<Judgement>;
  /** A person says that the loss is known. */
  readonly acknowledgeAll: (by: string) => void;
}

export interface PairWatchOptions {
  readonly now: () => Date;
  readonly onJudgement: (judgement: Judgement) => void;
  readonly signal: AbortSignal;
}

const PROBE_EVERY_MS = 500;
const SMART_SHUTDOWN_SECONDS = 30;
/** A watchdog waits for 15 s; nobody who watches a lab would. */
const RESOLVE_AFTER = { looks: 3, ms: 2_000 };
const RUNBOOKS = 'docs/runbooks';

/** One primary, one standby, and nothing that anybody has to be told. A change of the primary is said for a while after it. */
export function isSettled({ state, members, conditions }: Judgement): boolean {
  const one = (role: string): boolean => members.filter((each) => each.role === role).length === 1;
  return (
    state !== 'blind' && one('primary') && one('standby') && conditions.every(({ severity }) => severity === 'info')
  );
}

export function watchPair(pair: Pair, { now, onJudgement, signal }: PairWatchOptions): PairWatch {
  const probes = pair.members.map(probeOf);
  const commits = new Map<string, CommitsEvidence>();
  const waiting = new Set<(judgement: Judgement) => void>();
  let incidents = noIncidents();
  let all: ReadonlyMap<string, Incident> = new Map();
  const keep = (changed: readonly Incident[]): void => {
    all = new Map([...all, ...changed.map((incident) => [incident.id, incident] as const)]);
  };
  const watch: ClusterWatch = watchCluster({
    cluster: {
      name: PAIR_NAME,
      members: pair.members.map(({ name }) => ({ name, claim: 'member' })),
      probeIntervalMs: PROBE_EVERY_MS,
      smartShutdownSeconds: SMART_SHUTDOWN_SECONDS,
    },
    observer: 'lab',
    probes,
    now: () => performance.now(),
    signal,
    listener: {
      onEvent: (event) => {
        if (event.kind === 'commits') commits.set(event.member, event);
      },
      onJudgement: (judgement) => {
        const { incidents: next, changed } = advance(incidents, {
          at: now(),
          source: PAIR_NAME,
          concerns: concernsOf(judgement, { runbooks: RUNBOOKS }),
          complete: judgement.state !== 'blind',
          resolveAfter: RESOLVE_AFTER,
        });
        incidents = next;
        keep(changed);
        onJudgement(judgement);
        for (const tell of [...waiting]) tell(judgement);
      },
    },
  });
  return {
    judgement: watch.judgement,
    incidents: () => [...all.values()],
    commits: (member) => commits.get(member),
    until: (holds, patience) =>
      new Promise((resolve, reject) => {
        const done = (): void => {
          waiting.delete(look);
          patience.removeEventListener('abort', giveUp);
        };
        const look = (judgement: Judgement): void => {
          if (!holds(judgement)) return;
          done();
          resolve(judgement);
        };
        const giveUp = (): void => {
          done();
          reject(patience.reason instanceof Error ? patience.reason : new Error(String(patience.reason)));
        };
        if (patience.aborted) {
          giveUp();
          return;
        }
        patience.addEventListener('abort', giveUp, { once: true });
        waiting.add(look);
      }),
    acknowledgeAll: (by) => {
      for (const { id, status } of [...all.values()]) {
        if (status === 'resolved') continue;
        const done = acknowledge(incidents, { id, at: now(), by });
        incidents = done.incidents;
        keep(done.changed);
      }
    },
    [Symbol.asyncDispose]: async () => {
      await watch[Symbol.asyncDispose]();
      await Promise.all(probes.map((probe) => probe[Symbol.asyncDispose]()));
    },
  };
}

function probeOf({ name, server }: PairMember): MemberProbe {
  const { port, superuser, password } = server;
  const reading = readConnection(
    `host=127.0.0.1 port=${port} user=${superuser} password=${password} dbname=postgres sslmode=disable`,
  );
  if (reading.kind === 'problems') throw new Error(`${name}: its own address is refused`);
  return openMemberProbe({ connection: reading.settings, member: name, observer: 'lab' });
}
