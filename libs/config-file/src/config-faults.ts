import { quoted, type InputProblem } from '@postgres-ha/command-line';
import type { z } from 'zod';
import type { Path, YamlText } from './yaml-text.ts';

/**
 * Every fault that the schema finds, each at its line.
 * @param secretKeys whose values nobody may see
 */
export function configFaults(
  { value, placeOf }: YamlText,
  { issues, secretKeys }: { readonly issues: z.ZodError['issues']; readonly secretKeys: readonly string[] },
): readonly InputProblem[] {
  const secret: ReadonlySet<PropertyKey> = new Set(secretKeys);
  return issues.flatMap((issue): readonly InputProblem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        where: placeOf([...issue.path, key]),
        found: `the key ${quoted(key)}`,
        expected: `no such key ${issue.path.length === 0 ? 'in the file' : `in ${inWords(issue.path)}`}`,
        remedy: 'Correct its name, or take it out.',
      }));
    }
    const found = valueAt(value, issue.path);
    return [
      {
        where: placeOf(issue.path),
        found: secret.has(issue.path.at(-1) ?? '') && typeof found === 'string' ? 'another text' : shown(found),
        expected: `${expectedBy(issue)}${issue.path.length === 0 ? '' : ` as ${inWords(issue.path)}`}`,
        remedy: found === undefined ? 'Add it.' : 'Correct it.',
      },
    ];
  });
}

/** `clusters[0].members[1].name`. */
export function inWords(path: Path): string {
  return path.reduce<string>(
    (words, step) =>
      typeof step === 'number' ? `${words}[${step}]` : words === '' ? String(step) : `${words}.${String(step)}`,
    '',
  );
}

function expectedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' && issue.origin === 'array') return 'at least one';
  if (issue.code === 'too_small' && issue.origin !== 'string') return `at least ${issue.minimum}`;
  if (issue.code === 'too_big' && issue.origin !== 'string') return `at most ${issue.maximum}`;
  if (issue.code === 'invalid_type' && issue.expected === 'object') return 'a block of keys';
  return issue.message;
}

function valueAt(value: unknown, path: Path): unknown {
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
