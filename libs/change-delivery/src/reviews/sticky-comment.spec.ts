import { describe, expect, test } from 'vitest';
import { decideSticky } from './sticky-comment.ts';

const comment = (id: number, body: string, minute: number) => ({
  id,
  body,
  createdAt: new Date(Date.UTC(2026, 10, 26, 5, minute)),
});

describe('a comment of which there is to be one', () => {
  test.each([
    ['none is there', [], { kind: 'create', body: 'new' }, []],
    ['it says something else', [comment(1, 'old', 0)], { kind: 'update', id: 1, body: 'new' }, []],
    ['it says so already', [comment(1, 'new', 0)], { kind: 'nothing' }, []],
    ['two are there', [comment(5, 'new', 2), comment(9, 'old', 1)], { kind: 'update', id: 9, body: 'new' }, [5]],
    ['two of the same second are there', [comment(9, 'new', 1), comment(5, 'new', 1)], { kind: 'nothing' }, [9]],
  ])('%s', (_, found, write, remove) => {
    expect(decideSticky(found, 'new')).toEqual({ write, remove });
  });

  test('where nothing is to be said nothing is begun', () => {
    expect(decideSticky([], undefined)).toEqual({ write: { kind: 'nothing' }, remove: [] });
    expect(decideSticky([comment(1, 'old', 0), comment(2, 'old', 1)], undefined)).toEqual({
      write: { kind: 'nothing' },
      remove: [2],
    });
  });
});
