import { expect, test } from 'vitest';
import { STORY_STEPS } from '../story/story-steps.ts';
import { rate, withStep } from './changes-of-state.ts';
import { initialState } from './initial-state.ts';

const initial = initialState(new Date('2026-11-25T18:28:19Z'));

test('one step of the story changes, the others stay, in their order', () => {
  const { story } = withStep(initial, 'proof', { kind: 'running' });
  expect(story.map(({ id }) => id)).toEqual(STORY_STEPS.map(({ id }) => id));
  expect(story.filter(({ state }) => state.kind !== 'to-come')).toEqual([
    { id: 'proof', title: 'The backup is proven', state: { kind: 'running' } },
  ]);
});

test.each([
  { name: 'ten in half a second', after: { commits: 110, atMs: 500 }, perSecond: 20 },
  { name: 'none', after: { commits: 100, atMs: 500 }, perSecond: 0 },
  { name: 'no time', after: { commits: 110, atMs: 0 }, perSecond: 0 },
])('the rate of $name is $perSecond a second', ({ after, perSecond }) => {
  expect(rate({ commits: 100, atMs: 0 }, after)).toBe(perSecond);
});
