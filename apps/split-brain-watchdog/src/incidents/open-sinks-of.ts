import { readFile } from 'node:fs/promises';
import { refuse } from '@postgres-ha/command-line';
import { openSinks, readNotifySettings } from '@postgres-ha/notification';
import type { Machine, OpenSinks } from '../machine.ts';

/** Sinks of settings, with the secrets that these name. */
export function openSinksOf(env: Machine['env']): OpenSinks {
  return async ({ file, text }) => {
    const settings = readNotifySettings(text, { file });
    if (settings.kind === 'refused') return refuse(...settings.problems);
    return await openSinks(settings.value, { file, env, readFile: (path) => readFile(path, 'utf8') });
  };
}
