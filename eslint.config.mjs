import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

const PURE =
  'The core takes what it needs as arguments: no I/O, no clock, no process (docs/architecture.md, "Boundaries").';

/** Core libraries: no input or output, no clock, no randomness, no process. */
const corePurity = {
  files: [
    'libs/{markup,kube-manifest,environment,database-cluster,platform,admission,change-impact,yaml-edit,postgres-storage,backup-catalog,backup-proof,proof-report,split-brain,incident,rendering,cluster-change,calendar,cluster-facts,change-request,monitoring,diagnosis,redaction}/src/**/*.ts',
  ],
  ignores: ['**/*.spec.ts', '**/*.contract.ts'],
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ group: ['node:*'], message: PURE }] }],
    'no-restricted-globals': ['error', { name: 'process', message: PURE }, { name: 'fetch', message: PURE }],
    'no-restricted-syntax': [
      'error',
      { selector: 'MemberExpression[object.name="Date"][property.name="now"]', message: PURE },
      { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: PURE },
      { selector: 'MemberExpression[object.name="Math"][property.name="random"]', message: PURE },
      { selector: 'ExportAllDeclaration', message: 'A public surface lists its names.' },
    ],
  },
};

const boundaries = {
  files: ['**/*.ts'],
  plugins: { '@nx': nx },
  rules: {
    '@nx/enforce-module-boundaries': [
      'error',
      {
        enforceBuildableLibDependency: false,
        depConstraints: [
          { sourceTag: 'layer:core', onlyDependOnLibsWithTags: ['layer:core'] },
          { sourceTag: 'layer:adapter', onlyDependOnLibsWithTags: ['layer:core', 'layer:adapter'] },
          { sourceTag: 'layer:app', onlyDependOnLibsWithTags: ['layer:core', 'layer:adapter'] },
          { sourceTag: 'layer:lab', onlyDependOnLibsWithTags: ['layer:core', 'layer:adapter', 'scope:local-stack'] },
          { sourceTag: 'layer:test', onlyDependOnLibsWithTags: ['layer:core', 'layer:adapter', 'layer:test'] },
          { sourceTag: 'layer:tool', onlyDependOnLibsWithTags: ['*'] },
        ],
      },
    ],
  },
};

/** What the lab's page runs in the browser, as it stands there. */
const BROWSER = [
  'document',
  'location',
  'addEventListener',
  'setTimeout',
  'clearTimeout',
  'fetch',
  'EventSource',
  'URLSearchParams',
  'FormData',
  'DOMParser',
  'Node',
];
const browserScript = {
  files: ['apps/lab/src/page/assets/*.js'],
  languageOptions: { globals: Object.fromEntries(BROWSER.map((name) => [name, 'readonly'])) },
};

export default tseslint.config(
  { ignores: ['**/node_modules', '**/out-tsc', '**/dist', '.nx', 'environments', 'manifests'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
    },
  },
  boundaries,
  corePurity,
  browserScript,
);
