import type { RepositoryState } from '@postgres-ha/change-request';
import { describe, expect, test } from 'vitest';
import { mergedView } from './merged-view.ts';

const CLUSTER = 'environments/production/orders/cluster.yaml';
const RENDERED = 'environments/production/orders/01-orders.yaml';
const ENVIRONMENT = 'environments/production/environment.yaml';

function state(commit: string, files: Readonly<Record<string, string>>): RepositoryState {
  return {
    commit,
    files: new Map(Object.entries(files)),
    irregular: new Set(),
    read: (paths) =>
      Promise.resolve(new Map(paths.map((path) => [path, new TextEncoder().encode(`${commit}:${files[path] ?? ''}`)]))),
  };
}

const grewFrom = { [CLUSTER]: 'c0', [RENDERED]: 'r0', [ENVIRONMENT]: 'e0' };

function view(main: Readonly<Record<string, string>>, head: Readonly<Record<string, string>>) {
  const { before, after } = mergedView({
    mergeBase: state('base', grewFrom),
    main: state('main', main),
    head: state('head', head),
  });
  return { before: Object.fromEntries(before.files), after: Object.fromEntries(after.files) };
}

describe('what merging would change now', () => {
  test('is what the pull request changes, where the default branch has not moved', () => {
    const head = { ...grewFrom, [CLUSTER]: 'c1' };
    expect(view(grewFrom, head)).toEqual({ before: grewFrom, after: head });
  });

  test('has a freeze that began after it was written', () => {
    const frozen = { ...grewFrom, [ENVIRONMENT]: 'e-frozen' };
    expect(view(frozen, { ...grewFrom, [CLUSTER]: 'c1' })).toEqual({
      before: frozen,
      after: { ...frozen, [CLUSTER]: 'c1' },
    });
  });

  test('has a freeze also where the pull request touches the file that says so', () => {
    const { before, after } = view(
      { ...grewFrom, [ENVIRONMENT]: 'e-frozen' },
      { ...grewFrom, [ENVIRONMENT]: 'e-mine' },
    );
    expect([before[ENVIRONMENT], after[ENVIRONMENT]]).toEqual(['e-frozen', 'e-mine']);
  });

  test('does not take back what the default branch changed in a file that both changed', () => {
    const { before, after } = view({ ...grewFrom, [CLUSTER]: 'c-main' }, { ...grewFrom, [CLUSTER]: 'c-head' });
    expect([before[CLUSTER], after[CLUSTER]]).toEqual(['c0', 'c-head']);
  });

  test('is nothing where both did the same', () => {
    const same = { ...grewFrom, [CLUSTER]: 'c1' };
    expect(view(same, same)).toEqual({ before: same, after: same });
  });

  test('removes what the pull request removes, and nothing else', () => {
    const removed = { [CLUSTER]: 'c0', [ENVIRONMENT]: 'e0' };
    expect(view({ ...grewFrom, other: 'o1' }, removed).after).toEqual({ ...removed, other: 'o1' });
  });

  test('reads each file where it is from', async () => {
    const { after } = mergedView({
      mergeBase: state('base', grewFrom),
      main: state('main', { ...grewFrom, [ENVIRONMENT]: 'e1' }),
      head: state('head', { ...grewFrom, [CLUSTER]: 'c1' }),
    });
    const bytes = await after.read([CLUSTER, ENVIRONMENT], new AbortController().signal);
    expect([...bytes].map(([path, content]) => [path, new TextDecoder().decode(content)])).toEqual([
      [CLUSTER, 'head:c1'],
      [ENVIRONMENT, 'main:e1'],
    ]);
  });
});
