import { isDeepStrictEqual } from 'node:util';
import { describeObject, type KubeObject } from '@postgres-ha/kube-manifest';

/**
 * Makes sure that two lists hold the same objects, in whatever order: a comparison of times means nothing otherwise.
 *
 * @throws Error with the first difference.
 */
export function expectSameObjects(who: string, wanted: readonly KubeObject[], found: readonly KubeObject[]): void {
  if (wanted.length !== found.length) throw new Error(`${who} made ${found.length} objects, expected ${wanted.length}`);
  const byIdentity = new Map(found.map((object) => [identity(object), object]));
  for (const object of wanted) {
    const other = byIdentity.get(identity(object));
    if (other === undefined) throw new Error(`${who} did not make ${identity(object)}`);
    if (!isDeepStrictEqual(other, object))
      throw new Error(`${who} made another ${identity(object)}: ${JSON.stringify(other)}`);
  }
}

function identity(object: KubeObject): string {
  return `${object.apiVersion} ${describeObject(object)}`;
}
