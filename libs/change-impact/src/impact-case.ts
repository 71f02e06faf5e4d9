import { expect } from 'vitest';
import { changeImpact } from './change-impact.ts';
import type { Disruption } from './disruption.ts';
import { edited, EXAMPLE, type Edit } from './example-objects.ts';
import type { InstancePrediction, Prediction } from './prediction.ts';

/** A change of the example objects, and what it does. */
export interface ImpactCase {
  readonly name: string;
  /** What the cluster is like before. */
  readonly given?: readonly Edit[];
  readonly edits: readonly Edit[];
  readonly disruption: Disruption;
  readonly prediction?: Partial<Prediction>;
  /** Part of what is said of a field. */
  readonly says?: string;
  readonly uncertain?: true;
}

export const parameter = (name: string, to: unknown): Edit => ({ at: ['spec', 'postgresql', 'parameters', name], to });
export const annotation = (name: string, to: unknown): Edit => ({ at: ['metadata', 'annotations', name], to });
export const spec = (at: string, to: unknown): Edit => ({ at: `spec.${at}`, to });

export const UNTOUCHED: InstancePrediction = {
  standbys: 'untouched',
  primary: 'untouched',
  podsReplaced: 'none',
  primaryFirst: false,
  writePause: 'none',
};
export const RELOADED: InstancePrediction = { ...UNTOUCHED, standbys: 'reloaded', primary: 'reloaded' };
export const IN_PLACE: InstancePrediction = {
  standbys: 'restarted',
  primary: 'restarted-in-place',
  podsReplaced: 'standbys',
  primaryFirst: false,
  writePause: 'seconds',
};
export const ALL_PODS: InstancePrediction = { ...IN_PLACE, primary: 'pod-replaced', podsReplaced: 'all' };
export const SWITCHED: InstancePrediction = { ...ALL_PODS, primary: 'switched-over' };

export const SWITCHOVER: Edit = spec('primaryUpdateMethod', 'switchover');
export const SUPERVISED: Edit = spec('primaryUpdateStrategy', 'supervised');
export const ALONE: readonly Edit[] = [spec('instances', 1), spec('postgresql.synchronous', undefined)];

export function expectImpact({ given = [], edits, disruption, prediction, says, uncertain }: ImpactCase): void {
  const before = edited(EXAMPLE, given);
  const impact = changeImpact({ before, after: edited(before, edits) });
  expect(impact.fields.length).toBeGreaterThan(0);
  expect(impact.disruption).toBe(disruption);
  if (prediction !== undefined) expect(impact.prediction).toMatchObject(prediction);
  if (says !== undefined)
    expect(impact.fields.map(({ effect, reason }) => `${effect} ${reason}`).join('\n')).toContain(says);
  expect(impact.fields.every(({ certain }) => certain)).toBe(uncertain === undefined);
}
