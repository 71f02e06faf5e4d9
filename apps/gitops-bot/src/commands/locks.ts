import type { HeldLock, LockRelease } from '@postgres-ha/change-delivery';
import { couldNotLook, EXIT_CODES, quoted, refused, type Outcome } from '@postgres-ha/command-line';
import { readConfig } from '../config/read-config.ts';
import type { Machine } from '../machine.ts';
import { classifyFailure } from '../work/classify-failure.ts';
import { readTarget, targetText } from '../work/locks.ts';
import { openForConfig } from './open-for-config.ts';

/** As they were given on the command line. */
export interface LocksOptions {
  readonly config: string;
  readonly repository?: string;
  readonly release?: string;
}

const NOTHING = 'Nothing was released.';

interface Held {
  readonly repository: string;
  readonly locks: readonly HeldLock[];
}

/** Lists what is claimed, or releases one claim. */
export async function locks({ config: file, repository, release }: LocksOptions, machine: Machine): Promise<Outcome> {
  const read = readConfig(file, machine);
  if (read.kind === 'refused') return refused(read.problems, NOTHING);
  const config = read.value;
  if (repository !== undefined && !config.repositories.includes(repository)) {
    const expected = `one of ${config.repositories.join(', ')}`;
    return refused([{ where: '--repository', found: quoted(repository), expected, remedy: 'Correct it.' }], NOTHING);
  }
  const names = repository === undefined ? config.repositories : [repository];
  if (release !== undefined && names.length > 1) {
    const expected = '--repository beside --release';
    const found = `${names.length} repositories`;
    return refused([{ where: file, found, expected, remedy: 'Name the one that is meant.' }], NOTHING);
  }
  const target = release === undefined ? undefined : readTarget(release);
  if (release !== undefined && target === undefined) {
    const expected = 'a target such as production/postgres-cluster, or production';
    return refused([{ where: '--release', found: quoted(release), expected, remedy: 'Correct it.' }], NOTHING);
  }
  const { bot, clean } = openForConfig(config, { machine, level: 'error' });
  try {
    const [name = ''] = names;
    if (target !== undefined)
      return released(targetText(target), await bot.repository(name).release(target, machine.signal));
    const found = await Promise.all(
      names.map(async (each) => ({ repository: each, locks: await bot.repository(each).locks(machine.signal) })),
    );
    return {
      code: EXIT_CODES.ok,
      text: found.map((each) => listOf(each)).join('\n\n'),
      json: { repositories: found.map(documentOf) },
    };
  } catch (error) {
    machine.signal.throwIfAborted();
    return couldNotLook(clean(classifyFailure(error).because));
  }
}

function listOf({ repository, locks: held }: Held): string {
  if (held.length === 0) return `${repository}: nothing is claimed`;
  const lines = held.map(({ target, branch, pullRequest, expires }) => {
    const name = targetText(target);
    if (pullRequest !== undefined) return `  ${name}: #${pullRequest.number}  ${pullRequest.url}`;
    if (expires === undefined) return `  ${name}: a branch that is not the bot's own, ${branch}`;
    return `  ${name}: a branch without a pull request; after ${expires.toISOString()} it is finished or swept`;
  });
  return [`${repository}:`, ...lines].join('\n');
}

function documentOf({ repository, locks: held }: Held): unknown {
  return {
    repository,
    locks: held.map(({ target, branch, pullRequest, request, expires }) => ({
      ...{ target: targetText(target), branch, request: request ?? null, expires: expires ?? null },
      pullRequest: pullRequest === undefined ? null : { number: pullRequest.number, url: pullRequest.url },
    })),
  };
}

function released(name: string, release: LockRelease): Outcome {
  const pullRequest = 'pullRequest' in release ? (release.pullRequest?.number ?? null) : null;
  const json = { target: name, kind: release.kind, pullRequest };
  const closed = pullRequest === null ? '' : `, and #${pullRequest} is closed`;
  switch (release.kind) {
    case 'released':
      return { code: EXIT_CODES.ok, text: `${name}: released${closed}`, json };
    case 'not-locked':
      return { code: EXIT_CODES.ok, text: `${name}: nothing is claimed`, json };
    case 'kept': {
      const text = `${name}: nothing was released. Somebody else pushed to ${release.branch}: remove it by hand when nothing of it is needed.`;
      return { code: EXIT_CODES.finding, text, json };
    }
  }
}
