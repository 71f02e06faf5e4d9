import { expect, test } from 'vitest';
import { selects, type LabelSelector } from './label-selector.ts';

const labels = { 'cnpg.io/cluster': 'orders', 'cnpg.io/podRole': 'instance' };

test.each<{ name: string; selector: LabelSelector; selected: boolean }>([
  { name: 'an empty selector selects everything', selector: {}, selected: true },
  {
    name: 'all labels asked for must be there',
    selector: { matchLabels: { 'cnpg.io/cluster': 'orders', a: 'b' } },
    selected: false,
  },
  { name: 'equal labels select', selector: { matchLabels: { 'cnpg.io/podRole': 'instance' } }, selected: true },
  {
    name: 'In selects one of its values',
    selector: { matchExpressions: [{ key: 'cnpg.io/podRole', operator: 'In', values: ['pooler', 'instance'] }] },
    selected: true,
  },
  {
    name: 'In does not select an absent label',
    selector: { matchExpressions: [{ key: 'x', operator: 'In', values: ['y'] }] },
    selected: false,
  },
  {
    name: 'NotIn selects an absent label',
    selector: { matchExpressions: [{ key: 'x', operator: 'NotIn', values: ['y'] }] },
    selected: true,
  },
  {
    name: 'Exists asks for the key only',
    selector: { matchExpressions: [{ key: 'cnpg.io/podRole', operator: 'Exists' }] },
    selected: true,
  },
  {
    name: 'DoesNotExist refuses a key that is there',
    selector: { matchExpressions: [{ key: 'cnpg.io/podRole', operator: 'DoesNotExist' }] },
    selected: false,
  },
])('$name', ({ selector, selected }) => {
  expect(selects(selector, labels)).toBe(selected);
});
