import { globSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { ProofLevel } from '@postgres-ha/backup-catalog';
import { quoted, readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';
import type { Machine } from '../machine.ts';
import type { Request, RunOptions } from './request.ts';

type Scratch = Pick<Request, 'scratch' | 'notes'>;

interface Sources {
  readonly options: Pick<RunOptions, 'scratch' | 'postgresBin'>;
  readonly machine: Pick<Machine, 'workingDirectory' | 'temporaryDirectory' | 'env'>;
}

/** Where packages put PostgreSQL without putting it on the path: Debian's, and PGDG's for Red Hat. */
const USUAL_PLACES = ['/usr/lib/postgresql/*/bin', '/usr/pgsql-*/bin'];

/** Where throw-away servers may be, and by which programs they run. Levels that start none need neither. */
export function readScratch(level: ProofLevel, { options, machine }: Sources): Reading<Scratch> {
  if (level !== 'L3' && level !== 'L4' && level !== 'L5') return readAs({ scratch: undefined, notes: [] });
  const parent = resolve(machine.workingDirectory, options.scratch ?? machine.temporaryDirectory);
  const problems = [
    ...scratchProblems(options.scratch === undefined ? 'directory for temporary files' : '--scratch', parent),
    ...(options.postgresBin ?? []).flatMap((given) => binaryProblems(given, machine.workingDirectory)),
  ];
  if (problems.length > 0) return refuse(...problems);
  const binaries = binariesFrom(options.postgresBin, machine);
  if (binaries.length > 0) return readAs({ scratch: { parent, binaries }, notes: [] });
  return readAs({
    scratch: undefined,
    notes: [
      'No PostgreSQL was found on this machine, so nothing can be started or replayed: above L2 every verdict will be unknown. ' +
        'Install the major version of the cluster, or name the directory of its programs with --postgres-bin or POSTGRES_BIN.',
    ],
  });
}

function scratchProblems(option: string, parent: string): readonly InputProblem[] {
  const where = `${option} ${quoted(parent)}`;
  const expected = 'a directory that can be written, with room for the database and its WAL';
  const remedy = 'Name another with --scratch.';
  const state = statSync(parent, { throwIfNoEntry: false });
  if (state === undefined) return [{ where, found: 'nothing there', expected, remedy }];
  if (!state.isDirectory()) return [{ where, found: 'no directory', expected, remedy }];
  try {
    // Rights, read-only mounts and quotas are only known by trying.
    rmdirSync(mkdtempSync(join(parent, '.backup-verifier-')));
    return [];
  } catch (error) {
    const { code = 'an error' } = error as NodeJS.ErrnoException;
    return [{ where, found: `that nothing can be written there (${code})`, expected, remedy }];
  }
}

function binaryProblems(given: string, workingDirectory: string): readonly InputProblem[] {
  if (hasPostgres(resolve(workingDirectory, given))) return [];
  return [
    {
      where: `--postgres-bin ${quoted(given)}`,
      found: 'no program postgres',
      expected: "the directory of PostgreSQL's programs, such as /usr/lib/postgresql/17/bin",
      remedy: 'Correct the directory, or leave the option out.',
    },
  ];
}

/** What was named; else the variable; else what the path and the usual places have. */
function binariesFrom(
  named: readonly string[] | undefined,
  { workingDirectory, env }: Sources['machine'],
): readonly string[] {
  const listed = (name: string): readonly string[] => (env[name] ?? '').split(delimiter).filter((each) => each !== '');
  const candidates =
    named ??
    (listed('POSTGRES_BIN').length > 0 ? listed('POSTGRES_BIN') : [...listed('PATH'), ...globSync(USUAL_PLACES)]);
  return [...new Set(candidates.map((each) => resolve(workingDirectory, each)))].filter(hasPostgres);
}

function hasPostgres(directory: string): boolean {
  return ['postgres', 'postgres.exe'].some(
    (name) => statSync(join(directory, name), { throwIfNoEntry: false })?.isFile() === true,
  );
}
