import { expect, test } from 'vitest';
import type { Mutation } from '../mutations/mutation.ts';
import { shrunk } from './shrink.ts';

const step = (name: string): Mutation['steps'][number] => ({ op: 'remove', path: ['spec', name] });

test('what is not needed to show a difference is left out', async () => {
  const mutations = [
    { name: 'one', steps: [step('a'), step('b'), step('c')] },
    { name: 'two', steps: [step('d')] },
  ];
  const needsB = (fewer: readonly Mutation[]): Promise<boolean> =>
    Promise.resolve(JSON.stringify(fewer).includes('"b"'));
  expect(await shrunk(mutations, needsB)).toEqual([{ name: 'one', steps: [step('b')] }]);
});
