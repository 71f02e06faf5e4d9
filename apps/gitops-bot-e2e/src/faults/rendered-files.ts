import { readEnvironment, type EnvironmentFiles } from '@postgres-ha/environment';
import { environmentFiles } from '@postgres-ha/rendering';

/** What `postgres-ha render` writes for an environment, from the files of a repository: texts by path. */
export function renderedFiles(files: ReadonlyMap<string, string>, environment: string): ReadonlyMap<string, string> {
  const folder = `environments/${environment}/`;
  const source = (path: string) => ({ path, bytes: new TextEncoder().encode(files.get(path) ?? '') });
  const sources: EnvironmentFiles = {
    name: environment,
    environment: source(`${folder}environment.yaml`),
    clusters: [...files.keys()].sort().flatMap((path) => {
      const name = path.startsWith(folder)
        ? /^([^/]+)\/cluster\.yaml$/.exec(path.slice(folder.length))?.[1]
        : undefined;
      return name === undefined ? [] : [{ name, file: source(path) }];
    }),
  };
  const key = JSON.stringify([
    sources.name,
    ...[sources.environment, ...sources.clusters.map(({ file }) => file)].map(({ path }) => [path, files.get(path)]),
  ]);
  const found = known.get(key) ?? render(sources);
  known.set(key, found);
  return found;
}

/** The same few environments are asked for thousands of times. */
const known = new Map<string, ReadonlyMap<string, string>>();

function render(sources: EnvironmentFiles): ReadonlyMap<string, string> {
  const reading = readEnvironment(sources);
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  return new Map(environmentFiles(reading.environment).map(({ path, text }) => [path, text]));
}
