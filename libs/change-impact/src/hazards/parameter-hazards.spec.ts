import { describe, expect, test } from 'vitest';
import { changeImpact } from '../change-impact.ts';
import { edited, EXAMPLE, type Edit } from '../example-objects.ts';
import { parameter, spec } from '../impact-case.ts';

function unreadable(given: readonly Edit[], edits: readonly Edit[]): readonly string[] {
  const before = edited(EXAMPLE, given);
  const { hazards } = changeImpact({ before, after: edited(before, edits) });
  const paths = hazards.find(({ id }) => id === 'parameter-unreadable')?.paths ?? [];
  return paths.map(({ path }) => String(path.at(-1)));
}

describe('a parameter that PostgreSQL does not know', () => {
  test('is found when a major upgrade makes it so', () => {
    const given = [spec('imageCatalogRef.major', 16), parameter('old_snapshot_threshold', '1h')];
    expect(unreadable(given, [spec('imageCatalogRef.major', 17)])).toEqual(['old_snapshot_threshold']);
  });

  test('is not found again in a change that has nothing to do with it', () => {
    expect(unreadable([parameter('no_such_thing', '1')], [spec('description', 'x')])).toEqual([]);
  });

  test('may be of an extension that is not known here', () => {
    expect(unreadable([], [parameter('timescaledb.license', 'apache')])).toEqual([]);
  });

  test.each([
    ['work_mem', '8MB', true],
    ['work_mem', '8 mb', false],
    ['checkpoint_timeout', '5min', true],
    ['checkpoint_timeout', '5MB', false],
    ['fsync', 'tru', true],
    ['fsync', 'o', false],
    ['random_page_cost', '1.1', true],
    ['random_page_cost', 'cheap', false],
    ['search_path', 'anything', true],
  ])('%s = %s is readable: %s', (name, value, readable) => {
    expect(unreadable([], [parameter(name, value)])).toEqual(readable ? [] : [name]);
  });
});
