import { Environment, EvaluationError } from '@marcbachmann/cel-js';
import { shown, type Fault } from '../fault.ts';
import { isList, isMap, ownValue, sameValue } from '../json-value.ts';
import type { ObjectPath } from '../object-path.ts';
import type { FaultType } from '../rule.ts';
import { propertySchema, type CelRule, type CrdSchema } from './crd-schema.ts';

interface Place {
  readonly schema: CrdSchema;
  readonly path: ObjectPath;
  /** Undefined where there is nothing to compare with. */
  readonly before: unknown;
}

/**
 * What a CRD's own expressions refuse. An expression that reads a field which is not there is refused as well, as Kubernetes does it.
 * Those that compare with the old value are judged only where there is one; the others are let be where nothing has changed, unless
 * they cannot be evaluated.
 *
 * @param nameOf the id of the rule that an expression stands for
 * @see k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel
 */
export function celFaults(
  value: unknown,
  { nameOf, ...place }: Place & { readonly nameOf: (rule: CelRule, path: ObjectPath) => string },
): readonly Fault[] {
  const faults: Fault[] = [];
  judge(value, place, (rule, path) => {
    faults.push({
      rule: nameOf(rule, path),
      type: (rule.reason as FaultType | undefined) ?? 'FieldValueInvalid',
      path: rule.fieldPath === undefined ? path : [...path, ...rule.fieldPath.split('.').slice(1)],
      found: shown(value === undefined ? undefined : at(value, path.slice(place.path.length))),
      expected: rule.message,
    });
  });
  return faults;
}

function judge(
  value: unknown,
  { schema, path, before }: Place,
  refuse: (rule: CelRule, path: ObjectPath) => void,
): void {
  if (!hasRules(schema)) return;
  for (const rule of schema.celRules ?? []) if (!holds(rule, value, before)) refuse(rule, path);
  if (isList(value) && schema.items !== undefined) {
    const { items } = schema;
    value.forEach((item, index) => {
      judge(item, { schema: items, path: [...path, index], before: undefined }, refuse);
    });
  } else if (isMap(value)) {
    for (const [key, child] of Object.entries(value)) {
      const property = propertySchema(schema, key);
      if (property === undefined) continue;
      judge(
        child,
        { schema: property, path: [...path, key], before: isMap(before) ? ownValue(before, key) : undefined },
        refuse,
      );
    }
  }
}

const withRules = new WeakMap<CrdSchema, boolean>();

/** Whether there is an expression in a schema or below; most of what people write has none. */
function hasRules(schema: CrdSchema): boolean {
  let has = withRules.get(schema);
  if (has === undefined) {
    const below = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
    has = schema.celRules !== undefined || below.some((child) => child !== undefined && hasRules(child));
    withRules.set(schema, has);
  }
  return has;
}

function holds({ rule }: CelRule, self: unknown, oldSelf: unknown): boolean {
  const comparesWithOld = rule.includes('oldSelf');
  if (comparesWithOld && oldSelf === undefined) return true;
  const letBe = !comparesWithOld && oldSelf !== undefined && sameValue(self, oldSelf);
  try {
    return program(rule)({ self, oldSelf }) === true || letBe;
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}

type Program = (context: Readonly<Record<string, unknown>>) => unknown;
const environment = new Environment({ unlistedVariablesAreDyn: true });
const programs = new Map<string, Program>();

function program(rule: string): Program {
  let parsed = programs.get(rule);
  if (parsed === undefined) {
    parsed = environment.parse(rule);
    programs.set(rule, parsed);
  }
  return parsed;
}

function at(value: unknown, path: ObjectPath): unknown {
  return path.reduce<unknown>((node, step) => {
    if (isList(node)) return node[Number(step)];
    return isMap(node) ? node[String(step)] : undefined;
  }, value);
}
