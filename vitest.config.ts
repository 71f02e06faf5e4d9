import { globSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { inTurn } from './libs/testkit/src/sampled.ts';

const ALL = ['{apps,libs}/**/*.contract.ts'];

/** What people run must come up on a real node, each time. */
const EACH_TIME_ON_A_NODE = ['apps/render-e2e/src/cluster.contract.ts'];

/** They wait for minutes for what happens to clusters, and take turns where there is a SAMPLE: one of the four in a run. */
const IN_TURN_ON_A_NODE = [
  'apps/render-e2e/src/impact.contract.ts',
  'apps/doctor-e2e/src/planted/doctor.contract.ts',
  'apps/gitops-bot-e2e/src/rig/delivered.contract.ts',
  'apps/monitoring-e2e/src/rig/monitoring.contract.ts',
];

/** The rig's node runs pods for them: one after the other, for two nodes on one machine would share its control groups. */
const ON_A_NODE = [...EACH_TIME_ON_A_NODE, ...IN_TURN_ON_A_NODE];

/** They ask the rig's API server, its operator and its Argo CD; no pod runs. */
const ON_AN_API = [
  'apps/render-e2e/src/{admission,options,readme}.contract.ts',
  'apps/doctor-e2e/src/planted/preflight.contract.ts',
  'apps/monitoring-e2e/src/routing/*.contract.ts',
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
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // by itself Vitest leaves one of two processors idle
          maxWorkers: '100%',
        },
      },
      contract('contract-cluster', [...EACH_TIME_ON_A_NODE, ...inTurn(IN_TURN_ON_A_NODE, 4)]),
      contract('contract-api', ON_AN_API),
      contract('contract-watchdog', half(ON_PAIRS)),
      contract('contract-bot', half(ON_PULL_REQUESTS)),
      contract('contract-archive', half(ALL, [...ON_A_NODE, ...ON_AN_API, ...ON_PAIRS, ...ON_PULL_REQUESTS])),
    ],
  },
});

/** All of these files; where there is a SAMPLE each second one, and the others in another run. */
function half(include: readonly string[], exclude: readonly string[] = []): readonly string[] {
  return inTurn(globSync(include, { exclude: ['**/node_modules/**', ...exclude] }).toSorted(), 2);
}

/** On real parts, one file after the other. */
function contract(name: string, include: readonly string[]) {
  return {
    test: {
      ...{ name, include: [...include], exclude: ['**/node_modules/**'] },
      fileParallelism: false,
      testTimeout: 1_800_000,
      hookTimeout: 1_800_000,
    },
  };
}
