import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '@postgres-ha/environment';
import { applyChanges } from '../atomic-write.ts';
import { EXIT_CODES, refused, type Outcome } from '../outcome.ts';
import { CLUSTER_FILE, ENVIRONMENT_FILE } from '../repository.ts';

const TEMPLATES = join(import.meta.dirname, '../../templates');
const NAME = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;

/** Starts a cluster, and its environment where that is new. Never touches a file that exists. */
export function init(root: string, target: string): Outcome {
  const [environment = '', cluster = '', ...rest] = target.split('/');
  if (rest.length > 0 || !isName(environment, 40) || !isName(cluster, 50)) {
    const expected =
      '<environment>/<cluster>: each a lower-case letter, then letters, digits and hyphens, at most 40 and 50';
    return refused([problem({ id: 'cluster-name', file: target, found: JSON.stringify(target), expected })]);
  }
  const directory = `environments/${environment}`;
  const path = `${directory}/${cluster}/${CLUSTER_FILE}`;
  if (existsSync(join(root, path))) {
    return refused([
      problem({
        id: 'cluster-exists',
        file: path,
        found: 'a file',
        expected: 'none yet',
        remedy: 'Edit it, or choose another name.',
      }),
    ]);
  }
  const write = [{ path, text: template(CLUSTER_FILE) }];
  if (!existsSync(join(root, directory, ENVIRONMENT_FILE))) {
    write.unshift({ path: `${directory}/${ENVIRONMENT_FILE}`, text: template(ENVIRONMENT_FILE) });
  }
  mkdirSync(join(root, directory, cluster), { recursive: true });
  applyChanges(root, { write, remove: [] });
  const files = write.map((file) => file.path);
  return {
    code: EXIT_CODES.ok,
    text: [...files.map((file) => `wrote ${file}`), 'Edit what you need, then run `npm run render`.'].join('\n'),
    json: { files },
  };
}

function template(name: string): string {
  return readFileSync(join(TEMPLATES, name), 'utf8');
}

function isName(text: string, most: number): boolean {
  return text.length <= most && NAME.test(text);
}

function problem(fault: Pick<Problem, 'id' | 'file' | 'found' | 'expected' | 'remedy'>): Problem {
  return { line: 1, column: 1, at: '', ...fault };
}
