import { join, resolve } from 'node:path';

export const ROOT: string = resolve(import.meta.dirname, '../../..');
/** What `kubectl apply -k` is pointed at. */
export const BOOTSTRAP: string = join(ROOT, 'manifests/argo-cd');
