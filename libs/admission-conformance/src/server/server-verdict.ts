import type { KubeResponse } from './kube-client.ts';

/** The steps of a request that can refuse it, in their order. */
export type ServerStage = 'decoding' | 'mutating webhook' | 'schema' | 'validating webhook';

/** A fault that a refusal names. */
export interface Cause {
  /** As the server prints it; empty where it names none. */
  readonly field: string;
  readonly reason: string;
}

export type ServerVerdict =
  | { readonly kind: 'accepted'; readonly warnings: readonly string[] }
  | {
      readonly kind: 'refused';
      readonly stage: ServerStage;
      /** Each once, sorted: the server goes through maps in no order. */
      readonly causes: readonly Cause[];
      readonly warnings: readonly string[];
      readonly message: string;
    };

interface Status {
  readonly message?: string;
  readonly details?: { readonly causes?: readonly Partial<Cause>[] };
}

/** @throws on an answer that says nothing about the object: a conflict, a webhook that cannot be reached */
export function verdictOf({ status, warnings, body }: KubeResponse): ServerVerdict {
  if (status === 200 || status === 201) return { kind: 'accepted', warnings };
  const { message = '', details } = body as Status;
  const stage = stageOf(status, message);
  if (stage === undefined) throw new Error(`the API server answered ${status}: ${message.slice(0, 500)}`);
  const causes = stage === 'decoding' ? unknownFields(message) : (details?.causes ?? []);
  return { kind: 'refused', stage, causes: sorted(causes), warnings, message };
}

function stageOf(status: number, message: string): ServerStage | undefined {
  const denied = /^admission webhook "(.)[^"]*" denied the request/.exec(message)?.[1];
  if (denied === 'm') return 'mutating webhook';
  if (denied === 'v') return 'validating webhook';
  if (status === 400) return 'decoding';
  return status === 422 ? 'schema' : undefined;
}

/** Reason of our own: the server names none for what it cannot read. */
function unknownFields(message: string): readonly Cause[] {
  const names = [...message.matchAll(/unknown field "((?:[^"\\]|\\.)*)"/g)].map(([, name = '']) => name);
  return names.map((field) => ({ field, reason: 'UnknownField' }));
}

function sorted(causes: readonly Partial<Cause>[]): readonly Cause[] {
  const byText = new Map(causes.map(({ field = '', reason = '' }) => [`${field} ${reason}`, { field, reason }]));
  return [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, cause]) => cause);
}
