import { defineConfig } from 'vitest/config';

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
        },
      },
      {
        test: {
          name: 'contract',
          include: ['{apps,libs}/**/*.contract.ts'],
          exclude: ['**/node_modules/**'],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
