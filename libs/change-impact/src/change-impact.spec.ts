import { describe, expect, test } from 'vitest';
import { changeImpact } from './change-impact.ts';
import { edited, EXAMPLE } from './example-objects.ts';
import { parameter, spec } from './impact-case.ts';

describe('what is said of a field', () => {
  test('names object, path, both values, effect, reason, source and rule', () => {
    const { fields } = changeImpact({ before: EXAMPLE, after: edited(EXAMPLE, [parameter('work_mem', '8MB')]) });
    expect(fields).toEqual([
      {
        object: { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', name: 'orders', namespace: 'shop' },
        path: ['spec', 'postgresql', 'parameters', 'work_mem'],
        before: undefined,
        after: '8MB',
        disruption: 'reload',
        effect: 'Every instance reads its configuration again within seconds; no restart.',
        reason: 'PostgreSQL takes work_mem on a reload.',
        source: 'PostgreSQL 17: work_mem (user)',
        certain: true,
        rule: 'cluster-parameter',
      },
    ]);
  });

  test('the worst comes first, then it goes by object and path', () => {
    const after = edited(EXAMPLE, [
      spec('description', 'x'),
      parameter('work_mem', '8MB'),
      spec('logLevel', 'debug'),
      parameter('a.b', '1'),
    ]);
    expect(changeImpact({ before: EXAMPLE, after }).fields.map(({ path }) => path.at(-1))).toEqual([
      'logLevel',
      'a.b',
      'work_mem',
      'description',
    ]);
  });

  test('an item of a list with names is at its place in the new list, or in the old one where it is gone', () => {
    const before = edited(EXAMPLE, [spec('managed.roles', [{ name: 'a' }, { name: 'b' }])]);
    const after = edited(EXAMPLE, [spec('managed.roles', [{ name: 'c' }, { name: 'a', login: true }])]);
    expect(
      changeImpact({ before, after })
        .fields.map(({ path }) => path.join('.'))
        .sort(),
    ).toEqual(['spec.managed.roles.0', 'spec.managed.roles.1', 'spec.managed.roles.1.login']);
  });

  test('what is not certain says so', () => {
    const [field] = changeImpact({ before: EXAMPLE, after: edited(EXAMPLE, [spec('newInVersion131', 1)]) }).fields;
    expect(field).toMatchObject({ certain: false, rule: 'unknown-field' });
    expect(field?.effect).toMatch(/^Not certain from the files; at worst: /);
  });

  test('status is not looked at, and neither is a label as such', () => {
    const after = edited(EXAMPLE, [{ at: 'status', to: { phase: 'x' } }]);
    expect(changeImpact({ before: EXAMPLE, after }).fields).toEqual([]);
  });
});
