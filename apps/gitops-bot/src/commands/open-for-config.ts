import { withoutSecrets } from '@postgres-ha/config-file';
import { jsonLog, type Log } from '@postgres-ha/worker-runtime';
import type { BotConfig } from '../config/bot-config.ts';
import type { Bot, Machine } from '../machine.ts';

export interface OpenedBot {
  readonly bot: Bot;
  readonly log: Log;
  readonly clean: (text: string) => string;
}

/** The bot of a configuration, with a log on standard output. */
export function openForConfig(
  config: BotConfig,
  { machine, level }: { readonly machine: Machine; readonly level: 'info' | 'error' },
): OpenedBot {
  const { clock } = machine;
  const clean = withoutSecrets(config.secrets, machine.env);
  const log = jsonLog({ write: machine.writeLine, now: clock.now, redact: clean, level });
  return { bot: machine.openBot({ ...config, clock, log, onLimit: () => undefined }), log, clean };
}
