import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';

/** Requirement R0.2, and beside it what tools need at the root. */
const ASKED_FOR = 'README.md apps environments libs manifests nx.json package.json tsconfig.base.json'.split(' ');
const FOR_TOOLS = 'LICENSE docs eslint.config.mjs package-lock.json tsconfig.json vitest.config.ts'.split(' ');
const NOT_IN_GIT = ['node_modules', 'dist', 'coverage'];

test('the top level holds what was asked for, what tools need, and nothing else', () => {
  const visible = readdirSync(ROOT).filter((name) => !name.startsWith('.') && !NOT_IN_GIT.includes(name));
  expect(visible.toSorted()).toEqual([...ASKED_FOR, ...FOR_TOOLS].toSorted());
  expect(readdirSync(ROOT)).toContain('.github');
});

/** Requirement R0.1. */
const LIBRARIES = 'nx @octokit/rest @kubernetes/client-node @aws-sdk/client-s3 yaml node-cron vitest'.split(' ');

test('the libraries that were asked for are the ones that are used', () => {
  const manifests = ['package.json', ...globSync('{apps,libs}/*/package.json', { cwd: ROOT })].map(
    (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Manifest,
  );
  const used = manifests.flatMap((each) => Object.keys({ ...each.dependencies, ...each.devDependencies }));
  expect(LIBRARIES.filter((name) => !used.includes(name))).toEqual([]);
});

interface Manifest {
  readonly dependencies?: object;
  readonly devDependencies?: object;
}
