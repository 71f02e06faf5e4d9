import { clusterDefaults } from './cluster/cluster-defaults.ts';
import { celFaults } from './crd/cel-faults.ts';
import { celRuleId } from './crd/cel-rules.ts';
import { CRDS } from './crd/crds.ts';
import type { CelRule, CrdSchema } from './crd/crd-schema.ts';
import { fillDefaults, withoutNulls } from './crd/fill-defaults.ts';
import { duplicateItems, schemaFaults } from './crd/schema-faults.ts';
import { unknownFields } from './crd/unknown-fields.ts';
import { decodingFaults } from './decoding/decoding-faults.ts';
import { writtenBack } from './decoding/written-back.ts';
import { shown, type Fault, type SchemaFaultType } from './fault.ts';
import { isMap, mapOf, sameValue, without, type JsonMap } from './json-value.ts';
import { metadataFaults, unreadableMetadata } from './metadata-faults.ts';
import { formatObjectPath, type ObjectPath } from './object-path.ts';
import type { JudgedKind, StateRule, UpdateRule } from './rule.ts';
import { STATE_RULES, UPDATE_RULES } from './rules.ts';
import { validationSwitch } from './validation-switch.ts';
import { DEFAULT_OPERATOR, isKnownOperator, rulesOf } from './versions.ts';

/** An object as it would be sent to the API server. */
export interface AdmissionRequest {
  readonly object: JsonMap;
  /** The object that it takes the place of, as it was applied or as the API server holds it. */
  readonly before?: JsonMap;
  /** The version of CloudNativePG that judges, such as `1.30.0`; that one where nobody says. */
  readonly operator?: string;
}

/** Where in its way an object is stopped; a later one is not asked. */
export type AdmissionStage = 'reading' | 'schema' | 'expressions' | 'webhook';

/** Something that the API server would refuse, or (in `warnings`) accept and complain about. */
export interface AdmissionFinding {
  readonly rule: string;
  readonly stage: AdmissionStage;
  readonly type: SchemaFaultType;
  /** Where the value stands. */
  readonly path: ObjectPath;
  /** The path that the API server or the operator prints. */
  readonly reported: string;
  readonly found: string;
  readonly expected?: string;
}

export interface Admission {
  /** None: the object would be taken. */
  readonly denials: readonly AdmissionFinding[];
  readonly warnings: readonly AdmissionFinding[];
}

/** Whether this library knows what becomes of objects of a kind. */
export function isJudged(object: JsonMap): boolean {
  const crd = crdOf(object);
  return crd !== undefined && object['apiVersion'] === crd.apiVersion;
}

/**
 * What the API server and CloudNativePG's webhooks would say of an object: read it, complete it, and judge it by its schema, the
 * expressions of its schema and the operator's rules, in that order.
 * @throws TypeError for a kind that is not judged (see `isJudged`) and for an operator that is not known
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
export function admit({ object, before, operator = DEFAULT_OPERATOR }: AdmissionRequest): Admission {
  if (!isKnownOperator(operator)) throw new TypeError(`the rules of CloudNativePG ${operator} are not known here`);
  const crd = crdOf(object);
  if (crd === undefined) throw new TypeError(`objects of kind ${String(object['kind'])} are not judged`);
  const { kind, schema } = crd;
  const unreadable = readingFaults(object, schema);
  if (unreadable.length > 0) return denied('reading', unreadable);

  const taken = takenIn(object, schema);
  const undecodable = MUTATED.has(kind) ? decoded(taken, schema) : [];
  if (undecodable.length > 0) return denied('reading', undecodable);

  const complete = completed(taken, kind, schema);
  const stored = before === undefined ? undefined : heldBy(before, kind, schema);
  const malformed = shapeFaults(complete, { schema, before: stored });
  const blocked = malformed.some(({ type }) => BLOCKING.has(type));
  const disagreeing = blocked ? [] : expressionFaults(complete, { kind, schema, before: stored });
  if (malformed.length + disagreeing.length > 0) {
    return { denials: [...findings('schema', malformed), ...findings('expressions', disagreeing)], warnings: [] };
  }
  const undecodableLate = MUTATED.has(kind) ? [] : decoded(complete, schema);
  if (undecodableLate.length > 0 && DECODED_LATE.has(kind)) return denied('webhook', undecodableLate);
  return judged({
    object: decodedView(complete, kind, schema),
    before: stored && decodedView(stored, kind, schema),
    kind,
    operator,
  });
}

/** Kinds that the mutating webhook decodes. */
const MUTATED: ReadonlySet<JudgedKind> = new Set<JudgedKind>(['Backup', 'Cluster', 'Database', 'ScheduledBackup']);
/** Kinds that only the validating webhook decodes. */
const DECODED_LATE: ReadonlySet<JudgedKind> = new Set<JudgedKind>(['Pooler']);
/** Kinds that can be scaled: their instances are looked at once more. */
const SCALED: ReadonlySet<JudgedKind> = new Set<JudgedKind>(['Cluster', 'Pooler']);
/** After one of these, expressions are not judged. */
const BLOCKING: ReadonlySet<SchemaFaultType> = new Set<SchemaFaultType>([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTypeInvalid',
]);

function crdOf(
  object: JsonMap,
): { readonly kind: JudgedKind; readonly schema: CrdSchema; readonly apiVersion: string } | undefined {
  const kind = object['kind'];
  if (typeof kind !== 'string' || !Object.hasOwn(CRDS, kind)) return undefined;
  const { apiVersion, schema } = CRDS[kind as JudgedKind];
  return { kind: kind as JudgedKind, apiVersion, schema };
}

function readingFaults(object: JsonMap, schema: CrdSchema): readonly Fault[] {
  return [
    ...unreadableMetadata(object['metadata']),
    ...unknownFields(without(object, 'metadata', 'status'), schema, []),
  ];
}

/** The object as the rules of a Cluster see it: in Go's types, where what is missing is empty. The others' rules mind what is missing. */
function decodedView(object: JsonMap, kind: JudgedKind, schema: CrdSchema): JsonMap {
  if (kind !== 'Cluster') return object;
  const specSchema = schema.properties?.['spec'] ?? {};
  return { ...object, spec: withoutNulls(writtenBack(mapOf(object['spec']), specSchema), specSchema) };
}

/** The object as the API server holds it, its status included: rules about updates read that. */
function heldBy(object: JsonMap, kind: JudgedKind, schema: CrdSchema): JsonMap {
  const { status } = object;
  return { ...completed(takenIn(object, schema), kind, schema), ...(status !== undefined && { status }) };
}

/** The object without its status, which no person sets, as it is before any webhook. */
function takenIn(object: JsonMap, schema: CrdSchema): JsonMap {
  const { metadata } = object;
  return {
    ...(fillDefaults(withoutNulls(without(object, 'metadata', 'status'), schema), schema) as JsonMap),
    metadata,
  };
}

function decoded({ spec }: JsonMap, schema: CrdSchema): readonly Fault[] {
  return decodingFaults(spec, schema.properties?.['spec'] ?? {}, { path: ['spec'], pattern: 'spec' });
}

/**
 * The object as the validating webhook sees it. Only a Cluster has defaults of the operator's; where they change nothing, it is not
 * written back.
 * @see sigs.k8s.io/controller-runtime/pkg/webhook/admission: defaulterForType
 */
function completed(object: JsonMap, kind: JudgedKind, schema: CrdSchema): JsonMap {
  if (kind !== 'Cluster') return object;
  const specSchema = schema.properties?.['spec'] ?? {};
  const spec = writtenBack(mapOf(object['spec']), specSchema);
  const metadata = mapOf(object['metadata']);
  const annotations = mapOf(metadata['annotations']) as Readonly<Record<string, string>>;
  const filled = clusterDefaults(spec, { name: String(metadata['name']), annotations });
  return sameValue(filled, spec) ? object : { ...object, spec: fillDefaults(filled, specSchema) };
}

function shapeFaults(
  object: JsonMap,
  { schema, before }: { readonly schema: CrdSchema; readonly before: JsonMap | undefined },
): readonly Fault[] {
  const rest = without(object, 'metadata');
  const earlier = without(before ?? {}, 'metadata', 'status');
  const repeated = before === undefined || duplicateItems(earlier, schema, []).length === 0;
  return [
    ...metadataFaults(mapOf(object['metadata'])),
    ...schemaFaults(rest, schema, { path: [], before: before === undefined ? undefined : earlier }),
    ...(repeated ? duplicateItems(rest, schema, []) : []),
    ...replicaFaults(object),
  ];
}

function replicaFaults({ kind, spec }: JsonMap): readonly Fault[] {
  const instances = isMap(spec) ? spec['instances'] : (spec ?? undefined);
  if (!SCALED.has(kind as JudgedKind) || instances === undefined) return [];
  if (typeof instances === 'number' && Number.isInteger(instances) && instances >= 0 && instances < 2 ** 31) return [];
  const place = { path: ['spec', 'instances'], reported: '.spec.instances' };
  return [{ rule: 'replicas-range', type: 'FieldValueInvalid', ...place, found: shown(instances) }];
}

function expressionFaults(
  object: JsonMap,
  {
    kind,
    schema,
    before,
  }: { readonly kind: JudgedKind; readonly schema: CrdSchema; readonly before: JsonMap | undefined },
): readonly Fault[] {
  const nameOf = (rule: CelRule, path: ObjectPath) => celRuleId(kind, path, rule);
  return celFaults(without(object, 'metadata'), { schema, path: [], before, nameOf });
}

const NO_RULES: readonly never[] = [];

interface Judging {
  readonly object: JsonMap;
  readonly before: JsonMap | undefined;
  readonly kind: JudgedKind;
  readonly operator: string;
}

function judged({ object, before, kind, operator }: Judging): Admission {
  const validation = validationSwitch(object, kind);
  if (!validation.isOn) return { denials: [], warnings: findings('webhook', validation.warnings) };
  const subject = before === undefined ? object : existing(object);
  const rules: readonly StateRule<never>[] = rulesOf(STATE_RULES[kind] ?? NO_RULES, operator);
  const states = rules.flatMap((rule) => {
    const { id, type, level } = rule;
    return rule.breaches(subject as never).map((breach) => ({ level, fault: { type, ...breach, rule: id } }));
  });
  const updates: readonly UpdateRule<never>[] =
    before === undefined ? [] : rulesOf(UPDATE_RULES[kind] ?? NO_RULES, operator);
  const changes = updates.flatMap(({ id, type, level, breaches }) =>
    breaches({ before: before as never, after: object as never }).map((breach) => ({
      level,
      fault: { type, ...breach, rule: id },
    })),
  );
  const all = [...states, ...changes];
  const of = (wanted: 'error' | 'warning') => all.filter(({ level }) => level === wanted).map(({ fault }) => fault);
  const denials = findings('webhook', of('error'));
  // Of a Pooler that it does not let be made, the operator says only what is wrong.
  const silent = kind === 'Pooler' && before === undefined && denials.length > 0;
  return { denials, warnings: silent ? [] : findings('webhook', [...validation.warnings, ...of('warning')]) };
}

/** An object that exists has a version of its own. */
function existing(object: JsonMap): JsonMap {
  return { ...object, metadata: { resourceVersion: '1', ...mapOf(object['metadata']) } };
}

function denied(stage: AdmissionStage, faults: readonly Fault[]): Admission {
  return { denials: findings(stage, faults), warnings: [] };
}

function findings(stage: AdmissionStage, faults: readonly Fault[]): readonly AdmissionFinding[] {
  return faults.map(({ reported, ...fault }) => ({
    ...fault,
    stage,
    reported: reported ?? formatObjectPath(fault.path),
  }));
}
