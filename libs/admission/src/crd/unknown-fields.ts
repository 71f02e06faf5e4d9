import type { Fault } from '../fault.ts';
import { isList, isMap } from '../json-value.ts';
import { formatObjectPath, type ObjectPath } from '../object-path.ts';
import { propertySchema, type CrdSchema } from './crd-schema.ts';

/**
 * Fields that the schema does not know, those of a map where it wants a text among them. `kubectl apply` and Argo CD refuse them; a plain
 * client would lose them without a word.
 * @see k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning
 */
export function unknownFields(value: unknown, schema: CrdSchema, path: ObjectPath): readonly Fault[] {
  const faults: Fault[] = [];
  collect(value, schema, path, faults);
  return faults;
}

function collect(value: unknown, schema: CrdSchema | undefined, path: ObjectPath, faults: Fault[]): void {
  if (isList(value)) {
    value.forEach((item, index) => {
      collect(item, schema?.items, [...path, index], faults);
    });
    return;
  }
  if (!isMap(value)) return;
  for (const [key, child] of Object.entries(value)) {
    const property = propertySchema(schema, key);
    if (property !== undefined) collect(child, property, [...path, key], faults);
    else {
      const near = Object.keys(schema?.properties ?? {});
      faults.push({
        rule: 'unknown-field',
        type: 'BadRequest',
        path: [...path, key],
        reported: path.length === 0 ? key : `${formatObjectPath(path)}.${key}`,
        found: `the field ${key}`,
        expected: near.length === 0 ? 'no fields' : `one of ${near.join(', ')}`,
      });
    }
  }
}
