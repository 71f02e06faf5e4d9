import type { FactsReading } from '@postgres-ha/cluster-facts';
import type { Intent } from '../intent/intent.ts';
import type { PlannedFile } from './change-plan.ts';

/** What a plan follows from, and what it comes to. */
export interface PlanParts {
  readonly intent: Intent;
  /** Names the version of this program. */
  readonly generator: string;
  /** The version of the rules. */
  readonly policy: string;
  readonly inputs: ReadonlyMap<string, string>;
  readonly facts: ReadonlyMap<string, FactsReading>;
  readonly files: readonly PlannedFile[];
}

/**
 * One text for one plan: the same where intent, program, rules, what was read of the base, what the facts say and the files are the same, however
 * things were ordered. The moments at which facts were observed are left out: facts that are published again and say the same change no plan.
 */
export function planText({ intent, generator, policy, inputs, facts, files }: PlanParts): string {
  return JSON.stringify(
    sorted({
      intent,
      generator,
      policy,
      inputs: Object.fromEntries(inputs),
      facts: Object.fromEntries([...facts].map(([cluster, reading]) => [cluster, factsText(reading)])),
      files: Object.fromEntries(files.map(({ path, after }) => [path, after ?? null])),
    }),
  );
}

function factsText(reading: FactsReading): unknown {
  if (reading.kind === 'unknown') return { kind: reading.kind, because: reading.because };
  const { health, instances, primary, timeline, archiving, newestProof } = reading.facts;
  return { health, instances, primary, timeline, archiving, newestProof };
}

function sorted(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // Pairs rather than an object: a key named `__proto__` is a key like any other.
  return entries.map(([key, inner]) => [key, sorted(inner)]);
}
