import type { CopyState, LabState, StepState } from '../lab-state.ts';

export function withCopy(
  { copies }: LabState,
  id: string,
  change: Partial<Pick<CopyState, 'outcome'>>,
): Pick<LabState, 'copies'> {
  return { copies: copies.map((copy) => (copy.id === id ? { ...copy, ...change } : copy)) };
}

export function withStep({ story }: LabState, id: string, state: StepState['state']): Pick<LabState, 'story'> {
  return { story: story.map((step) => (step.id === id ? { ...step, state } : step)) };
}

/** Commits per second between two looks; what was before where no time has passed. */
export function rate(
  before: { readonly commits: number; readonly atMs: number },
  after: { readonly commits: number; readonly atMs: number },
): number {
  const seconds = (after.atMs - before.atMs) / 1000;
  return seconds <= 0 ? 0 : Math.max(0, Math.round((after.commits - before.commits) / seconds));
}
