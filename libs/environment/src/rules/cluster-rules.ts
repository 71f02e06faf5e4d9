import { cpuMillicores, quantityBytes } from '@postgres-ha/kube-manifest';
import { poolersOf, type Cluster, type LocateIntent } from '../cluster.ts';
import type { Resources } from '../schema/cluster-schema.ts';
import type { KeyPath } from '../source/key-path.ts';
import { archiveRules } from './archive-rules.ts';
import { connectionRules } from './connection-rules.ts';
import type { Finding } from './finding.ts';
import { memoryRules } from './memory-rules.ts';
import { monitoringRules } from './monitoring-rules.ts';
import { noteRules } from './note-rules.ts';
import { originRules } from './origin-rules.ts';
import { parameterRules } from './parameter-rules.ts';
import { findingsOf, type Breach, type ClusterInEnvironment, type Rule } from './rule.ts';
import { synchronousRules } from './synchronous-rules.ts';
import { verificationRules } from './verification-rules.ts';

const identityRules: readonly Rule<ClusterInEnvironment>[] = [
  {
    id: 'cluster-name',
    level: 'error',
    summary:
      'A cluster is named by its folder: a lower-case letter, then letters, digits and hyphens, at most 50 in all.',
    detail: 'CloudNativePG makes names of services and pods out of it and refuses longer ones.',
    source: 'CloudNativePG 1.30 webhook, rules on metadata.name',
    breaches: ({ cluster: { name } }) =>
      /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(name) && name.length <= 50
        ? []
        : [
            {
              path: [],
              found: `the folder ${name}`,
              expected: 'a lower-case letter, then letters, digits and hyphens, at most 50',
              remedy: 'Rename the folder.',
            },
          ],
  },
  {
    id: 'cluster-name-twice',
    level: 'error',
    summary: 'Two clusters of one namespace cannot share a name.',
    detail:
      'Folders are unique, so this can only be a name that another cluster uses for an object of its own: <cluster>-rw, -ro, -r, -pooler-rw, -pooler-ro, -source, -authority.',
    source: 'CloudNativePG 1.30: Service names',
    breaches: ({ cluster: { name, namespace }, neighbours }) =>
      ['-pooler-rw', '-pooler-ro', '-rw', '-ro', '-r', '-source', '-authority']
        .filter((suffix) => name.endsWith(suffix))
        .flatMap((suffix) => neighbours.byName.get(name.slice(0, -suffix.length)) ?? [])
        .filter((other) => other.namespace === namespace)
        .map((other) => ({
          path: [],
          found: `the name ${name}`,
          expected: `a name that the objects of ${other.name} leave free`,
        })),
  },
  {
    id: 'object-name-twice',
    level: 'error',
    summary: 'Two clusters of one namespace may not make the same Secret or Database object.',
    detail:
      'Their names begin with the name of the cluster: the service b-c of a cluster a and the service c of a cluster a-b would have one Secret. Rename one of the two.',
    source: 'Kubernetes: object names',
    breaches: ({ cluster, neighbours }) =>
      prefixesOf(cluster.name)
        .flatMap((prefix) => neighbours.byName.get(prefix) ?? [])
        .filter((other) => other.namespace === cluster.namespace)
        .flatMap((other) => sharedNames(cluster, other)),
  },
  {
    id: 'one-origin',
    level: 'error',
    summary: 'A cluster begins in one way: empty, restored, imported, or as a replica.',
    detail: 'restore, import and replicaOf exclude each other. A replica cluster restores from the archive by itself.',
    source: 'CloudNativePG 1.30 webhook: only one bootstrap method',
    breaches: ({ cluster }) => {
      const origins = (['restore', 'import', 'replicaOf'] as const).filter((origin) => cluster[origin] !== undefined);
      return origins.slice(1).map((origin) => ({
        path: [origin],
        found: `${origin} beside ${origins[0] ?? ''}`,
        expected: 'one of restore, import, replicaOf',
      }));
    },
  },
  {
    id: 'supervised-single',
    level: 'error',
    summary: 'A cluster of one instance cannot be updated under supervision.',
    detail:
      'supervised means that a person starts the switchover; with one instance there is nothing to switch to. CloudNativePG refuses it.',
    source: 'CloudNativePG 1.30 webhook: primaryUpdateStrategy',
    breaches: ({ cluster }) =>
      cluster.primaryUpdateStrategy === 'supervised' && cluster.instances === 1
        ? [{ path: ['primaryUpdateStrategy'], found: 'supervised with one instance', expected: 'unsupervised' }]
        : [],
  },
  {
    id: 'image-or-catalog',
    level: 'error',
    summary: 'PostgreSQL comes from one image: your own, a catalogue of your own, or the catalogue of the environment.',
    detail:
      'postgresql.image and postgresql.catalog exclude each other. Without either, environment.yaml must list an image for the major version.',
    source: 'CloudNativePG 1.30 CRD: imageName and imageCatalogRef exclude each other',
    breaches: ({ cluster: { postgresql }, environment }) => {
      if (postgresql.image !== undefined && postgresql.catalog !== undefined) {
        return [{ path: ['postgresql', 'catalog'], found: 'a catalogue beside an image', expected: 'one of the two' }];
      }
      const major = String(postgresql.version) as '17';
      if (
        postgresql.image !== undefined ||
        postgresql.catalog !== undefined ||
        environment.images.postgresql[major] !== undefined
      )
        return [];
      return [
        {
          path: ['postgresql', 'version'],
          found: major,
          expected: `a major version with an image under images.postgresql in ${environment.file}`,
          remedy: 'Add the image there, or set postgresql.image.',
        },
      ];
    },
  },
  {
    id: 'image-version',
    level: 'error',
    summary: 'The tag of an image must carry the major version that the cluster asks for.',
    detail: 'CloudNativePG reads the major version from the tag; a different one would be an unplanned major upgrade.',
    source: 'CloudNativePG 1.30: version from the image tag',
    breaches: ({ cluster: { postgresql } }) => {
      const tagged = /:(\d+)[^:/]*(?:@|$)/.exec(postgresql.image ?? '')?.[1];
      return tagged === undefined || Number(tagged) === postgresql.version
        ? []
        : [
            {
              path: ['postgresql', 'image'],
              found: `an image of PostgreSQL ${tagged}`,
              expected: `one of PostgreSQL ${postgresql.version}`,
            },
          ];
    },
  },
  {
    id: 'image-digest',
    level: 'warning',
    summary: 'An image without a digest can change under its name.',
    detail: 'Two instances may then run different builds. Pin it: name:tag@sha256:….',
    source: 'house rule',
    breaches: ({ cluster: { postgresql } }) =>
      postgresql.image === undefined || postgresql.image.includes('@sha256:')
        ? []
        : [{ path: ['postgresql', 'image'], found: 'an image without a digest', expected: 'name:tag@sha256:…' }],
  },
  {
    id: 'duplicate-name',
    level: 'error',
    summary: 'Services, tablespaces, extensions and roles have names of their own.',
    detail:
      "A service's role is its name with underscores; it cannot be the owner of the database, nor another service's.",
    source: 'PostgreSQL: roles are unique in a cluster',
    breaches: ({ cluster }) => [
      ...repeated(
        cluster.services.map(({ name }) => name.replaceAll('-', '_')),
        [cluster.database.owner, `${cluster.database.name}_connect`],
      ).map(({ name, position }) => ({
        path: ['services', position, 'name'],
        found: `the role ${name} a second time`,
        expected: 'a role of its own',
      })),
      ...repeated(
        cluster.tablespaces.map(({ name }) => name),
        [],
      ).map(({ name, position }) => ({
        path: ['tablespaces', position, 'name'],
        found: `the tablespace ${name} a second time`,
        expected: 'each tablespace once',
      })),
      ...repeated(
        cluster.database.extensions.map(({ name }) => name),
        [],
      ).map(({ name, position }) => ({
        path: ['database', 'extensions', position],
        found: `the extension ${name} a second time`,
        expected: 'each extension once',
      })),
      ...repeated([cluster.database.owner], [`${cluster.database.name}_connect`]).map(({ name }) => ({
        path: ['database', 'owner'],
        found: `the role ${name}, which services join to connect`,
        expected: 'a role of its own',
      })),
    ],
  },
  {
    id: 'service-role',
    level: 'error',
    summary:
      "A service's name must make a PostgreSQL role: a letter first, and none that PostgreSQL or CloudNativePG keep for themselves.",
    detail:
      'The role is the name with underscores for hyphens; postgres, streaming_replica, public, pg_… and cnpg_… are taken.',
    source: 'CloudNativePG 1.30 webhook: reserved roles; PostgreSQL: CREATE ROLE',
    breaches: ({ cluster }) =>
      cluster.services.flatMap(({ name }, position) =>
        /^[a-z]/.test(name) && !/^(?:postgres|public|streaming-replica|pg-.*|cnpg-.*)$/.test(name)
          ? []
          : [
              {
                path: ['services', position, 'name'],
                found: JSON.stringify(name),
                expected: 'a name that starts with a letter and is not reserved',
              },
            ],
      ),
  },
  {
    id: 'limits-below-requests',
    level: 'error',
    summary: 'Limits may not be below requests.',
    detail: 'CloudNativePG refuses such a cluster, and Kubernetes the pods of such a pooler, which would never start.',
    source: 'CloudNativePG 1.30 webhook: resources; Kubernetes: resource requests and limits',
    breaches: ({ cluster }) => [
      ...limitsBelowRequests(cluster.resources, ['resources']),
      ...poolersOf(cluster).flatMap(({ type, resources }) =>
        limitsBelowRequests(resources, ['poolers', type, 'resources']),
      ),
    ],
  },
  {
    id: 'locale-provider',
    level: 'error',
    summary: 'A locale of ICU or of PostgreSQL itself needs its provider, and that a PostgreSQL that knows it.',
    detail:
      'icuLocale stands beside localeProvider icu, builtinLocale beside localeProvider builtin. PostgreSQL 16 can be told a provider; builtin came with 17.',
    source: 'CloudNativePG 1.30 CRD: bootstrap.initdb; PostgreSQL: initdb',
    breaches: ({ cluster: { database, postgresql } }) => {
      const { localeProvider, icuLocale, builtinLocale } = database;
      const since = localeProvider === 'builtin' ? 17 : 16;
      return [
        ...(localeProvider !== undefined && postgresql.version < since
          ? [
              {
                path: ['database', 'localeProvider'],
                found: `${localeProvider} with PostgreSQL ${postgresql.version}`,
                expected: `PostgreSQL ${since} or newer`,
              },
            ]
          : []),
        ...(icuLocale !== undefined && localeProvider !== 'icu'
          ? [
              {
                path: ['database', 'icuLocale'],
                found: 'icuLocale without its provider',
                expected: 'localeProvider: icu',
              },
            ]
          : []),
        ...(builtinLocale !== undefined && localeProvider !== 'builtin'
          ? [
              {
                path: ['database', 'builtinLocale'],
                found: 'builtinLocale without its provider',
                expected: 'localeProvider: builtin',
              },
            ]
          : []),
      ];
    },
  },
  {
    id: 'storage-class',
    level: 'warning',
    summary: 'A storage class that the environment does not own must exist already.',
    detail:
      'A claim for a class that does not exist waits for ever, and the cluster with it. Add it under storageClasses, or make sure that it is there.',
    source: 'Kubernetes: persistent volumes',
    breaches: ({ cluster, environment }) => {
      const owned = Object.keys(environment.storageClasses);
      return owned.length === 0
        ? []
        : classesOf(cluster)
            .filter(({ name }) => !owned.includes(name))
            .map(({ name, path }) => ({
              path,
              found: name,
              expected: `one of ${owned.join(', ')}, or a class that exists already`,
            }));
    },
  },
];

/** Every rule about a cluster, for `explain` and for the reading. */
export const CLUSTER_RULES: readonly Rule<ClusterInEnvironment>[] = [
  ...identityRules,
  ...parameterRules,
  ...memoryRules,
  ...synchronousRules,
  ...connectionRules,
  ...archiveRules,
  ...verificationRules,
  ...monitoringRules,
  ...originRules,
  ...noteRules,
];

/** What the rules find in a cluster. */
export function clusterFindings(subject: ClusterInEnvironment, locate: LocateIntent): readonly Finding[] {
  return findingsOf(CLUSTER_RULES, subject, locate);
}

function repeated(
  names: readonly string[],
  taken: readonly string[],
): readonly { readonly name: string; readonly position: number }[] {
  return names.flatMap((name, position) =>
    names.indexOf(name) < position || taken.includes(name) ? [{ name, position }] : [],
  );
}

function limitsBelowRequests({ cpu, memory, limits }: Resources, path: KeyPath): readonly Breach[] {
  const below = (limit: number | undefined, request: number | undefined) => (limit ?? Infinity) < (request ?? 0);
  return [
    ...(limits?.cpu !== undefined && below(cpuMillicores(limits.cpu), cpuMillicores(cpu))
      ? [{ path: [...path, 'limits', 'cpu'], found: limits.cpu, expected: `at least ${cpu}` }]
      : []),
    ...(limits?.memory !== undefined && below(quantityBytes(limits.memory), quantityBytes(memory))
      ? [{ path: [...path, 'limits', 'memory'], found: limits.memory, expected: `at least ${memory}` }]
      : []),
  ];
}

/** `a` and `a-b` of `a-b-c`. */
function prefixesOf(name: string): readonly string[] {
  const words = name.split('-');
  return words.slice(1).map((_, count) => words.slice(0, count + 1).join('-'));
}

/** What a cluster and one whose name begins its own would both make. */
function sharedNames(cluster: Cluster, other: Cluster): readonly Breach[] {
  const rest = cluster.name.slice(other.name.length + 1);
  const services = new Set(other.services.map(({ name }) => name));
  const hyphens = ({ database }: Cluster) => database.name.replaceAll('_', '-');
  return [
    ...cluster.services.flatMap(({ name }, position) =>
      services.has(`${rest}-${name}`)
        ? [
            {
              path: ['services', position, 'name'],
              found: `${name}, whose Secrets ${other.name} makes for ${rest}-${name}`,
              expected: 'a name of its own',
            },
          ]
        : [],
    ),
    ...(hyphens(other) === `${rest}-${hyphens(cluster)}`
      ? [
          {
            path: ['database', 'name'],
            found: `${cluster.database.name}, whose object ${other.name} makes for ${other.database.name}`,
            expected: 'a name of its own',
          },
        ]
      : []),
  ];
}

/** Every storage class that a cluster asks for by name. */
function classesOf({
  storage,
  walStorage,
  tablespaces,
}: Cluster): readonly { readonly name: string; readonly path: KeyPath }[] {
  const asked = [
    { class: storage.class, path: ['storage', 'class'] },
    { class: walStorage === 'none' ? undefined : walStorage.class, path: ['walStorage', 'class'] },
    ...tablespaces.map((tablespace, position) => ({
      class: tablespace.class,
      path: ['tablespaces', position, 'class'],
    })),
  ];
  return asked.flatMap(({ class: name, path }) => (name === undefined ? [] : [{ name, path }]));
}
