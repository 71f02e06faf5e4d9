import type { Example, JudgedKind } from '../rule.ts';
import { CNPG_1_30 } from '../versions.ts';
import type { ExpressionRule } from './cel-rules.ts';

/** A field that keeps the value it was made with. Adding or removing it is allowed: only two values are compared. */
export interface Immutable {
  readonly id: string;
  readonly kind: JudgedKind;
  readonly place: string;
  readonly expression?: string;
  readonly remedy: string;
  readonly before: Example;
  readonly after: Example;
}

export function immutable({
  id,
  kind,
  place,
  expression = 'self == oldSelf',
  remedy,
  before,
  after,
}: Immutable): ExpressionRule {
  return {
    id,
    kind,
    level: 'error',
    versions: CNPG_1_30,
    summary: `${place} of a ${kind} keeps the value that it was made with.`,
    remedy,
    source: `CRD ${kind}, x-kubernetes-validations at ${place}`,
    place,
    expression,
    vectors: { fails: { before, after }, passes: { before, after: before } },
  };
}

export type Stated = Pick<ExpressionRule, 'id' | 'kind' | 'place' | 'expression' | 'summary' | 'remedy'> & {
  readonly fails: Example;
  readonly passes: Example;
};

export function stated({ fails, passes, ...text }: Stated): ExpressionRule {
  const source = `CRD ${text.kind}, x-kubernetes-validations at ${text.place}`;
  return { ...text, level: 'error', versions: CNPG_1_30, source, vectors: { fails, passes } };
}
