import { gunzipSync, gzipSync } from 'node:zlib';
import type { Base } from '../bases/base.ts';
import { mutatedObject } from '../cases/creation-case.ts';
import type { JudgedCase } from '../cases/judged-case.ts';
import type { UpdateBase } from '../cases/update-base.ts';
import { updatedObject, type ChangedForm, type UpdateCase } from '../cases/update-case.ts';
import type { CreationCase } from '../cases/creation-case.ts';
import type { Mutation } from '../mutations/mutation.ts';
import type { PatchStep } from '../object/object-patch.ts';
import type { Json } from '../object/json.ts';
import type { ServerStage, ServerVerdict } from '../server/server-verdict.ts';

/** What the API server said to the objects of a run, and all that is needed to make those objects again. */
export interface Recording {
  readonly seed: number;
  readonly bases: readonly Base[];
  readonly updateBases: readonly UpdateBase[];
  readonly creations: readonly (CreationCase & { readonly verdict: ServerVerdict })[];
  readonly updates: readonly (UpdateCase & { readonly verdict: ServerVerdict })[];
}

/** The objects of a recording with their verdicts: creations, then updates. */
export function judgedCases({ bases, updateBases, creations, updates }: Recording): readonly JudgedCase[] {
  return [
    ...creations.map(({ base, mutations, verdict }) => {
      const { kind, name, object } = at(bases, base);
      return { kind, base: name, mutations, object: mutatedObject(object, mutations), verdict };
    }),
    ...updates.map((update) => {
      const base = at(updateBases, update.base);
      const { kind, name, stored } = base;
      const { mutations, verdict } = update;
      return { kind, base: name, mutations, object: updatedObject(base, update), before: stored, verdict };
    }),
  ];
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`the recording has no base ${index}`);
  return item;
}

/** The same bytes for the same recording. */
export function encodeRecording({ seed, bases, updateBases, creations, updates }: Recording): Uint8Array {
  const written: Written = {
    seed,
    bases,
    updateBases,
    creations: creations.map(({ base, mutations, verdict }) => [
      base,
      mutations.map(shortMutation),
      shortVerdict(verdict),
    ]),
    updates: updates.map(({ base, form, mutations, verdict }) => [
      base,
      form,
      mutations.map(shortMutation),
      shortVerdict(verdict),
    ]),
  };
  return gzipSync(JSON.stringify(written), { level: 9 });
}

export function decodeRecording(bytes: Uint8Array): Recording {
  const written = JSON.parse(gunzipSync(bytes).toString()) as Written;
  const { seed, bases, updateBases } = written;
  return {
    seed,
    bases,
    updateBases,
    creations: written.creations.map(([base, mutations, verdict]) => ({
      kind: at(bases, base).kind,
      base,
      mutations: mutations.map(longMutation),
      verdict: longVerdict(verdict),
    })),
    updates: written.updates.map(([base, form, mutations, verdict]) => ({
      base,
      form,
      mutations: mutations.map(longMutation),
      verdict: longVerdict(verdict),
    })),
  };
}

interface Written {
  readonly seed: number;
  readonly bases: readonly Base[];
  readonly updateBases: readonly UpdateBase[];
  readonly creations: readonly (readonly [number, readonly ShortMutation[], ShortVerdict])[];
  readonly updates: readonly (readonly [number, ChangedForm, readonly ShortMutation[], ShortVerdict])[];
}

type ShortMutation = readonly [string, readonly ShortStep[]];
type ShortStep = readonly ['r', PatchStep['path']] | readonly ['i' | 's', PatchStep['path'], Json];
/** Accepted: the warnings. Refused: the stage, causes, warnings, and the message where there are no causes. */
type ShortVerdict =
  | readonly string[]
  | {
      readonly stage: ServerStage;
      readonly why: readonly (readonly [string, string])[];
      readonly warnings?: readonly string[];
      readonly said?: string;
    };

function shortMutation({ name, steps }: Mutation): ShortMutation {
  return [
    name,
    steps.map((step) =>
      step.op === 'remove' ? ['r', step.path] : [step.op === 'set' ? 's' : 'i', step.path, step.value],
    ),
  ];
}

function longMutation([name, steps]: ShortMutation): Mutation {
  return {
    name,
    steps: steps.map((step) =>
      step[0] === 'r'
        ? { op: 'remove', path: step[1] }
        : { op: step[0] === 's' ? 'set' : 'insert', path: step[1], value: step[2] },
    ),
  };
}

function shortVerdict(verdict: ServerVerdict): ShortVerdict {
  if (verdict.kind === 'accepted') return verdict.warnings;
  const { stage, causes, warnings, message } = verdict;
  return {
    stage,
    why: causes.map(({ field, reason }) => [field, reason] as const),
    ...(warnings.length > 0 && { warnings }),
    ...(causes.length === 0 && { said: message }),
  };
}

function longVerdict(short: ShortVerdict): ServerVerdict {
  if (!('stage' in short)) return { kind: 'accepted', warnings: short };
  const { stage, why, warnings = [], said: message = '' } = short;
  return { kind: 'refused', stage, causes: why.map(([field, reason]) => ({ field, reason })), warnings, message };
}
