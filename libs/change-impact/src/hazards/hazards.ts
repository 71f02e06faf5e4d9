import type { Hazard } from '../field-impact.ts';
import type { JudgedChange } from '../judged-change.ts';
import type { Change } from '../object-pairs.ts';
import { archiveHazards } from './archive-hazards.ts';
import { deliveryHazards } from './delivery-hazards.ts';
import type { HazardRule } from './hazard-rule.ts';
import { parameterHazards } from './parameter-hazards.ts';
import { rolloutHazards } from './rollout-hazards.ts';
import { storageHazards } from './storage-hazards.ts';
import { synchronousHazards } from './synchronous-hazards.ts';

/** Every hazard that is looked for. */
export const HAZARDS: readonly HazardRule[] = [
  ...rolloutHazards,
  ...synchronousHazards,
  ...storageHazards,
  ...archiveHazards,
  ...parameterHazards,
  ...deliveryHazards,
];

/** What is dangerous about the change as a whole: errors first, then in the order of {@link HAZARDS}. */
export function hazardsOf(changes: readonly JudgedChange[], change: Change): readonly Hazard[] {
  const found = HAZARDS.flatMap(({ places, ...hazard }) => {
    const paths = places(changes, change);
    return paths.length === 0 ? [] : [{ ...hazard, paths }];
  });
  return [...found.filter(({ level }) => level === 'error'), ...found.filter(({ level }) => level === 'warning')];
}
