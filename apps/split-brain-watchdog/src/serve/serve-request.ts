import { durationMs, quoted, readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';
import { readListenAddress, type ListenAddress } from '@postgres-ha/worker-runtime';
import { readConfig } from '../config/read-config.ts';
import type { WatchConfig } from '../config/watch-config.ts';
import type { Machine } from '../machine.ts';

/** As they were given on the command line. */
export interface ServeOptions {
  readonly config: string;
  readonly listen?: string;
  readonly grace: string;
}

export interface ServeSettings {
  readonly config: WatchConfig;
  readonly listen: ListenAddress;
  /** How long it may take to stop. */
  readonly graceMs: number;
}

const USUAL: ListenAddress = { host: '127.0.0.1', port: 8080 };

/** Everything that is wrong with what a worker was given, at once; nothing has been begun. */
export function readServe(
  { config: file, listen: listenText, grace }: ServeOptions,
  machine: Machine,
): Reading<ServeSettings> {
  const config = readConfig(file, machine);
  const listen = listenText === undefined ? undefined : readListenAddress(listenText, '--listen');
  const graceMs = durationMs(grace);
  if (config.kind === 'read' && listen?.kind !== 'refused' && graceMs !== undefined) {
    return readAs({ config: config.value, listen: listen?.value ?? config.value.listen ?? USUAL, graceMs });
  }
  const wrongGrace: readonly InputProblem[] =
    graceMs === undefined
      ? [{ where: '--grace', found: quoted(grace), expected: 'a duration such as 25s', remedy: 'Write the unit.' }]
      : [];
  return refuse(
    ...(listen?.kind === 'refused' ? listen.problems : []),
    ...wrongGrace,
    ...(config.kind === 'refused' ? config.problems : []),
  );
}
