import type { Breach, StateRule } from '../rule.ts';
import { isReservedVariable, unknownPlaceholders } from '../values/environment-variable.ts';
import { leavesExtension } from '../values/extension-path.ts';
import { repeatsAt } from '../values/repeats.ts';
import type { ClusterResource, EnvVar, Extension } from './cluster-resource.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';

const EXTENSIONS = ['spec', 'postgresql', 'extensions'] as const;
const EXTENSION = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateExtensions` } as const;
const VARIABLE = { ...CLUSTER_ERROR, source: `${WEBHOOK}: validateExtensionEnvVars` } as const;
const PATH_LISTS = ['extension_control_path', 'dynamic_library_path', 'ld_library_path', 'bin_path'] as const;
const DEDICATED: ReadonlyMap<string, string> = new Map([
  ['PATH', 'bin_path'],
  ['LD_LIBRARY_PATH', 'ld_library_path'],
]);

/** Rules about extensions that come in images of their own. */
export const extensionRules: readonly StateRule<ClusterResource>[] = [
  {
    ...EXTENSION,
    id: 'extension-volume-clash',
    summary: 'No two extensions have names that differ only in hyphens and underscores.',
    remedy: 'Rename one of them: the volume of each is named after it, with hyphens.',
    breaches: ({ spec }) => {
      const names = (spec.postgresql.extensions ?? []).map(({ name }) => name);
      return repeatsAt(names.map((name) => name.replaceAll('_', '-'))).map((index) => ({
        path: [...EXTENSIONS, index, 'name'],
        found: JSON.stringify(names[index]),
      }));
    },
    vectors: {
      fails: { spec: extensions({ name: 'a_b' }, { name: 'a-b' }) },
      passes: { spec: extensions({ name: 'a_b' }, { name: 'a-c' }) },
    },
  },
  {
    ...EXTENSION,
    id: 'extension-image',
    summary: 'An extension names its image, unless an image catalogue does.',
    remedy: 'Set image.reference.',
    breaches: ({ spec }) =>
      spec.imageCatalogRef === undefined
        ? eachExtension(({ image }) =>
            (image?.reference ?? '') === '' ? [{ path: ['image', 'reference'], found: 'no image' }] : [],
          )({ spec })
        : [],
    vectors: {
      fails: { spec: { postgresql: { extensions: [{ name: 'e', image: {} }] } } },
      passes: { spec: { postgresql: { extensions: [{ name: 'e', image: { reference: 'r' } }] } } },
    },
  },
  {
    ...EXTENSION,
    id: 'extension-path-empty',
    summary: 'A path in the image of an extension is not empty.',
    remedy: 'Remove it.',
    breaches: eachExtension((extension) => pathFaults(extension, 'empty')),
    vectors: {
      fails: { spec: extensions({ name: 'e', bin_path: [''] }) },
      passes: { spec: extensions({ name: 'e', bin_path: ['a'] }) },
    },
  },
  {
    ...EXTENSION,
    id: 'extension-path-duplicate',
    type: 'FieldValueDuplicate',
    summary: 'A list of paths in the image of an extension has each path once.',
    remedy: 'Remove it.',
    breaches: eachExtension((extension) => pathFaults(extension, 'duplicate')),
    vectors: {
      fails: { spec: extensions({ name: 'e', bin_path: ['a', 'a'] }) },
      passes: { spec: extensions({ name: 'e', bin_path: ['a', 'b'] }) },
    },
  },
  {
    ...EXTENSION,
    id: 'extension-path-escape',
    summary: 'A path in the image of an extension does not lead out of it.',
    remedy: 'Remove the two dots that lead out. The path counts from the root of the image.',
    breaches: eachExtension((extension) => pathFaults(extension, 'escape')),
    vectors: {
      fails: { spec: extensions({ name: 'e', bin_path: ['a/../../b'] }) },
      passes: { spec: extensions({ name: 'e', bin_path: ['a/../b'] }) },
    },
  },
  {
    ...VARIABLE,
    id: 'extension-env-reserved',
    summary:
      'Environment variables that begin with PG or CNPG_, and POD_NAME, NAMESPACE and CLUSTER_NAME, belong to the operator.',
    remedy: 'Rename or remove the variable.',
    breaches: eachVariable(({ name }) =>
      isReservedVariable(name) ? [{ path: ['name'], found: JSON.stringify(name) }] : [],
    ),
    vectors: {
      fails: { spec: extensions({ name: 'e', env: [{ name: 'PGX', value: 'v' }] }) },
      passes: { spec: extensions({ name: 'e', env: [{ name: 'GX', value: 'v' }] }) },
    },
  },
  {
    ...VARIABLE,
    id: 'extension-env-dedicated',
    type: 'FieldValueForbidden',
    summary: 'The search paths of an extension are said in its bin_path and ld_library_path, not in variables.',
    remedy: 'List the directories in bin_path (for PATH) or ld_library_path (for LD_LIBRARY_PATH).',
    breaches: eachVariable(({ name }) =>
      DEDICATED.has(name) ? [{ path: ['name'], found: `${name} for ${DEDICATED.get(name) ?? ''}` }] : [],
    ),
    vectors: {
      fails: { spec: extensions({ name: 'e', env: [{ name: 'PATH', value: 'v' }] }) },
      passes: { spec: extensions({ name: 'e', env: [{ name: 'Path', value: 'v' }] }) },
    },
  },
  {
    ...VARIABLE,
    id: 'extension-env-placeholder',
    summary: 'The one placeholder in a variable of an extension is ${image_root}.',
    remedy: 'Use ${image_root}, or write two dollar signs for one.',
    breaches: eachVariable(({ value = '' }) => {
      const unknown = unknownPlaceholders(value);
      return unknown.length === 0 ? [] : [{ path: ['value'], found: unknown.join(', ') }];
    }),
    vectors: {
      fails: { spec: extensions({ name: 'e', env: [{ name: 'A', value: '${foo}' }] }) },
      passes: { spec: extensions({ name: 'e', env: [{ name: 'A', value: '$${foo}' }] }) },
    },
  },
];

type ExtensionJudge<Item> = (item: Item) => readonly Breach[];

function eachExtension(
  faultsOf: ExtensionJudge<Extension>,
): (cluster: Pick<ClusterResource, 'spec'>) => readonly Breach[] {
  return ({ spec }) =>
    (spec.postgresql.extensions ?? []).flatMap((extension, index) =>
      faultsOf(extension).map(({ path, found }) => ({ path: [...EXTENSIONS, index, ...path], found })),
    );
}

function eachVariable(faultsOf: ExtensionJudge<EnvVar>): StateRule<ClusterResource>['breaches'] {
  return eachExtension(({ env = [] }) =>
    env.flatMap((variable, index) =>
      faultsOf(variable).map(({ path, found }) => ({ path: ['env', index, ...path], found })),
    ),
  );
}

type PathFault = 'empty' | 'duplicate' | 'escape';

function pathFaults(extension: Extension, kind: PathFault): readonly Breach[] {
  return PATH_LISTS.flatMap((list) => {
    const paths = extension[list] ?? [];
    return paths.flatMap((path, index) =>
      pathFault(paths, index) === kind ? [{ path: [list, index], found: JSON.stringify(path) }] : [],
    );
  });
}

/** The first fault of a path. One that leads out is not remembered, so that its repetition leads out too. */
function pathFault(paths: readonly string[], index: number): PathFault | undefined {
  const path = paths[index] ?? '';
  if (path === '') return 'empty';
  if (leavesExtension(path)) return 'escape';
  return paths.indexOf(path) < index ? 'duplicate' : undefined;
}

function extensions(...list: readonly Omit<Extension, 'image'>[]): Readonly<Record<string, unknown>> {
  return { postgresql: { extensions: list.map((extension) => ({ image: { reference: 'r' }, ...extension })) } };
}
