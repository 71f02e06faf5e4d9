import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ProofLevel } from '@postgres-ha/backup-catalog';
import { durationMs, type InputProblem, quoted, readAs, type Reading, refuse } from '@postgres-ha/command-line';
import type { Machine } from '../machine.ts';
import type { Policy } from '../policy/policy-schema.ts';
import { proofOptions } from '../policy/proof-options.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { readMemory } from './read-memory.ts';
import { readPlace } from './read-place.ts';
import { readScratch } from './read-scratch.ts';
import type { PlaceOptions, Request, RunOptions, Server } from './request.ts';

type HostMachine = Pick<Machine, 'workingDirectory' | 'temporaryDirectory' | 'env'>;

/** What `catalog` looks at: everything that a listing tells, and nothing more. */
export function readCatalogRequest(
  address: string | undefined,
  { options, machine }: { readonly options: PlaceOptions; readonly machine: HostMachine },
): Reading<Request> {
  return readRequest(address, { options: { ...options, level: 'L1' }, machine });
}

/** Says everything that is wrong with what was asked, or what is to be looked at. */
export function readRequest(
  address: string | undefined,
  {
    options,
    machine,
    memory: whose = 'as asked',
  }: {
    readonly options: RunOptions;
    readonly machine: HostMachine;
    /** A person says what a run remembers and may spend; a worker has it from its policy. */
    readonly memory?: 'as asked' | 'of the policy';
  },
): Reading<Request> {
  const policy = policyFrom(options.policy ?? [], machine.workingDirectory);
  const known = policy.kind === 'read' ? policy.value : undefined;
  // A policy that cannot be read would have said where to look: that nothing else says it is no second problem.
  const place =
    policy.kind === 'refused' && address === undefined
      ? undefined
      : readPlace({ address, options, policy: known, workingDirectory: machine.workingDirectory, env: machine.env });
  const server = serverFrom(options.server, known);
  const level = levelFrom(options.level ?? known?.verification?.level ?? 'L4');
  const backups = backupsFrom(options.backup ?? []);
  const timeout = timeoutFrom(options.timeout);
  const memory = readMemory({
    options,
    place: place?.kind === 'read' ? place.value : undefined,
    server: server.kind === 'read' ? server.value : undefined,
    workingDirectory: machine.workingDirectory,
    policy: whose === 'of the policy' && known !== undefined ? proofOptions(known) : undefined,
  });
  const files = filesFrom(options, machine.workingDirectory);
  const scratch = level.kind === 'read' ? readScratch(level.value, { options, machine }) : undefined;
  if (
    policy.kind === 'read' &&
    place?.kind === 'read' &&
    server.kind === 'read' &&
    level.kind === 'read' &&
    backups.kind === 'read' &&
    timeout.kind === 'read' &&
    memory.kind === 'read' &&
    files.kind === 'read' &&
    scratch?.kind === 'read'
  ) {
    return readAs({
      place: place.value,
      server: server.value,
      level: level.value,
      backups: backups.value,
      policy: policy.value && proofOptions(policy.value),
      timeoutMs: timeout.value,
      memory: memory.value,
      files: files.value,
      ...scratch.value,
    });
  }
  return refuse(
    ...[policy, place, server, level, backups, scratch, timeout, memory, files].flatMap(
      (reading): readonly InputProblem[] => (reading?.kind === 'refused' ? reading.problems : []),
    ),
  );
}

/** Before hours are spent it is seen that there is a place for what comes of them. */
function filesFrom(
  { markdown, html }: Pick<RunOptions, 'markdown' | 'html'>,
  workingDirectory: string,
): Reading<NonNullable<Request['files']>> {
  const asked = Object.entries({ markdown, html }).flatMap(([name, file]) =>
    file === undefined ? [] : [{ name, file, path: resolve(workingDirectory, file) }],
  );
  const problems = asked.flatMap(({ name, file, path }): readonly InputProblem[] => {
    const remedy = 'Make the directory, or name another file.';
    const where = `--${name}`;
    if (file === '' || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
      return [
        { where, found: file === '' ? 'nothing' : `${file}, a directory`, expected: 'the name of a file', remedy },
      ];
    }
    if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory() === true) return [];
    return [{ where, found: `no directory ${dirname(path)}`, expected: 'a file in a directory that is there', remedy }];
  });
  return problems.length > 0
    ? refuse(...problems)
    : readAs(Object.fromEntries(asked.map(({ name, path }) => [name, path])));
}

/** The policy that was named, read anew. */
export function policyFrom(files: readonly string[], workingDirectory: string): Reading<Policy | undefined> {
  const [file, another] = files;
  if (file === undefined) return readAs(undefined);
  if (another !== undefined) {
    const remedy = 'Run the verifier once for each cluster.';
    return refuse({ where: '--policy', found: `${files.length} policies`, expected: 'one', remedy });
  }
  const path = resolve(workingDirectory, file);
  const remedy = 'Name the 02-backup-configuration.yaml of a cluster; `npm run render` writes it.';
  const state = statSync(path, { throwIfNoEntry: false });
  const problem = (found: string): Reading<never> =>
    refuse({ where: `--policy ${file}`, found, expected: 'a file with a verification policy', remedy });
  if (state?.isFile() !== true) return problem(state === undefined ? 'no such file' : 'no file');
  try {
    return readPolicy(file, readFileSync(path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return problem(`a file that cannot be read (${code})`);
  }
}

function serverFrom(option: string | undefined, policy: Policy | undefined): Reading<Server | undefined> {
  const name = option ?? policy?.archive.serverName;
  if (name === undefined) return readAs(undefined);
  if (name !== '' && !name.includes('/')) return readAs({ name, saidBy: option === undefined ? 'policy' : 'option' });
  return refuse({
    where: option === undefined ? 'policy: archive.serverName' : '--server',
    found: quoted(name),
    expected: 'the name of a folder directly below the address',
    remedy: 'CloudNativePG names it after the cluster, unless serverName says otherwise.',
  });
}

const LEVELS = ['L1', 'L2', 'L3', 'L4', 'L5'] as const satisfies readonly ProofLevel[];

function levelFrom(text: string): Reading<ProofLevel> {
  const level = LEVELS.find((each) => each === text);
  if (level !== undefined) return readAs(level);
  const meant = LEVELS.find((each) => each.slice(1) === text.replace(/\D/g, ''));
  return refuse({
    where: '--level',
    found: quoted(text),
    expected: 'L1 (list), L2 (read), L3 (start), L4 (replay) or L5 (the data)',
    remedy: meant === undefined ? "Leave it out for the policy's, or L4." : `Did you mean ${meant}?`,
  });
}

function backupsFrom(given: readonly string[]): Reading<Request['backups']> {
  const [first = 'all'] = given;
  const words = given.filter((each) => each === 'all' || each === 'newest');
  if (given.length <= 1 && (first === 'all' || first === 'newest')) return readAs(first);
  const odd = given.find((each) => each === '' || each.includes('/'));
  const expected = 'all, newest, or ids of backups such as 20261125T020000';
  const remedy = '`backup-verifier catalog` lists the ids.';
  if (odd !== undefined) return refuse({ where: '--backup', found: quoted(odd), expected, remedy });
  if (words[0] === undefined) return readAs([...new Set(given)]);
  return refuse({ where: '--backup', found: `${words[0]} beside others`, expected, remedy });
}

function timeoutFrom(text: string | undefined): Reading<number | undefined> {
  if (text === undefined) return readAs(undefined);
  const milliseconds = durationMs(text);
  if (milliseconds !== undefined) return readAs(milliseconds);
  const remedy = 'Write the unit: s, m, h or d.';
  return refuse({
    where: '--timeout',
    found: quoted(text),
    expected: 'a duration such as 90m or 2h, up to 24d',
    remedy,
  });
}
