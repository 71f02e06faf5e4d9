import type { FailoverKind } from './failover-state.ts';

/** A way to fail over, as the page offers it. */
export interface FailoverChoice {
  readonly kind: FailoverKind;
  readonly label: string;
  readonly press: string;
  readonly explanation: string;
}

export const FAILOVER_CHOICES: readonly FailoverChoice[] = [
  {
    kind: 'switchover',
    label: 'A clean switchover',
    press: 'Switch over',
    explanation:
      'The primary is stopped, the standby is promoted, and the old primary follows it. For a moment nobody answers; still only one of them ever took writes, and nobody must be woken up.',
  },
  {
    kind: 'split-brain',
    label: 'A split brain',
    press: 'Make a split brain',
    explanation:
      'The standby is promoted while the old primary goes on taking orders, as when a node is cut off and its clients are not. Whatever is committed on the losing side will be rewound away.',
  },
];

export const FAILOVER_KINDS: readonly FailoverKind[] = FAILOVER_CHOICES.map(({ kind }) => kind);

export function failoverChoice(kind: FailoverKind): FailoverChoice {
  const choice = FAILOVER_CHOICES.find((each) => each.kind === kind);
  if (choice === undefined) throw new TypeError(`${kind} is no way to fail over`);
  return choice;
}
