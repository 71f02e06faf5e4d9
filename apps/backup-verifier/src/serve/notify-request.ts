import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { quoted, readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';
import type { IncidentSink } from '@postgres-ha/incident';
import { openSinks, readNotifySettings, type NotifySettings } from '@postgres-ha/notification';
import type { Machine } from '../machine.ts';

/** As they were given on the command line. */
export interface NotifyOptions {
  readonly notify?: string;
  readonly outbox?: string;
  readonly runbooks?: string;
}

/** Who is told of incidents, and where it is kept how far that is. */
export interface NotifyRequest {
  readonly file: string;
  readonly settings: NotifySettings;
  /** Absolute. */
  readonly directory: string;
  /** Without a slash at its end. */
  readonly runbooks: string | null;
}

type HostMachine = Pick<Machine, 'workingDirectory' | 'env'>;

/** @returns undefined when nobody is to be told but the log */
export function readNotify(
  { notify, outbox, runbooks }: NotifyOptions,
  { workingDirectory }: HostMachine,
): Reading<NotifyRequest | undefined> {
  if (notify === undefined && outbox === undefined && runbooks === undefined) return readAs(undefined);
  if (notify === undefined || outbox === undefined) {
    const [given, missing] = notify === undefined ? ['no --notify', '--notify'] : ['--notify alone', '--outbox'];
    return refuse({
      where: missing,
      found: given,
      expected: '--notify and --outbox together',
      remedy: 'Name the settings of whom to tell, and a directory on this machine that keeps what was told.',
    });
  }
  const problems = [...addressProblems(runbooks)];
  const settings = settingsIn(notify, workingDirectory);
  if (settings.kind === 'refused') return refuse(...settings.problems, ...problems);
  if (problems.length > 0) return refuse(...problems);
  return readAs({
    file: notify,
    settings: settings.value,
    directory: resolve(workingDirectory, outbox),
    runbooks: runbooks === undefined ? null : runbooks.replace(/\/+$/, ''),
  });
}

/** Opens whom to tell; connects to nothing. */
export function openNotifySinks(
  { file, settings }: NotifyRequest,
  { workingDirectory, env }: HostMachine,
): Promise<Reading<readonly IncidentSink[]>> {
  return openSinks(settings, {
    file,
    env,
    readFile: (path) => readFile(resolve(workingDirectory, path), 'utf8'),
  });
}

function settingsIn(file: string, workingDirectory: string): Reading<NotifySettings> {
  let text: string;
  try {
    text = readFileSync(resolve(workingDirectory, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return refuse({
      where: `--notify ${file}`,
      found: code === 'ENOENT' ? 'no such file' : `what cannot be read (${code})`,
      expected: 'the settings of whom to tell',
      remedy: 'Name a file that this user may read.',
    });
  }
  return readNotifySettings(text, { file });
}

function addressProblems(runbooks: string | undefined): readonly InputProblem[] {
  if (runbooks === undefined || /^https?:$/.test(URL.parse(runbooks)?.protocol ?? '')) return [];
  return [
    {
      where: '--runbooks',
      found: quoted(runbooks),
      expected: 'an address such as https://example.org/docs/runbooks',
      remedy: 'Name the folder where people find docs/runbooks of this repository.',
    },
  ];
}
