import type { PostgresServer } from '@postgres-ha/local-stack';
import type { Login } from '../scenarios/login.ts';
import { openStage } from '../scenarios/stage.ts';

/** Two small servers in memory, one streaming from the other, with a ledger and a login for the watchdog; used for one trial after the other. */
export interface TrialPair extends AsyncDisposable {
  readonly name: string;
  readonly members: readonly [string, string];
  readonly login: Login;
  readonly server: (name: string) => PostgresServer;
  /** Names of whoever is the primary now, and of its standby. */
  readonly primary: () => string;
  readonly standby: () => string;
  /** After the standby has taken over. */
  readonly swap: () => void;
}

export interface TrialPairOptions {
  readonly name: string;
  readonly major?: number;
  readonly settings?: Readonly<Record<string, string>>;
}

export const TRIAL_MAJOR = 17;

export async function openTrialPair({ name, major = TRIAL_MAJOR, settings }: TrialPairOptions): Promise<TrialPair> {
  const members = [`${name}-1`, `${name}-2`] as const;
  const stage = await openStage({ major, members, ...(settings && { settings }) });
  let [primary, standby]: [string, string] = [...members];
  return {
    name,
    members,
    login: stage.login,
    server: stage.server,
    primary: () => primary,
    standby: () => standby,
    swap: () => {
      [primary, standby] = [standby, primary];
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}
