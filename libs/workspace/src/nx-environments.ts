import { basename, dirname } from 'node:path';
import { createNodesFromFiles, type CreateNodes } from 'nx/src/devkit-exports.js';

/**
 * Makes every environment an Nx project with the targets `render` and `check`, so that a change of one environment checks that one
 * alone (`nx affected -t check`), and a change of the generator checks all.
 */
export const createNodes: CreateNodes = [
  'environments/*/environment.yaml',
  (files, options, context) =>
    createNodesFromFiles((file) => environmentProject(dirname(file)), files, options, context),
];

function environmentProject(root: string) {
  const name = basename(root);
  return {
    projects: {
      [root]: {
        name: `environment-${name}`,
        root,
        tags: ['layer:environment', `environment:${name}`],
        implicitDependencies: ['@postgres-ha/render'],
        targets: {
          // Never cached: a cache that restores outputs would undo, unseen, what someone edited by hand.
          render: { command: `postgres-ha render ${name}`, cache: false },
          check: {
            command: `postgres-ha check ${name}`,
            cache: true,
            inputs: ['{projectRoot}/**/*', '^production'],
            outputs: [],
          },
        },
      },
    },
  };
}
