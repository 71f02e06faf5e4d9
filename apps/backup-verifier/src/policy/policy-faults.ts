import type { z } from 'zod';
import { quoted, type InputProblem } from '@postgres-ha/command-line';

const REMEDY = 'Say it in cluster.yaml and render the environment again: `npm run render`.';

/** Every fault that the schema finds in a policy, each at its key. */
export function policyFaults(where: string, value: unknown, { issues }: z.ZodError): readonly InputProblem[] {
  return issues.flatMap((issue): readonly InputProblem[] => {
    const at = (path: readonly PropertyKey[]) =>
      `${where}${path.length === 0 ? '' : `: ${path.map(String).join('.')}`}`;
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        where: at([...issue.path, key]),
        found: 'a key that this version does not know',
        expected: 'no such key',
        remedy: 'Use the verifier of the version that rendered the file, or render it again with this one.',
      }));
    }
    return [
      { where: at(issue.path), found: shown(valueAt(value, issue.path)), expected: expectedBy(issue), remedy: REMEDY },
    ];
  });
}

function expectedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' && issue.origin !== 'string') return `at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}`;
  if (issue.code === 'invalid_type' && issue.expected === 'object') return 'a block of keys';
  return issue.message;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a block of keys';
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}
