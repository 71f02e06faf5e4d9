import { EXAMPLE_REQUESTS } from '../bot/proposal.ts';
import type { BreakKind } from '../break-kind.ts';
import type { FailoverKind } from '../failover/failover-state.ts';

/** What the story tells, in order. */
export interface StoryStep {
  readonly id: string;
  readonly title: string;
  readonly what: StepKind;
}

export type StepKind =
  | { readonly kind: 'servers' }
  | { readonly kind: 'backup' }
  | { readonly kind: 'archiving' }
  | { readonly kind: 'proof' }
  | { readonly kind: 'break'; readonly how: BreakKind }
  | { readonly kind: 'original' }
  | { readonly kind: 'fail-over'; readonly how: FailoverKind }
  | { readonly kind: 'ask-bot'; readonly text: string };

export const STORY_STEPS: readonly StoryStep[] = [
  { id: 'servers', title: 'A database at work', what: { kind: 'servers' } },
  { id: 'backup', title: 'A base backup is taken', what: { kind: 'backup' } },
  { id: 'archiving', title: 'Its WAL is archived, all the time', what: { kind: 'archiving' } },
  { id: 'proof', title: 'The backup is proven', what: { kind: 'proof' } },
  {
    id: 'damaged-page',
    title: 'A copy of it is broken: one bit of a table is flipped',
    what: { kind: 'break', how: 'damaged-page' },
  },
  { id: 'missing-wal', title: 'Another copy loses a WAL segment', what: { kind: 'break', how: 'missing-wal' } },
  {
    id: 'wrong-wal',
    title: 'In a third copy a WAL segment is its neighbour',
    what: { kind: 'break', how: 'wrong-wal' },
  },
  { id: 'original', title: 'The original is untouched, and still proven', what: { kind: 'original' } },
  {
    id: 'switchover',
    title: 'Another database switches over, and nobody is woken up',
    what: { kind: 'fail-over', how: 'switchover' },
  },
  {
    id: 'split-brain',
    title: 'Then it gets two primaries, and that is proven',
    what: { kind: 'fail-over', how: 'split-brain' },
  },
  {
    id: 'scale',
    title: 'Someone comments: scale production to five instances',
    what: { kind: 'ask-bot', text: EXAMPLE_REQUESTS[0] },
  },
  {
    id: 'maintenance',
    title: 'And: maintenance tonight',
    what: { kind: 'ask-bot', text: EXAMPLE_REQUESTS[1] },
  },
];
