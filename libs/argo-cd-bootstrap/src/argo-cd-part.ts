import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { prometheusOperatorPart, rigPart, type Part } from '@postgres-ha/testkit';

/** The rig with Argo CD in it: what of it is missing on this machine, if anything. */
export function argoCdPart(env: Readonly<Record<string, string | undefined>> = process.env): Part {
  const name = 'the rig (up api, argo-cd)';
  const { missing } = rigPart('api');
  if (missing !== undefined) return { name, missing };
  if (!executable(argoCdCommand(env))) return { name, missing: 'argocd is not built; run build-parts argo' };
  // The definitions of its kinds, which environments with monitoring need.
  const operator = prometheusOperatorPart();
  if (operator.missing !== undefined) return { name, missing: operator.missing };
  const path = (env['PATH'] ?? '').split(delimiter);
  const command = ['git', 'redis-server'].find((each) => !path.some((folder) => executable(join(folder, each))));
  return command === undefined ? { name } : { name, missing: `the command ${command} is not installed` };
}

/** The binary that is all of Argo CD, the command line tool included. */
export function argoCdCommand(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(env['RIG_BIN'] ?? join(homedir(), '.cache/postgres-ha-rig/bin'), 'argocd');
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
