import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { quoted, readAs, refuse, type Reading } from '@postgres-ha/command-line';

/** Where a text lies that does not stand in the configuration itself. */
export interface SecretPlace {
  readonly environment: string | undefined;
  readonly file: string | undefined;
  /** Of the key, for messages. */
  readonly where: string;
}

export interface SecretSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths begin there. */
  readonly directory: string;
}

/** Undefined where it is nowhere. A line end at the end of a file is no part of it. */
export function readSecret(
  { environment, file, where }: SecretPlace,
  { env, directory }: SecretSource,
): Reading<string | undefined> {
  if (environment !== undefined) {
    const value = env[environment];
    if (value !== undefined && value !== '') return readAs(value);
    const found = value === undefined ? `no variable ${environment}` : `an empty variable ${environment}`;
    return refuse({ where, found, expected: 'it to be set', remedy: 'Set it for this process, or name another.' });
  }
  if (file === undefined) return readAs(undefined);
  try {
    return readAs(readFileSync(resolve(directory, file), 'utf8').replace(/\r?\n$/, ''));
  } catch (error) {
    const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
    const found = `${quoted(file)}, which cannot be read (${code})`;
    return refuse({
      where,
      found,
      expected: 'a file that can be read',
      remedy: 'Correct the path, or its permissions.',
    });
  }
}
