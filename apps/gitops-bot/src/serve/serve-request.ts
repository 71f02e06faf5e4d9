import { durationMs, quoted, readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';
import { readListenAddress, type ListenAddress } from '@postgres-ha/worker-runtime';
import type { BotConfig, WebhookSettings } from '../config/bot-config.ts';
import { readConfig, type ConfigSource } from '../config/read-config.ts';

/** As they were given on the command line. */
export interface ServeOptions {
  readonly config: string;
  readonly listen?: string;
  readonly grace: string;
}

export interface ServeSettings {
  readonly config: BotConfig;
  readonly webhooks: WebhookSettings;
  readonly stateDirectory: string;
  readonly listen: ListenAddress;
  /** How long it may take to stop. */
  readonly graceMs: number;
}

const USUAL: ListenAddress = { host: '127.0.0.1', port: 8080 };

/** Everything that is wrong with what the server was given, at once; nothing has been begun. */
export function readServe(
  { config: file, listen: listenText, grace }: ServeOptions,
  source: ConfigSource,
): Reading<ServeSettings> {
  const config = readConfig(file, source);
  const listen = listenText === undefined ? undefined : readListenAddress(listenText, '--listen');
  const graceMs = durationMs(grace);
  const problems: InputProblem[] = [];
  if (listen?.kind === 'refused') problems.push(...listen.problems);
  if (graceMs === undefined) {
    const expected = 'a duration such as 25s';
    problems.push({ where: '--grace', found: quoted(grace), expected, remedy: 'Write the unit.' });
  }
  if (config.kind === 'refused') return refuse(...problems, ...config.problems);
  const { webhooks, stateDirectory } = config.value;
  if (webhooks === undefined) {
    const remedy = 'Add them; `gitops-bot schedule` works without.';
    problems.push({ where: file, found: 'no webhooks', expected: 'a secret of webhooks to serve', remedy });
  }
  if (stateDirectory === undefined) {
    const remedy = 'Name a directory that survives a restart as `stateDirectory`.';
    problems.push({
      where: file,
      found: 'no stateDirectory',
      expected: 'where deliveries lie until they are done',
      remedy,
    });
  }
  if (problems.length > 0 || webhooks === undefined || stateDirectory === undefined || graceMs === undefined) {
    return refuse(...problems);
  }
  const chosen = listen?.kind === 'read' ? listen.value : undefined;
  return readAs({
    ...{ config: config.value, webhooks, stateDirectory, graceMs },
    listen: chosen ?? config.value.listen ?? USUAL,
  });
}
