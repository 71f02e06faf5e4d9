import type { Kubectl, LiveObject } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';
import { changedBySecondApply } from './second-apply.ts';

function live(resourceVersion: string, fields: Readonly<Record<string, unknown>> = {}): LiveObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'policy', namespace: 'shop', uid: '1', resourceVersion },
    ...fields,
  };
}

/** A server that shows these states one after the other, whatever is applied. */
function showing(...states: LiveObject[]): Kubectl {
  const unused = (): never => {
    throw new Error('not asked for here');
  };
  return {
    run: unused,
    get: unused,
    list: unused,
    exec: unused,
    apply: () => Promise.resolve({ kind: 'accepted', objects: [] }),
    getAll: () => Promise.resolve(states.splice(0, 1)),
  };
}

test('the same resource version before and after means that nothing changed', async () => {
  expect(await changedBySecondApply(showing(live('1'), live('1')), '')).toEqual([]);
});

test('an object with another resource version and other content is named, with the field', async () => {
  const kubectl = showing(live('1', { data: { a: '1' } }), live('2', { data: { a: '2' } }));
  expect(await changedBySecondApply(kubectl, '')).toEqual(['ConfigMap shop/policy: data']);
});

test('a change of nothing but who owns which field is a change', async () => {
  const owned = live('2');
  const after: LiveObject = {
    ...owned,
    metadata: { ...owned.metadata, managedFields: [{ manager: 'kubectl', operation: 'Apply' }] },
  };
  expect(await changedBySecondApply(showing(live('1'), after), '')).toEqual(['ConfigMap shop/policy: managedFields']);
});

test('a status written meanwhile makes it look again', async () => {
  const kubectl = showing(live('1'), live('2', { status: { ready: true } }), live('2'), live('2'));
  expect(await changedBySecondApply(kubectl, '')).toEqual([]);
});
