import type { KubeObject } from '@postgres-ha/kube-manifest';
import { parseAllDocuments } from 'yaml';

/**
 * The objects of a manifest, in its order, read as YAML 1.1, as Kubernetes' own tools read it. Empty documents are left out.
 * @throws on text that is not YAML, and on a document that is not a Kubernetes object
 */
export function manifestObjects(text: string): readonly KubeObject[] {
  return parseAllDocuments(text, { version: '1.1', uniqueKeys: true }).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const value: unknown = document.toJS();
    if (value === null) return [];
    if (!isKubeObject(value)) throw new Error(`not a Kubernetes object: ${JSON.stringify(value).slice(0, 200)}`);
    return [value];
  });
}

function isKubeObject(value: unknown): value is KubeObject {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as Partial<Record<string, unknown>>;
  const named =
    typeof metadata === 'object' &&
    metadata !== null &&
    typeof (metadata as Partial<Record<string, unknown>>)['name'] === 'string';
  return typeof apiVersion === 'string' && typeof kind === 'string' && named;
}
