import { RULES, type Example, type JudgedKind } from '@postgres-ha/admission';
import type { JsonMap } from '../object/json.ts';
import type { Fragment } from './fragment.ts';

/** An example of a rule about one state of an object. */
export interface StateVector {
  readonly rule: string;
  readonly expected: 'fails' | 'passes';
  readonly example: Fragment;
}

/** An example of a rule about updates. */
export interface UpdateVector {
  readonly rule: string;
  readonly expected: 'fails' | 'passes';
  readonly before: Fragment;
  /** What the controller has written before the update. */
  readonly status?: JsonMap;
  readonly after: Fragment;
}

interface Pair {
  readonly before: Example;
  readonly after: Example;
}

/** Every example that rules of a kind bring with them, about one state and about updates. */
export function vectorsOf(kind: JudgedKind): {
  readonly states: readonly StateVector[];
  readonly updates: readonly UpdateVector[];
} {
  // The examples of a rule about every kind are Clusters.
  const rules = RULES.filter(({ kind: judged = 'Cluster' }) => judged === kind);
  const examples = rules.flatMap(({ id, vectors }) => [
    { rule: id, expected: 'fails', example: vectors.fails } as const,
    { rule: id, expected: 'passes', example: vectors.passes } as const,
  ]);
  return {
    states: examples.flatMap(({ example, ...vector }) =>
      isPair(example) ? [] : [{ ...vector, example: fragmentOf(vector, example) }],
    ),
    updates: examples.flatMap(({ example, ...vector }) => {
      if (!isPair(example)) return [];
      const status = example.before.status ?? example.after.status;
      return [
        {
          ...vector,
          before: fragmentOf(vector, example.before),
          after: fragmentOf(vector, example.after),
          ...(status && { status: status as JsonMap }),
        },
      ];
    }),
  };
}

function isPair(example: Example | Pair): example is Pair {
  return 'before' in example;
}

/** Examples hold JSON, whatever their type says. */
function fragmentOf(
  { rule, expected }: { readonly rule: string; readonly expected: string },
  { metadata, spec = {} }: Example,
): Fragment {
  return { name: `${rule} ${expected}`, ...(metadata && { metadata: metadata as JsonMap }), spec: spec as JsonMap };
}
