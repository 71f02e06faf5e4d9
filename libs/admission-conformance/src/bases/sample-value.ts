import type { CrdSchema } from '@postgres-ha/admission';
import type { Json } from '../object/json.ts';

/**
 * A value that a schema and the operator accept: everything that the schema knows, filled in.
 *
 * @param path the place in the schema, as `schemaPath` prints it
 */
export function sampleValue(schema: CrdSchema, path: string): Json {
  const special = SPECIAL.find(([ending]) => ending.test(path));
  if (special !== undefined) return special[1];
  if (schema.enum !== undefined) return schema.enum[0] as Json;
  if (schema.properties !== undefined) {
    return Object.fromEntries(
      Object.entries(schema.properties)
        .filter(([name]) => !LEFT_OUT.some((ending) => ending.test(`${path}.${name}`)))
        .map(([name, below]) => [name, sampleValue(below, `${path}.${name}`)]),
    );
  }
  if (schema.items !== undefined) return [sampleValue(schema.items, `${path}[]`)];
  if (schema.additionalProperties !== undefined) {
    return { 'example.com/key': sampleValue(schema.additionalProperties, `${path}{}`) };
  }
  if (schema.intOrString === true) return schema.pattern === undefined ? 80 : '1Gi';
  if (schema.type === 'boolean') return true;
  if (schema.type === 'integer') return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'object') return {};
  return schema.format === 'date-time' ? '2030-01-01T00:00:00Z' : 'sample';
}

/** An environment variable has one source. */
const ENV_OF_EVERY_SOURCE: Json = [
  { name: 'PLAIN', value: 'v' },
  { name: 'OF_MAP', valueFrom: { configMapKeyRef: { name: 'm', key: 'k', optional: true } } },
  { name: 'OF_SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } },
  { name: 'OF_FIELD', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
  {
    name: 'OF_RESOURCE',
    valueFrom: { resourceFieldRef: { containerName: 'c', resource: 'limits.cpu', divisor: '1' } },
  },
  { name: 'OF_FILE', valueFrom: { fileKeyRef: { volumeName: 'v', path: 'p', key: 'k', optional: true } } },
];

/** Fields of which a schema alone does not say what they take. */
const SPECIAL: readonly (readonly [RegExp, Json])[] = [
  [/operator$/, 'Exists'],
  [/labelSelector\.matchExpressions\[\]$|elector\.matchExpressions\[\]$/, { key: 'k', operator: 'In', values: ['v'] }],
  [/tolerations$/, [{ key: 'k', operator: 'Equal', value: 'v', effect: 'NoExecute', tolerationSeconds: 30 }]],
  [/metricsQueriesTTL$|minApplyDelay$/, '30s'],
  [/podAntiAffinityType$/, 'preferred'],
  [/imagePullPolicy$/, 'IfNotPresent'],
  [/retentionPolicy$/, '30d'],
  [/walSegmentSize$/, 32],
  [/(?:\.size|sizeLimit|emporaryData|\.shm|maximumLag)$/, '1Gi'],
  [/accessModes$/, ['ReadWriteOnce']],
  [/apiGroup$/, 'postgresql.cnpg.io'],
  [/mageCatalogRef\.kind$/, 'ImageCatalog'],
  [/spec\.schedule$/, '0 0 2 * * *'],
  [/pgbouncer\.parameters$/, { max_client_conn: '100' }],
  [/pgbouncer\.imageCatalogRef\.key$/, 'pgbouncer'],
  [/additional\[\]\.serviceTemplate\.spec\.selector$/, {}],
  [/disabledDefaultServices$/, ['ro']],
  [/\.env$/, ENV_OF_EVERY_SOURCE],
  [/resources\.(?:limits|requests)$/, { cpu: 1, memory: '1Gi' }],
];

/** Fields that exclude others; a base of its own sets them. */
const LEFT_OUT: readonly RegExp[] = [/pgbouncer\.image$/, /managed\.roles\[\]\.disablePassword$/];
