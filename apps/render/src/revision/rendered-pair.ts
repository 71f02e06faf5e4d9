import {
  readEnvironment,
  type Cluster,
  type EnvironmentFiles,
  type LocateIn,
  type Problem,
} from '@postgres-ha/environment';
import type { KubeObject, RenderedFile } from '@postgres-ha/kube-manifest';
import { parseAllDocuments } from 'yaml';
import { environmentFiles } from '../rendering.ts';
import type { EnvironmentPair } from './environment-pair.ts';
import { isContent, type GitRevision } from './git-revision.ts';

/** Old and new of what is applied for a cluster, or (without a cluster) for its environment as a whole. */
export interface ChangedObjects {
  readonly environment: string;
  /** Undefined for what all clusters of the environment stand on. */
  readonly cluster: string | undefined;
  readonly before: readonly KubeObject[];
  readonly after: readonly KubeObject[];
  /** What people wrote: of the new state, or of the old one where the cluster is gone. */
  readonly intent: Cluster | undefined;
  readonly locate: LocateIn;
  /** The version of CloudNativePG that will judge; undefined where the environment is gone. */
  readonly operator: string | undefined;
}

export type PairReading =
  | { readonly kind: 'read'; readonly changes: readonly ChangedObjects[] }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/**
 * What is applied now and what was applied then. The old side is what is committed there as rendered, whatever rendered it: an update of
 * this program that renders something else is a change like any other.
 */
export function renderedPair(pair: EnvironmentPair, revision: GitRevision): PairReading {
  const after = stateOf(pair.after);
  if (after.kind === 'refused') return after;
  const before = stateOf(pair.before);
  const then = before.kind === 'read' ? before : NOTHING;
  const committed = committedObjects(pair, revision, then);
  const rendered = byFolder(after.files);
  const changes = pair.clusters.map((name): ChangedObjects => {
    const intent = after.clusters.get(name) ?? then.clusters.get(name);
    return {
      environment: pair.name,
      cluster: name,
      before: committed.get(`environments/${pair.name}/${name}`) ?? [],
      after: rendered.get(`environments/${pair.name}/${name}`) ?? [],
      intent,
      locate: after.clusters.has(name) ? after.locate : then.locate,
      operator: after.operator,
    };
  });
  const directory = `environments/${pair.name}`;
  const platform: ChangedObjects = {
    environment: pair.name,
    cluster: undefined,
    before: committed.get(directory) ?? [],
    after: rendered.get(directory) ?? [],
    intent: undefined,
    locate: after.locate,
    operator: after.operator,
  };
  return { kind: 'read', changes: pair.shared ? [platform, ...changes] : changes };
}

interface State {
  readonly kind: 'read';
  readonly files: readonly RenderedFile[];
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly locate: LocateIn;
  readonly operator: string | undefined;
}

const NOWHERE: LocateIn = () => () => ({ file: 'environments', line: 1, column: 1 });
const NOTHING: State = { kind: 'read', files: [], clusters: new Map(), locate: NOWHERE, operator: undefined };

function stateOf(
  files: EnvironmentFiles | undefined,
): State | { readonly kind: 'refused'; readonly problems: readonly Problem[] } {
  if (files === undefined) return NOTHING;
  const reading = readEnvironment(files);
  if (reading.kind === 'refused') return reading;
  const { environment, locate } = reading;
  return {
    kind: 'read',
    files: environmentFiles(environment),
    operator: environment.operator.version,
    clusters: new Map(environment.clusters.map((cluster) => [cluster.name, cluster])),
    locate,
  };
}

/** Objects by the folder that their file stands in. */
type ByFolder = ReadonlyMap<string, readonly KubeObject[]>;

/** The objects of the rendered files that were committed. A file that this program renders alike need not be read. */
function committedObjects(pair: EnvironmentPair, { files, read }: GitRevision, now: State): ByFolder {
  const prefix = `environments/${pair.name}/`;
  const touched = new Set(pair.clusters);
  const rendered = [...files.keys()].filter((path) => {
    if (!path.startsWith(prefix) || !/\/\d\d-[^/]+\.yaml$/.test(path)) return false;
    const [, , clusterOrFile = '', file] = path.split('/');
    return file === undefined ? pair.shared : touched.has(clusterOrFile);
  });
  const alike = new Map(now.files.map((file) => [file.path, file]));
  const same = new Map(
    rendered.flatMap((path) => {
      const file = alike.get(path);
      return file !== undefined && isContent(files.get(path), file.text) ? [[path, file.objects] as const] : [];
    }),
  );
  const others = read(rendered.filter((path) => !same.has(path)));
  return byFolder(
    rendered.map((path) => ({
      path,
      objects: same.get(path) ?? objectsOf(Buffer.from(others.get(path) ?? []).toString('utf8')),
    })),
  );
}

function objectsOf(text: string): readonly KubeObject[] {
  return parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
}

function byFolder(files: readonly Pick<RenderedFile, 'objects' | 'path'>[]): ByFolder {
  const grouped = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/')));
  return new Map([...grouped].map(([folder, inside]) => [folder, inside.flatMap(({ objects }) => objects)]));
}
