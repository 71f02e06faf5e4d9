import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { MemberProbe } from '@postgres-ha/postgres-probe';
import type { Instant, MemberAnswer, ProbeObservation } from '@postgres-ha/split-brain';
import { systemClock } from '@postgres-ha/worker-runtime';
import { openKeeper } from './incidents/open-keeper.ts';
import { postgresConnections } from './look/postgres-connect.ts';
import type { Machine } from './machine.ts';

/** A directory for one test, with files in it. */
export interface TemporaryDirectory extends Disposable {
  readonly path: string;
  readonly write: (path: string, content: string) => string;
}

export function temporaryDirectory(): TemporaryDirectory {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'split-brain-watchdog-test-')));
  return {
    path,
    write: (name, content) => {
      const full = join(path, name);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, content);
      return full;
    },
    [Symbol.dispose]: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export function exampleMachine(more: Partial<Machine> = {}): Machine {
  const env = more.env ?? {};
  return {
    workingDirectory: '/',
    hostName: 'office-1',
    env,
    clock: systemClock(),
    random: () => 0.5,
    readConnection: postgresConnections(env),
    openSinks: () => Promise.resolve({ kind: 'read', value: [] }),
    openKeeper,
    push: () => Promise.resolve({ kind: 'taken' }),
    signal: new AbortController().signal,
    writeLine: () => undefined,
    measured: {
      cpuUsage: () => ({ user: 1_500_000, system: 500_000 }),
      memoryUsage: () => ({ rss: 64 * 1024 * 1024, heapUsed: 16 * 1024 * 1024 }),
      uptime: () => 60,
    },
    ...more,
  };
}

/** Servers that answer what a test says, by their addresses. */
export interface ExampleServers {
  readonly readConnection: Machine['readConnection'];
  /** From now on this server answers so; undefined: it does not. */
  readonly become: (address: string, answer: MemberAnswer | undefined) => void;
  /** From now on this server serves a certificate that expires then; undefined: without TLS. */
  readonly serve: (address: string, until: Date | undefined) => void;
}

/** Of a server of which a test says nothing else; each address has its own. */
const STARTED = '17641000000000';

export function answerAs(role: 'primary' | 'standby', more: Partial<MemberAnswer> = {}): MemberAnswer {
  const isPrimary = role === 'primary';
  return {
    ...{ systemIdentifier: '7300000000000000001', inRecovery: !isPrimary, readOnlyByDefault: false },
    postmasterStartedAt: STARTED,
    timeline: isPrimary ? 1 : null,
    lsn: '0/3000148',
    receivedLsn: isPrimary ? null : '0/3000148',
    nextTransactionId: '740',
    receiver: isPrimary ? null : { status: 'streaming', timeline: 1, senderHost: 'a', senderPort: 5432 },
    details: {
      followers: isPrimary
        ? [{ application: 'b', address: null, state: 'streaming', syncState: 'async', flushLsn: '0/3000148' }]
        : [],
      ...{ otherClients: 2, waitingForSync: 0, synchronousStandbyNames: '' },
    },
    ...more,
  };
}

function ownOf(address: string, answer: MemberAnswer | undefined): MemberAnswer | null {
  if (answer === undefined) return null;
  return answer.postmasterStartedAt === STARTED
    ? { ...answer, postmasterStartedAt: `${STARTED}${address.charCodeAt(0)}` }
    : answer;
}

export function exampleServers(given: Readonly<Record<string, MemberAnswer | undefined>>): ExampleServers {
  const answers = new Map(Object.entries(given));
  const certificates = new Map<string, Date | undefined>();
  const real = postgresConnections({});
  return {
    become: (address, answer) => answers.set(address, answer),
    serve: (address, until) => certificates.set(address, until),
    readConnection: (text) => {
      const read = real(text);
      if (read.kind === 'refused') return read;
      const { member, address } = read.value;
      const open = ({ observer, now }: { readonly observer: string; readonly now: () => Instant }): MemberProbe => {
        const none = <Question>(question: Question) =>
          Promise.resolve({ kind: 'no-evidence' as const, observer, received: now(), question, because: 'an example' });
        return {
          member,
          servedUntil: () => certificates.get(address),
          probe: () => {
            const sent = now();
            const answer = ownOf(address, answers.get(address));
            const observation: ProbeObservation = {
              ...{ kind: 'probe', observer, member, sent, received: now(), via: 'session', answer },
              session: answer === null ? null : `${member}-1`,
              outcome: answer === null ? 'timeout' : 'answered',
              code: null,
            };
            return Promise.resolve(observation);
          },
          history: none,
          forkMark: none,
          commits: none,
          [Symbol.asyncDispose]: () => Promise.resolve(),
        };
      };
      return { ...read, value: { ...read.value, open } };
    },
  };
}
