import type { KubeObject } from '@postgres-ha/kube-manifest';
import { fieldsOf, listOf, type Fields } from '@postgres-ha/kube-api';
import { MANAGED_BY } from './job-object.ts';
import { labelOf } from './pods.ts';

/** Values of these may be passwords, and are nothing of ours. */
const PRIVATE = new Set(['env', 'envFrom', 'command', 'args']);
const ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

/** What is kept of an object of a namespace that others live in too. */
export function lessObject(object: KubeObject, isOwn: (object: KubeObject) => boolean): KubeObject {
  const plain = lessAnnotation(object);
  if (plain.kind === 'Node') return { ...plain, status: without(fieldsOf(plain['status']), new Set(['images'])) };
  if (isOwn(plain)) return plain;
  switch (plain.kind) {
    case 'Pod':
      return { ...plain, spec: lessPrivate(fieldsOf(plain['spec'])) };
    case 'Deployment':
    case 'Job': {
      const spec = fieldsOf(plain['spec']);
      const template = fieldsOf(spec['template']);
      return { ...plain, spec: { ...spec, template: { ...template, spec: lessPrivate(fieldsOf(template['spec'])) } } };
    }
    default:
      return plain;
  }
}

/** The doctor's own Job is no part of what is wrong. */
export function isOurs(object: KubeObject): boolean {
  return labelOf(object, 'app.kubernetes.io/managed-by') === MANAGED_BY;
}

function lessPrivate(spec: Fields): Fields {
  return Object.fromEntries(
    Object.entries(spec).map(([key, value]) => [
      key,
      key === 'containers' || key === 'initContainers' ? listOf(value).map((one) => without(one, PRIVATE)) : value,
    ]),
  );
}

/** It repeats the whole object. */
function lessAnnotation(object: KubeObject): KubeObject {
  const { annotations } = object.metadata;
  if (annotations?.[ANNOTATION] === undefined) return object;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: without(annotations, new Set([ANNOTATION])) as Record<string, string>,
    },
  };
}

function without(fields: Fields, keys: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.has(key)));
}
