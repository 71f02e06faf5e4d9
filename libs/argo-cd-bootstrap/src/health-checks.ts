import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkKey } from './health-case.ts';
import { BOOTSTRAP } from './repository-root.ts';

const FOLDER = join(BOOTSTRAP, 'health');
const ENTRY = /^ *- resource\.customizations\.health\.(?<key>[\w.]+)=(?<file>[\w-]+\.lua)$/gm;

/** The scripts by `<group>_<kind>`, as the kustomization puts them into argocd-cm. */
export function healthChecks(): ReadonlyMap<string, string> {
  const entries = readFileSync(join(FOLDER, 'kustomization.yaml'), 'utf8').matchAll(ENTRY);
  return new Map(
    [...entries].map(({ groups: { key = '', file = '' } = {} }) => [key, readFileSync(join(FOLDER, file), 'utf8')]),
  );
}

export function healthCheck(kind: string): string {
  const script = healthChecks().get(checkKey(kind));
  if (script === undefined) throw new Error(`there is no health check for ${kind}`);
  return script;
}

/** File names of all scripts, used or not. */
export function scriptFiles(): readonly string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith('.lua'));
}
