import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexProblem } from './amcheck-words.ts';

// messages of PostgreSQL 17, contrib/amcheck/verify_nbtree.c
test.each([
  {
    message: 'item order invariant violated for index "orders_customer"',
    detail: 'Lower index tid=(1,5) (points to index tid=(0,7)) higher index tid=(1,6) page lsn=0/1A2B3C.',
    says: { detail: 'items of a page are not in order', place: 'block 1, item 5' },
  },
  {
    message: 'cross page item order invariant violated for index "i"',
    detail: 'Last item on page tid=(3,9) page lsn=0/1.',
    says: { detail: 'items of neighbouring pages are not in order', place: 'block 3, item 9' },
  },
  {
    message: 'heap tuple (12,7) from table "orders" lacks matching index tuple within index "i"',
    detail: undefined,
    says: { detail: 'a row of the table has no entry' },
  },
  {
    message: 'index "i" contains unexpected zero page at block 4',
    detail: undefined,
    says: { detail: 'a page is empty', place: 'block 4' },
  },
])('"$message" becomes words from here, with its place', ({ message, detail, says }) => {
  expect(indexProblem({ message, detail })).toEqual(says);
});

test('nothing but numbers of blocks and items comes through, whatever a function of an index has raised', () => {
  const letters = fc.stringMatching(/^[a-z]{12,20}$/);
  fc.assert(
    fc.property(letters, fc.constantFrom('', 'item order ', 'tid=(1,', 'block '), (secret, around) => {
      const said = JSON.stringify(indexProblem({ message: around + secret, detail: `${secret} ${around}${secret}` }));
      expect(said).not.toContain(secret);
    }),
  );
});
