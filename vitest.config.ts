import { defineConfig } from 'vitest/config';

/** Contract tests that need the rig. The others need PostgreSQL, Barman and S3 servers on this machine, so that both can run side by side. */
const ON_KUBERNETES = [
  'apps/render-e2e/**/*.contract.ts',
  'apps/doctor-e2e/**/*.contract.ts',
  'apps/gitops-bot-e2e/src/rig/*.contract.ts',
  'apps/monitoring-e2e/src/{rig,routing}/**/*.contract.ts',
  'libs/{admission-conformance,argo-cd-bootstrap,testkit}/**/*.contract.ts',
];

/** They mostly wait: for servers that stop, for states that are confirmed. */
const ON_PAIRS = ['apps/split-brain-watchdog-e2e/**/*.contract.ts'];

/** The bot before a GitHub that fails in every way, and what strangers send. They need nothing but a processor and git. */
const ON_PULL_REQUESTS = [
  'apps/gitops-bot-e2e/src/{app,delivery,faults,github,workflows}/**/*.contract.ts',
  'libs/{change-request,github-api}/**/*.contract.ts',
];

/** Unit tests need nothing but this checkout; contract tests talk to real parts and say so by name when one is missing. */
export default defineConfig({
  test: {
    reporters: ['default', './libs/workspace/src/closing-line.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{apps,libs}/**/*.spec.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 30_000,
          // by itself Vitest leaves one of two processors idle
          maxWorkers: '100%',
        },
      },
      contract('contract-cluster', { include: ON_KUBERNETES, exclude: [] }),
      contract('contract-watchdog', { include: ON_PAIRS, exclude: [] }),
      contract('contract-bot', { include: ON_PULL_REQUESTS, exclude: [] }),
      contract('contract-archive', {
        include: ['{apps,libs}/**/*.contract.ts'],
        exclude: [...ON_KUBERNETES, ...ON_PAIRS, ...ON_PULL_REQUESTS],
      }),
    ],
  },
});

/** On real parts, one file after the other. */
function contract(name: string, { include, exclude }: { readonly include: string[]; readonly exclude: string[] }) {
  return {
    test: {
      name,
      include,
      exclude: ['**/node_modules/**', ...exclude],
      fileParallelism: false,
      testTimeout: 1_800_000,
      hookTimeout: 1_800_000,
    },
  };
}
