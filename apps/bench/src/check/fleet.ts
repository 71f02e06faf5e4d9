import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Puts a repository under Git and commits all of it, packed as it is in a clone. */
export function commitAll(root: string): void {
  const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', '-c', 'commit.gpgsign=false'];
  const git = (...args: readonly string[]) => execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=fleet');
  git('repack', '-a', '-d', '--quiet');
}

/** Every cluster.yaml of the fleet. */
export function clusterFilesOf(root: string): readonly string[] {
  const environment = join(root, 'environments/bench');
  return readdirSync(environment, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(environment, name, 'cluster.yaml'));
}

/** One change that restarts PostgreSQL and one that does nothing to it. */
export function change(file: string): void {
  const text = readFileSync(file, 'utf8');
  const changed = text
    .replace(/max_connections: (\d+)/, (_, count) => `max_connections: ${Number(count) + 10}`)
    .replace(/failoverDelay: \d+s/, 'failoverDelay: 20s');
  if (changed === text) throw new Error(`${file} has nothing to change`);
  writeFileSync(file, changed);
}
