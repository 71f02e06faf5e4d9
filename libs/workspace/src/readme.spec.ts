import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROOT, shellCommands } from '@postgres-ha/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const commands = shellCommands('README.md');
const onTheCheckout = commands.filter((command) =>
  /^(?:npx (?:postgres-ha|backup-verifier|split-brain-watchdog|gitops-bot|doctor)|npm run) /.test(command),
);
const onAFreshClone = commands.filter((command) => command.startsWith('npm ci'));
const onKubernetes = commands.filter((command) => command.startsWith('kubectl '));

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'postgres-ha-readme-'));
  for (const name of ['apps', 'libs', 'environments', 'package.json']) {
    cpSync(join(ROOT, name), join(copy, name), { recursive: true, filter: (path) => !path.includes('node_modules') });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: copy });
  git('init', '--quiet');
  git('add', 'environments');
  git('-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message=environments');
});
afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

test('README shows commands of every kind', () => {
  expect(onTheCheckout.length).toBeGreaterThan(3);
  expect(onAFreshClone).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  expect(onKubernetes.length).toBeGreaterThan(3);
  expect(onTheCheckout.length + onAFreshClone.length + onKubernetes.length).toBe(commands.length);
});

test('every command for the checkout that README shows succeeds, in the order shown', () => {
  const env = { ...process.env, PATH: [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter) };
  for (const command of onTheCheckout) {
    expect(() => execFileSync('sh', ['-c', command], { cwd: copy, env, stdio: 'pipe' }), command).not.toThrow();
  }
}, 120_000);

test('CI runs the commands for a fresh clone that README shows', () => {
  const ci = readFileSync(join(ROOT, '.ci/run'), 'utf8');
  for (const command of onAFreshClone) expect(ci, command).toContain(command.split(' && ')[1]);
});
