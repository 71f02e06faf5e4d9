import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { changeImpact } from './change-impact.ts';
import { isKeyedList } from './field-changes.ts';
import type { FieldPath } from './field-impact.ts';
import { impactRuleFor } from './impact-rules.ts';
import { presenceVerdict } from './presence.ts';
import { isList, isMap } from './value-at.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FILES = globSync(['environments/**/0*.yaml', 'manifests/**/*.yaml'], { cwd: ROOT })
  .filter((file) => !file.endsWith('kustomization.yaml'))
  .sort();

function objectsOf(file: string): readonly KubeObject[] {
  return parseAllDocuments(readFileSync(join(ROOT, file), 'utf8')).map((document) => document.toJS() as KubeObject);
}

/** Where a change of a value would be reported. */
function places(value: unknown, path: FieldPath): readonly FieldPath[] {
  if (isMap(value)) return Object.entries(value).flatMap(([key, item]) => places(item, [...path, key]));
  if (isList(value) && isKeyedList(path)) return value.flatMap((item, index) => places(item, [...path, index]));
  return [path];
}

describe.each(FILES)('%s', (file) => {
  const objects = objectsOf(file);

  test('every field has a class, and every object one for coming and going', () => {
    const lacking = objects.flatMap(({ kind, ...object }) =>
      places(object, [])
        .filter(([first]) => first !== 'apiVersion')
        .filter(([first, second]) => !(first === 'metadata' && (second === 'name' || second === 'namespace')))
        .filter((path) => impactRuleFor(kind, path) === undefined)
        .map((path) => `${kind} ${path.join('.')}`),
    );
    expect(lacking).toEqual([]);
    expect(objects.filter((object) => presenceVerdict(object, 'added') === undefined)).toEqual([]);
  });

  test('is no change to itself, and a new one touches nothing that runs', () => {
    expect(changeImpact({ before: objects, after: objects }).fields).toEqual([]);
    expect(changeImpact({ before: [], after: objects })).toMatchObject({
      disruption: 'none',
      prediction: { primary: 'untouched', writePause: 'none' },
    });
  });
});

test('there are environments to look at', () => {
  expect(FILES.length).toBeGreaterThan(5);
});
