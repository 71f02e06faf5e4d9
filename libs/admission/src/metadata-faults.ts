import { shown, type Fault } from './fault.ts';
import { isMap, mapOf } from './json-value.ts';
import { isLabelKey, isLabelValue } from './values/label.ts';

const NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const MAX_NAME = 253;
const MAX_ANNOTATIONS_BYTES = 256 * 1024;

/** Fields of `metadata` that a person or a tool may send. */
const KNOWN: ReadonlySet<string> = new Set(
  `annotations creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generateName generation labels managedFields
  name namespace ownerReferences resourceVersion selfLink uid`.split(/\s+/),
);

/** What Kubernetes cannot read of an object's metadata; it stops there. */
export function unreadableMetadata(metadata: unknown): readonly Fault[] {
  if (!isMap(metadata)) return [badRequest([], metadata, 'a map')];
  const unknown = Object.keys(metadata)
    .filter((key) => !KNOWN.has(key))
    .map((key): Fault => ({
      rule: 'unknown-field',
      type: 'BadRequest',
      path: ['metadata', key],
      found: `the field ${key}`,
    }));
  const texts = (['name', 'namespace'] as const)
    .filter((key) => metadata[key] !== undefined && metadata[key] !== null && typeof metadata[key] !== 'string')
    .map((key) => badRequest([key], metadata[key], 'a text'));
  const maps = (['labels', 'annotations'] as const).flatMap((key) => {
    const map = metadata[key];
    if (map === undefined || map === null) return [];
    if (!isMap(map)) return [badRequest([key], map, 'a map of texts')];
    return Object.entries(map)
      .filter(([, value]) => typeof value !== 'string' && value !== null)
      .map(([name, value]) => badRequest([key, name], value, 'a text'));
  });
  return [...unknown, ...texts, ...maps];
}

/**
 * What Kubernetes refuses of any object's name, labels and annotations.
 * @see k8s.io/apimachinery/pkg/api/validation: ValidateObjectMeta
 */
export function metadataFaults(metadata: Readonly<Record<string, unknown>>): readonly Fault[] {
  const { name } = metadata;
  const faults: Fault[] = [];
  if (name === undefined || name === null || name === '') {
    faults.push({ rule: 'object-name', type: 'FieldValueRequired', path: ['metadata', 'name'], found: 'no name' });
  } else if (typeof name === 'string' && (name.length > MAX_NAME || !NAME.test(name))) {
    faults.push({ rule: 'object-name', type: 'FieldValueInvalid', path: ['metadata', 'name'], found: shown(name) });
  }
  for (const [key, value] of Object.entries(mapOf(metadata['labels']))) {
    if (!isLabelKey(key)) faults.push(labels('labels', key, `the key ${shown(key)}`));
    if (typeof value === 'string' && !isLabelValue(value)) faults.push(labels('labels', key, shown(value)));
  }
  const annotations = Object.entries(mapOf(metadata['annotations']));
  for (const [key] of annotations) {
    if (!isLabelKey(key.toLowerCase())) faults.push(labels('annotations', key, `the key ${shown(key)}`));
  }
  const bytes = annotations.reduce((sum, [key, value]) => sum + key.length + String(value).length, 0);
  if (bytes > MAX_ANNOTATIONS_BYTES) {
    faults.push({
      rule: 'object-labels',
      type: 'FieldValueTooLong',
      path: ['metadata', 'annotations'],
      found: `${bytes} bytes`,
    });
  }
  return faults;
}

function labels(field: 'annotations' | 'labels', key: string, found: string): Fault {
  return {
    rule: 'object-labels',
    type: 'FieldValueInvalid',
    path: ['metadata', field, key],
    reported: `metadata.${field}`,
    found,
  };
}

function badRequest(path: readonly string[], value: unknown, expected: string): Fault {
  return { rule: 'field-type', type: 'BadRequest', path: ['metadata', ...path], found: shown(value), expected };
}
