import { expect, test } from 'vitest';
import type { Edit, Splice } from './edit.ts';
import { operationFor } from './operation.ts';
import { readBoth } from './source.ts';
import { applySplices } from './splices.ts';
import { verified } from './verify.ts';

const TEXT = 'a: 1 # one\nb: {c: x, d: 0755} # two\n# three\ne:\n  - f # four\n';

/** What verification says of splices that are meant to do an edit. */
function verdictOn(edit: Edit, ...splices: readonly { readonly from: string; readonly to: string }[]): string {
  const readings = readBoth(TEXT);
  if ('kind' in readings) return expect.unreachable(readings.remedy);
  const operation = operationFor(readings.source, edit);
  if (operation.kind === 'refusal') return expect.unreachable(operation.remedy);
  const done = splices.map(({ from, to }): Splice => {
    const start = TEXT.indexOf(from);
    return { start, end: start + from.length, text: to };
  });
  const result = verified(readings, applySplices(TEXT, done), { operation, splices: done });
  return 'kind' in result ? result.found : 'fine';
}

const SET_A: Edit = { kind: 'set', path: ['a'], value: 2 };
const DELETE_F: Edit = { kind: 'delete', path: ['e', 0] };

test.each<{
  readonly name: string;
  readonly edit: Edit;
  readonly splices: readonly { from: string; to: string }[];
  readonly verdict: string;
}>([
  { name: 'what was asked is fine', edit: SET_A, splices: [{ from: '1', to: '2' }], verdict: 'fine' },
  {
    name: 'another value is not',
    edit: SET_A,
    splices: [{ from: '1', to: '3' }],
    verdict: 'a text that means something else',
  },
  {
    name: 'nor text for a number',
    edit: SET_A,
    splices: [{ from: '1', to: "'2'" }],
    verdict: 'a text that means something else',
  },
  {
    name: 'nor another key changed with it',
    edit: SET_A,
    splices: [
      { from: '1', to: '2' },
      { from: 'x', to: 'y' },
    ],
    verdict: 'a text that means something else',
  },
  {
    name: 'nor keys in another order',
    edit: SET_A,
    splices: [
      { from: '1', to: '2' },
      { from: 'c: x, d: 0755', to: 'd: 0755, c: x' },
    ],
    verdict: 'a text that means something else',
  },
  {
    name: 'nor what only YAML 1.1 reads otherwise',
    edit: SET_A,
    splices: [
      { from: '1', to: '2' },
      { from: '0755', to: '755' },
    ],
    verdict: 'a text that YAML 1.1 readers understand otherwise',
  },
  {
    name: 'nor a change of another line that means the same',
    edit: SET_A,
    splices: [
      { from: '1', to: '2' },
      { from: '{c', to: '{ c' },
    ],
    verdict: 'a change on lines that are not the entry’s',
  },
  { name: 'nor a comment lost', edit: SET_A, splices: [{ from: '1 # one', to: '2' }], verdict: 'a comment lost' },
  { name: 'nor one made', edit: SET_A, splices: [{ from: '1', to: '2 # new' }], verdict: 'a comment lost' },
  {
    name: 'nor a text that is no YAML any more',
    edit: SET_A,
    splices: [{ from: '1', to: '[2' }],
    verdict:
      'a text that cannot be read: Flow sequence in block collection must be sufficiently indented and end with a ].',
  },
  {
    name: 'a deletion takes its own comment',
    edit: DELETE_F,
    splices: [{ from: '\n  - f # four', to: ' []' }],
    verdict: 'fine',
  },
  {
    name: 'and no neighbour’s',
    edit: DELETE_F,
    splices: [
      { from: '# three\n', to: '' },
      { from: '\n  - f # four', to: ' []' },
    ],
    verdict: 'a change on lines that are not the entry’s',
  },
  {
    name: 'and leaves no null behind',
    edit: DELETE_F,
    splices: [{ from: '\n  - f # four', to: '' }],
    verdict: 'a text that means something else',
  },
])('$name', ({ edit, splices, verdict }) => {
  expect(verdictOn(edit, ...splices)).toBe(verdict);
});
