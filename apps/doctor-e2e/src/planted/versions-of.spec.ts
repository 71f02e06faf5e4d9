import type { LiveObject } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';
import { versionOf } from './versions-of.ts';

const POD: LiveObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    ...{ name: 'orders-1', namespace: 'healthy', uid: 'u', resourceVersion: '1', labels: { role: 'primary' } },
    managedFields: [
      { manager: 'operator', operation: 'Update' },
      { manager: 'kubelet', operation: 'Update', subresource: 'status' },
    ],
  },
  spec: { nodeName: 'rig' },
  status: { phase: 'Running' },
};

test('what the kubelet says of a pod makes no other version of it', () => {
  const { metadata } = POD;
  const later = { ...metadata, resourceVersion: '2', managedFields: metadata.managedFields?.toReversed() ?? [] };
  expect(versionOf({ ...POD, metadata: later, status: { phase: 'Running', ready: false } })).toBe(versionOf(POD));
});

test.each([
  { what: 'a label', object: { ...POD, metadata: { ...POD.metadata, labels: { role: 'replica' } } } },
  { what: 'what it is to be', object: { ...POD, spec: { nodeName: 'another' } } },
  {
    what: 'who wrote to it',
    object: {
      ...POD,
      metadata: { ...POD.metadata, managedFields: [{ manager: 'doctor', operation: 'Update' } as const] },
    },
  },
])('$what makes another one', ({ object }) => {
  expect(versionOf(object)).not.toBe(versionOf(POD));
});
