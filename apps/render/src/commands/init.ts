import { lstatSync, mkdirSync, readFileSync, rmSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@postgres-ha/environment';
import { applyChanges, nodeDisk, type Disk } from '../atomic-write.ts';
import { EXIT_CODES, type Outcome } from '@postgres-ha/command-line';
import { refused } from '../refused.ts';
import { CLUSTER_FILE, ENVIRONMENT_FILE } from '@postgres-ha/rendering';

const TEMPLATES = join(import.meta.dirname, '../../templates');
const NAME = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;

/** Starts a cluster, and its environment where that is new. Never touches a file that exists. */
export function init(root: string, target: string, disk: Disk = nodeDisk): Outcome {
  const [environment = '', cluster = '', ...rest] = target.split('/');
  if (rest.length > 0 || !isName(environment, 40) || !isName(cluster, 50)) {
    const expected =
      '<environment>/<cluster>: each a lower-case letter, then letters, digits and hyphens, at most 40 and 50';
    return refused([problem({ id: 'cluster-name', file: target, found: JSON.stringify(target), expected })]);
  }
  const directory = `environments/${environment}`;
  const path = `${directory}/${cluster}/${CLUSTER_FILE}`;
  const environmentFile = `${directory}/${ENVIRONMENT_FILE}`;
  const faults = [
    ...['environments', directory, `${directory}/${cluster}`].flatMap((folder) => folderFaults(root, folder)),
    ...(statusOf(root, path) === undefined ? [] : [exists(path)]),
  ];
  if (faults.length > 0) return refused(faults.slice(0, 1));
  const names = { environment, cluster };
  const write = [{ path, text: template(CLUSTER_FILE, names) }];
  if (statusOf(root, environmentFile) === undefined) {
    write.unshift({ path: environmentFile, text: template(ENVIRONMENT_FILE, names) });
  }
  const made = mkdirSync(join(root, directory, cluster), { recursive: true });
  try {
    applyChanges(root, { write, remove: [] }, disk);
  } catch (error) {
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw error;
  }
  const files = write.map((file) => file.path);
  return {
    code: EXIT_CODES.ok,
    text: [...files.map((file) => `wrote ${file}`), 'Edit what you need, then run `npm run render`.'].join('\n'),
    json: { files },
  };
}

/** A template with names that no other cluster has: its archive and, in its namespace, its Secret of keys. */
function template(
  file: string,
  { environment, cluster }: { readonly environment: string; readonly cluster: string },
): string {
  return readFileSync(join(TEMPLATES, file), 'utf8')
    .replace('s3://your-backups/', `s3://your-backups/${environment}/`)
    .replace('secret: backup-credentials', `secret: ${cluster}-backup-credentials`);
}

/** What is there, a link as itself, or undefined. */
function statusOf(root: string, path: string): Stats | undefined {
  return lstatSync(join(root, path), { throwIfNoEntry: false });
}

/** Nothing is made through a link, which could lead out of the repository, nor in the place of a file. */
function folderFaults(root: string, path: string): readonly Problem[] {
  const status = statusOf(root, path);
  if (status === undefined || status.isDirectory()) return [];
  if (!status.isSymbolicLink()) return [exists(path)];
  return [problem({ id: 'symbolic-link', file: path, found: 'a symbolic link', expected: 'a folder' })];
}

function exists(file: string): Problem {
  const remedy = 'Edit it, or choose another name.';
  return problem({ id: 'cluster-exists', file, found: 'a file', expected: 'none yet', remedy });
}

function isName(text: string, most: number): boolean {
  return text.length <= most && NAME.test(text);
}

function problem(fault: Pick<Problem, 'id' | 'file' | 'found' | 'expected' | 'remedy'>): Problem {
  return { line: 1, column: 1, at: '', ...fault };
}
