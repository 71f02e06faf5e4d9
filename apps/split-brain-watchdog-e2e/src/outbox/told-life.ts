import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Incident } from '@postgres-ha/incident';
import { startFaultyServer, type HttpFault } from '@postgres-ha/testkit';
import { startFakeGitHub, type FakeGitHub } from '@postgres-ha/testkit/fake-github';
import { FAKE_SLACK_CHANNEL, FAKE_SLACK_TOKEN, startFakeSlack, type FakeSlack } from '@postgres-ha/testkit/fake-slack';
import { temporaryDirectory } from '../app/temporary-directory.ts';
import { FASTER, lifeClock } from './life-clock.ts';
import { LIFE } from './looks.ts';

const PROCESS = join(import.meta.dirname, 'watchdog-process.ts');
export const REPOSITORY = 'acme/databases';
const TOKEN = 'ghp_keeperOfDatabases0123456789';
/** Lists of GitHub do not show what is younger, by the machine's clock. */
const LAG_MS = 100;

/** A moment at which a process can be killed: a request that reached a place, or a file of the outbox that is on the disk. */
export interface Step {
  /** Of the look that is being told. */
  readonly sight: number;
  /** `github POST /repos/acme/databases/issues`, `outbox incidents.json` */
  readonly what: string;
  /** Among the equal ones of this look, from 1. */
  readonly nth: number;
  /** It only reads: there is no difference between before and after. */
  readonly reads: boolean;
}

export interface Kill extends Omit<Step, 'reads'> {
  /** The place has done what it was asked for, or has not. */
  readonly when: 'before' | 'after';
}

export interface Life {
  readonly steps: readonly Step[];
  /** Those that came to be. */
  readonly killed: readonly Kill[];
  readonly slack: FakeSlack;
  readonly github: FakeGitHub;
  readonly incidents: readonly Incident[];
}

export interface LifeOptions {
  /** At most one for each look: what comes after a kill may be other steps. */
  readonly kills: readonly Kill[];
  /** Where Node keeps what it compiled, so that hundreds of processes start in time. */
  readonly compileCache: string;
  readonly hiddenFromLooks?: (posted: number) => number;
  /** Of the Slack sink. */
  readonly settleMs?: number;
}

/** Lives LIFE with a watchdog that is started again whenever it was killed. @param then looks at what is there in the end */
export async function toldLife(
  { kills, compileCache, hiddenFromLooks, settleMs }: LifeOptions,
  then: (life: Life) => void,
): Promise<void> {
  const began = Date.now();
  const { clock } = lifeClock(began);
  await using directory = await temporaryDirectory();
  const steps: Step[] = [];
  const killed: Kill[] = [];
  const counts = new Map<string, number>();
  let kill = (): unknown => undefined;
  let incidents: readonly Incident[] = [];
  let sight = 0;

  const reach = (what: string, { reads }: Pick<Step, 'reads'>): HttpFault | undefined => {
    const key = `${sight} ${what}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    steps.push({ sight, what, nth, reads });
    const here = kills.find((each) => each.sight === sight && each.what === what && each.nth === nth);
    if (here === undefined || killed.includes(here)) return undefined;
    killed.push(here);
    kill();
    return { kind: 'reset', when: here.when };
  };
  await using slack = await startFakeSlack({
    now: () => new Date(clock.now()),
    hiddenFromLooks: () => hiddenFromLooks?.(slack.posted()) ?? 0,
    faultOf: ({ path }) => {
      const method = (path.split('/').at(-1) ?? '').replace(/\?.*/, '');
      return reach(`slack ${method}`, { reads: method.startsWith('conversations.') });
    },
  });
  await using github = await startFakeGitHub({
    repositories: [{ name: REPOSITORY, private: true, members: { keeper: 'write' } }],
    tokens: [{ token: TOKEN, login: 'keeper', scopes: ['repo'] }],
    now: clock.now,
    lag: { ms: LAG_MS * FASTER },
    faultOf: ({ method, path }) => reach(`github ${method} ${path.replace(/\?.*/, '')}`, { reads: method === 'GET' }),
  });
  await using world = await startFaultyServer({
    faultOf: ({ path }) => (path.startsWith('/kept/') ? reach(`outbox ${path.slice(6)}`, { reads: false }) : undefined),
    answer: ({ path, body }) => {
      const [, what, number] = path.split('/');
      if (what === 'told' && Number(number) === sight) {
        incidents = JSON.parse(body) as readonly Incident[];
        sight += 1;
      }
      const next = LIFE[sight];
      if (what !== 'sight') return { status: 200, body: '' };
      return next === undefined ? { status: 204, body: '' } : { status: 200, body: JSON.stringify(next) };
    },
  });

  for (let starts = 0; starts <= kills.length; starts += 1) {
    const args = [PROCESS, join(directory.path, 'outbox'), world.url, slack.url, github.url, String(began)];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        ...{ NODE_COMPILE_CACHE: compileCache, GITHUB_TOKEN: TOKEN, REPOSITORY },
        ...{ SLACK_TOKEN: FAKE_SLACK_TOKEN, SLACK_CHANNEL: FAKE_SLACK_CHANNEL },
        ...(settleMs === undefined ? {} : { SETTLE_MS: String(settleMs) }),
      },
    });
    kill = () => child.kill('SIGKILL');
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (signal === 'SIGKILL') continue;
    if (code !== 0) throw new Error(`The watchdog ended by ${signal ?? code}, killed at ${JSON.stringify(killed)}.`);
    break;
  }
  then({ steps, killed, slack, github, incidents });
}
