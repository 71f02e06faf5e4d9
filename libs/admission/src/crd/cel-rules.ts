import type { ObjectPath } from '../object-path.ts';
import type { Example, JudgedKind, RuleText, Vectors } from '../rule.ts';
import { CLUSTER_CEL_RULES } from './cel-rules-cluster.ts';
import { DATABASE_CEL_RULES } from './cel-rules-database.ts';
import { OTHER_CEL_RULES } from './cel-rules-other.ts';
import type { CelRule } from './crd-schema.ts';

/** An expression of a CRD, and what people are told of it. */
export interface ExpressionRule extends RuleText {
  /** Where the CRD has it: `spec.servers[].fdw`. */
  readonly place: string;
  readonly expression: string;
  /** Single objects, or pairs where the expression compares with the old value. */
  readonly vectors: Vectors | Vectors<{ readonly before: Example; readonly after: Example }>;
}

/** Every expression of the CRDs that are judged. */
export const CEL_RULES: readonly ExpressionRule[] = [...CLUSTER_CEL_RULES, ...DATABASE_CEL_RULES, ...OTHER_CEL_RULES];

const ids = new Map(CEL_RULES.map(({ kind, place, expression, id }) => [`${kind} ${place} ${expression}`, id]));

/**
 * The id of the rule that an expression of a CRD stands for.
 * @throws TypeError for an expression that nobody has described yet
 */
export function celRuleId(kind: JudgedKind, path: ObjectPath, { rule }: CelRule): string {
  const place = path
    .map((step) => (typeof step === 'number' ? '[]' : `.${step}`))
    .join('')
    .slice(1);
  const id = ids.get(`${kind} ${place} ${rule}`);
  if (id === undefined) throw new TypeError(`the expression ${rule} at ${place} of ${kind} is not described`);
  return id;
}
