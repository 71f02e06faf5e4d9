import type { Problem } from '@postgres-ha/environment';
import type { KubeObject, RenderedFile } from '@postgres-ha/kube-manifest';
import { parseAllDocuments } from 'yaml';
import type { CommittedFiles, EnvironmentPair } from './environment-pair.ts';

/** Objects by the folder that their file stands in. */
export type ByFolder = ReadonlyMap<string, readonly KubeObject[]>;

export type CommittedReading =
  | { readonly kind: 'read'; readonly objects: ByFolder }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** The paths of rendered files that a pair is about: of its clusters, and of the environment's folder where that is shared. */
export function renderedPaths(
  { name, shared, clusters }: Pick<EnvironmentPair, 'name' | 'shared' | 'clusters'>,
  paths: Iterable<string>,
): readonly string[] {
  const prefix = `environments/${name}/`;
  const touched = new Set(clusters);
  return [...paths].filter((path) => {
    if (!path.startsWith(prefix) || !isRenderedPath(path)) return false;
    const [, , clusterOrFile = '', file, ...deeper] = path.split('/');
    return deeper.length === 0 && (file === undefined ? shared : touched.has(clusterOrFile));
  });
}

/** Whether a path is one that a rendered file may have: `01-orders.yaml`. */
export function isRenderedPath(path: string): boolean {
  return /\/\d\d-[^/]+\.yaml$/.test(path);
}

/** The objects of the rendered files that were committed. A file that this program renders alike need not be read. */
export function committedObjects(
  paths: readonly string[],
  { files, read, isContent }: CommittedFiles,
  rendered: readonly RenderedFile[],
): CommittedReading {
  const alike = new Map(rendered.map((file) => [file.path, file]));
  const same = new Map(
    paths.flatMap((path) => {
      const file = alike.get(path);
      return file !== undefined && isContent(files.get(path), file.text) ? [[path, file.objects] as const] : [];
    }),
  );
  const others = read(paths.filter((path) => !same.has(path)));
  const found = paths.map((path) => ({
    path,
    objects: same.get(path) ?? objectsOf(new TextDecoder().decode(others.get(path))),
  }));
  const readable = found.flatMap(({ path, objects }) => (objects === undefined ? [] : [{ path, objects }]));
  if (readable.length < found.length) {
    const broken = found.filter(({ objects }) => objects === undefined);
    return { kind: 'refused', problems: broken.map(({ path }) => unreadable(path)) };
  }
  return { kind: 'read', objects: byFolder(readable) };
}

export function byFolder(files: readonly Pick<RenderedFile, 'objects' | 'path'>[]): ByFolder {
  const grouped = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/')));
  return new Map([...grouped].map(([folder, inside]) => [folder, inside.flatMap(({ objects }) => objects)]));
}

/** @returns undefined where the text holds anything but Kubernetes objects. */
function objectsOf(text: string): readonly KubeObject[] | undefined {
  try {
    const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: 'silent' });
    if (documents.some(({ errors }) => errors.length > 0)) return undefined;
    const values = documents.map((document) => document.toJS() as unknown).filter((value) => value !== null);
    return values.every(isObject) ? values : undefined;
  } catch (error) {
    // Aliases that stand for too much, or nesting that exhausts the stack.
    if (error instanceof ReferenceError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function isObject(value: unknown): value is KubeObject {
  if (typeof value !== 'object' || value === null || !('metadata' in value) || !('kind' in value)) return false;
  const { kind, metadata } = value;
  return (
    typeof kind === 'string' &&
    typeof metadata === 'object' &&
    metadata !== null &&
    'name' in metadata &&
    typeof metadata.name === 'string'
  );
}

function unreadable(file: string): Problem {
  return {
    id: 'rendered-unreadable',
    file,
    line: 1,
    column: 1,
    at: '',
    found: 'something other than Kubernetes objects in YAML',
    expected: 'a rendered file as it was written',
    remedy: 'Run `npm run render`, which writes it anew.',
  };
}
