import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CRDS, type JudgedKind } from '@postgres-ha/admission';
import { clusterFiles } from '@postgres-ha/database-cluster';
import { readEnvironment } from '@postgres-ha/environment';
import { exampleFiles } from '@postgres-ha/environment/examples';
import { OPTION_VARIANTS } from '@postgres-ha/environment/option-variants';
import { manifestObjects, ROOT } from '@postgres-ha/testkit';
import type { JsonMap } from '../object/json.ts';
import type { Base } from './base.ts';

/** What the shipped environments and the option variants render of the judged kinds; of equal objects, the first. */
export function renderedBases(): readonly Base[] {
  const seen = new Set<string>();
  return [...shipped(), ...variants()].flatMap(({ name, text }) =>
    manifestObjects(text).flatMap((object) => {
      const { kind } = object;
      if (!isJudged(kind)) return [];
      const bare = { ...object, metadata: { ...object.metadata, namespace: undefined } };
      const stored = JSON.parse(JSON.stringify(bare)) as JsonMap;
      const key = JSON.stringify(stored);
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ name: `${name}: ${object.metadata.name}`, kind, object: stored }];
    }),
  );
}

function isJudged(kind: string): kind is JudgedKind {
  return Object.hasOwn(CRDS, kind);
}

interface Rendered {
  readonly name: string;
  readonly text: string;
}

function shipped(): readonly Rendered[] {
  return readdirSync(join(ROOT, 'environments'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?:^|\/)0\d-[^/]*\.yaml$/.test(path))
    .toSorted()
    .map((path) => ({ name: path, text: readFileSync(join(ROOT, 'environments', path), 'utf8') }));
}

function variants(): readonly Rendered[] {
  return OPTION_VARIANTS.flatMap(({ name, ...intent }) => {
    const reading = readEnvironment(exampleFiles(intent));
    if (reading.kind === 'refused') throw new Error(`the variant ${name} is refused`);
    const { environment } = reading;
    return environment.clusters
      .flatMap((cluster) => clusterFiles(cluster, environment))
      .map(({ text }) => ({ name: `variant ${name}`, text }));
  });
}
