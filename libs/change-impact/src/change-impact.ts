import { compareDisruptions, worstDisruption, type Disruption } from './disruption.ts';
import type { FieldImpact, Hazard } from './field-impact.ts';
import { hazardsOf } from './hazards/hazards.ts';
import { judgedChanges } from './judged-change.ts';
import { inOrder, objectPairs, type Change } from './object-pairs.ts';
import { predict } from './predict.ts';
import type { Prediction } from './prediction.ts';

/** What a change of manifests does to what runs. */
export interface ChangeImpact {
  /** The worst of all fields. */
  readonly disruption: Disruption;
  /** Worst first, then by object and path. */
  readonly fields: readonly FieldImpact[];
  readonly hazards: readonly Hazard[];
  readonly prediction: Prediction;
}

/**
 * What becomes of a running database when its rendered objects change from `before` to `after`, told from the objects alone. Meant for
 * the objects of one cluster; with several, `prediction` says the worst of them.
 *
 * Objects are the same by kind, namespace and name. Neither their order nor that of keys counts, and status is not looked at.
 */
export function changeImpact({ before, after }: Change): ChangeImpact {
  const change = { before: inOrder(before), after: inOrder(after) };
  const changes = objectPairs(change)
    .flatMap((pair) => judgedChanges(pair, change))
    .sort((a, b) => order(placeOf(a.impact), placeOf(b.impact)));
  const fields = changes.map(({ impact }) => impact).sort(worstFirst);
  return {
    disruption: worstDisruption(fields.map(({ disruption }) => disruption)),
    fields,
    hazards: hazardsOf(changes, change),
    prediction: predict(changes, change),
  };
}

function worstFirst(a: FieldImpact, b: FieldImpact): number {
  return compareDisruptions(b.disruption, a.disruption) || order(placeOf(a), placeOf(b));
}

function placeOf({ object: { kind, namespace, name }, path }: FieldImpact): string {
  return [kind, namespace ?? '', name, ...path].join('\n');
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
