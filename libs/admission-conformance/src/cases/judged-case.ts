import type { JudgedKind } from '@postgres-ha/admission';
import type { Mutation } from '../mutations/mutation.ts';
import type { JsonMap } from '../object/json.ts';
import type { ServerVerdict } from '../server/server-verdict.ts';

/** An object that the API server has judged. */
export interface JudgedCase {
  readonly kind: JudgedKind;
  /** The valid object that it began as. */
  readonly base: string;
  readonly mutations: readonly Mutation[];
  readonly object: JsonMap;
  /** What it takes the place of, as the server holds it; absent where it is created. */
  readonly before?: JsonMap;
  readonly verdict: ServerVerdict;
}

/** For people: what was done to what. */
export function describeCase({ kind, base, mutations, before }: Omit<JudgedCase, 'object' | 'verdict'>): string {
  const done = mutations.map(({ name, steps }) => `${name} ${JSON.stringify(steps)}`).join('\n  then ');
  return `${before === undefined ? 'create' : 'update'} ${kind} "${base}"\n  ${done}`;
}
