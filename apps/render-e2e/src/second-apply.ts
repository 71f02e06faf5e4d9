import { isDeepStrictEqual } from 'node:util';
import { describeObject } from '@postgres-ha/kube-manifest';
import { eventually, type Kubectl, type LiveObject } from '@postgres-ha/testkit';

/**
 * Applies a manifest that is applied already, and names the objects that this changed.
 * A controller may write an object's status at any moment; a look during which only that happened says nothing and is repeated.
 */
export async function changedBySecondApply(kubectl: Kubectl, manifest: string): Promise<readonly string[]> {
  return eventually(
    'an apply during which no controller wrote a status',
    async () => {
      const before = await kubectl.getAll(manifest);
      const outcome = await kubectl.apply(manifest);
      if (outcome.kind === 'refused') throw new Error(outcome.because);
      const after = await kubectl.getAll(manifest);
      const rewritten = before.flatMap((was, index) => {
        const is = after[index];
        return is?.metadata.resourceVersion === was.metadata.resourceVersion ? [] : [{ was, is }];
      });
      const changed = rewritten.flatMap(({ was, is }) => {
        const fields = is === undefined ? ['everything: it is gone'] : fieldsChanged(was, is);
        return fields.length === 0 ? [] : [`${describeObject(was)}: ${fields.join(', ')}`];
      });
      if (changed.length > 0) return changed;
      return rewritten.length > 0 ? undefined : [];
    },
    { timeoutMs: 300_000, intervalMs: 1_000 },
  );
}

function fieldsChanged(was: LiveObject, is: LiveObject): readonly string[] {
  const [old, now] = [withoutStatus(was), withoutStatus(is)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (key) => !isDeepStrictEqual(old[key], now[key]),
  );
}

/** The object less what a write of its status changes. */
function withoutStatus(object: LiveObject): Readonly<Record<string, unknown>> {
  const { managedFields = [] } = object.metadata;
  return {
    ...omit(object, ['status']),
    metadata: omit(object.metadata, ['resourceVersion', 'managedFields']),
    managedFields: managedFields.filter(({ subresource }) => subresource !== 'status'),
  };
}

function omit(fields: object, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
