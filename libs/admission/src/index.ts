export { CRDS } from './crd/crds.ts';
export type { Crd, CrdSchema } from './crd/crd-schema.ts';
export { formatObjectPath, type ObjectPath } from './object-path.ts';
export type { Breach, Example, FaultType, JudgedKind, RuleText, StateRule, UpdateRule, Vectors } from './rule.ts';
export {
  admit,
  isJudged,
  type Admission,
  type AdmissionFinding,
  type AdmissionRequest,
  type AdmissionStage,
} from './admit.ts';
export { RULES, ruleText, type DescribedRule } from './catalogue.ts';
export { laidOver, PLAIN_OBJECTS, type PlainObject } from './plain-objects.ts';
export { NOT_PORTED, type NotPorted } from './not-ported.ts';
export { admissionReference } from './admission-reference.ts';
