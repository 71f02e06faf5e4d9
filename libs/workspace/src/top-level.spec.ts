import { readdirSync } from 'node:fs';
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
