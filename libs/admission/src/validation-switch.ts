import type { GeneralRule } from './crd/schema-rules.ts';
import { shown, type Fault } from './fault.ts';
import { mapOf, type JsonMap } from './json-value.ts';
import type { JudgedKind } from './rule.ts';
import { CNPG_1_30 } from './versions.ts';

const ANNOTATION = 'cnpg.io/validation';
const SOURCE = 'CloudNativePG 1.30.0, internal/webhook/v1/common.go: bypassableValidator';

/** What the operator says of objects that switch its rules off, or mean to. */
export const VALIDATION_RULES: readonly GeneralRule[] = [
  {
    id: 'validation-disabled',
    level: 'warning',
    versions: CNPG_1_30,
    summary: 'The rules of the operator are asked.',
    remedy: 'Remove the annotation cnpg.io/validation: with it, anything that has the right shape is taken.',
    source: SOURCE,
    vectors: {
      fails: { metadata: { annotations: { [ANNOTATION]: 'disabled' } } },
      passes: { metadata: { annotations: { [ANNOTATION]: 'enabled' } } },
    },
  },
  {
    id: 'validation-value',
    level: 'warning',
    versions: CNPG_1_30,
    summary: 'The annotation cnpg.io/validation is enabled or disabled.',
    remedy: 'Correct it, or remove it. With another value the rules are asked all the same.',
    source: SOURCE,
    vectors: {
      fails: { metadata: { annotations: { [ANNOTATION]: 'off' } } },
      passes: { metadata: { annotations: { [ANNOTATION]: 'enabled' } } },
    },
  },
];

/** Kinds whose webhook looks at the annotation: that of ScheduledBackups does not, and others have none. */
const SWITCHED: ReadonlySet<JudgedKind> = new Set<JudgedKind>(['Backup', 'Cluster', 'Database', 'Pooler']);

/** Whether an object is to be judged by the operator's rules, and what is said of that. */
export function validationSwitch(
  object: JsonMap,
  kind: JudgedKind,
): { readonly isOn: boolean; readonly warnings: readonly Fault[] } {
  const value = mapOf(mapOf(object['metadata'])['annotations'])[ANNOTATION];
  if (value === undefined || value === '' || value === 'enabled' || !SWITCHED.has(kind))
    return { isOn: true, warnings: [] };
  const isOn = value !== 'disabled';
  const rule = isOn ? 'validation-value' : 'validation-disabled';
  const path = ['metadata', 'annotations', ANNOTATION];
  return { isOn, warnings: [{ rule, type: 'FieldValueInvalid', path, found: shown(value) }] };
}
