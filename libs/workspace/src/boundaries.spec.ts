import { ESLint } from 'eslint';
import { createProjectGraphAsync } from 'nx/src/devkit-exports.js';
import { beforeAll, expect, test } from 'vitest';

const ROOT = new URL('../../..', import.meta.url).pathname;

/** Each breaks one rule of docs/architecture.md, "Boundaries", in a file that exists; `code` takes its place for the linter alone. */
const BREACHES = [
  {
    name: 'a core library that imports an app',
    file: 'libs/kube-manifest/src/index.ts',
    code: "import { run } from '../../../apps/render/src/program.ts';\nexport const never: unknown = run;\n",
    rule: '@nx/enforce-module-boundaries',
  },
  {
    name: 'a core library that imports a test library',
    file: 'libs/environment/src/index.ts',
    code: "import * as kit from '@postgres-ha/testkit';\nexport const never: unknown = kit;\n",
    rule: '@nx/enforce-module-boundaries',
  },
  {
    name: 'an app that imports a test library',
    file: 'apps/render/src/main.ts',
    code: "import * as kit from '@postgres-ha/testkit';\nexport const never: unknown = kit;\n",
    rule: '@nx/enforce-module-boundaries',
  },
  {
    name: 'a core library that reads a file',
    file: 'libs/platform/src/index.ts',
    code: "import { readFileSync } from 'node:fs';\nexport const never: unknown = readFileSync;\n",
    rule: 'no-restricted-imports',
  },
  {
    name: 'a core library that reads the clock',
    file: 'libs/database-cluster/src/index.ts',
    code: 'export const now: number = Date.now();\n',
    rule: 'no-restricted-syntax',
  },
  {
    name: 'a core library that reads the environment of the process',
    file: 'libs/database-cluster/src/index.ts',
    code: 'export const home: unknown = process.env;\n',
    rule: 'no-restricted-globals',
  },
  {
    name: 'a library that exports everything',
    file: 'libs/platform/src/index.ts',
    code: "export * from './platform-files.ts';\n",
    rule: 'no-restricted-syntax',
  },
] as const;

let eslint: ESLint;
beforeAll(async () => {
  process.env['NX_DAEMON'] = 'false';
  // The rule judges by the project graph that Nx keeps on disk; without one it finds nothing.
  await createProjectGraphAsync();
  eslint = new ESLint({ cwd: ROOT });
}, 120_000);

test.each(BREACHES)(
  'lint refuses $name',
  async ({ file, code, rule }) => {
    const [result] = await eslint.lintText(code, { filePath: `${ROOT}/${file}` });
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule);
  },
  120_000,
);
