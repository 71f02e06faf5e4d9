import type { StateRule } from '../rule.ts';
import { byteLength } from '../values/byte-length.ts';
import { goLowerCase } from '../values/lower-case.ts';
import { CLUSTER_ERROR, type Faults, faultsOf, WEBHOOK } from './cluster-error.ts';
import type { ClusterResource } from './cluster-resource.ts';

const IDENTIFIER = /^[a-zA-Z_][a-zA-Z0-9_$]*$/;
const MAX_BYTES = 63;
const NAMES = `${WEBHOOK}: validateTablespaceNames`;
const VALID_NAME = `${NAMES}; pkg/postgres/identifier.go: IsTablespaceNameValid`;

/** Rules about the names of tablespaces. */
export const tablespaceRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'tablespace-duplicate',
    summary: 'Each tablespace has a name of its own; capitals make no difference.',
    remedy: 'Rename one of the two.',
    source: NAMES,
    breaches: (cluster) => faultsOf(nameFaults(cluster), 'tablespace-duplicate'),
    vectors: { fails: named('a', 'A'), passes: named('a', 'B') },
  },
  {
    ...CLUSTER_ERROR,
    id: 'tablespace-reserved',
    summary: 'Names of tablespaces that start with pg_ belong to PostgreSQL.',
    remedy: 'Choose another name.',
    source: VALID_NAME,
    breaches: (cluster) => faultsOf(nameFaults(cluster), 'tablespace-reserved'),
    vectors: { fails: named('pg_x'), passes: named('Pg_x') },
  },
  {
    ...CLUSTER_ERROR,
    id: 'tablespace-identifier',
    summary: 'A tablespace is named by a letter or underscore, then letters, digits, underscores and dollar signs.',
    remedy: 'Choose such a name: it is used without quotes.',
    source: VALID_NAME,
    breaches: (cluster) => faultsOf(nameFaults(cluster), 'tablespace-identifier'),
    vectors: { fails: named('a-b'), passes: named('a_b') },
  },
  {
    ...CLUSTER_ERROR,
    id: 'tablespace-length',
    summary: 'The name of a tablespace has at most 63 characters.',
    remedy: 'Shorten it: PostgreSQL would cut it.',
    source: VALID_NAME,
    breaches: (cluster) => faultsOf(nameFaults(cluster), 'tablespace-length'),
    vectors: { fails: named('a'.repeat(64)), passes: named('a'.repeat(63)) },
  },
  {
    ...CLUSTER_ERROR,
    id: 'tablespace-volume-clash',
    summary:
      "The volumes of two tablespaces are not named alike: in a volume's name underscore and dollar sign are hyphens.",
    remedy: 'Rename one of the two so that they differ in a letter or digit.',
    source: `${NAMES}; pkg/specs/volumes.go: VolumeMountNameForTablespace`,
    breaches: (cluster) => faultsOf(nameFaults(cluster), 'tablespace-volume-clash'),
    vectors: { fails: named('a_b', 'a$b'), passes: named('a_b', 'a$c') },
  },
  {
    ...CLUSTER_ERROR,
    id: 'snapshot-class-tablespace',
    summary: 'A snapshot class is set for a tablespace that the cluster has.',
    remedy: 'Write the name as in tablespaces, capitals included, or remove the entry.',
    source: `${WEBHOOK}: validateTablespaceBackupSnapshot`,
    breaches: ({ spec: { backup, tablespaces = [] } }) => {
      const path = ['spec', 'backup', 'volumeSnapshot', 'tablespaceClassName'];
      return Object.keys(backup?.volumeSnapshot?.tablespaceClassName ?? {})
        .filter((tablespace) => !tablespaces.some(({ name }) => name === tablespace))
        .map((tablespace) => ({
          path: [...path, tablespace],
          found: `${tablespace}, not in tablespaces`,
          reported: path.join('.'),
        }));
    },
    vectors: {
      fails: snapshotted({ T: 'c' }),
      passes: snapshotted({ t: 'c' }),
    },
  },
];

type NameRule =
  | 'tablespace-duplicate'
  | 'tablespace-reserved'
  | 'tablespace-identifier'
  | 'tablespace-length'
  | 'tablespace-volume-clash';

/** A repeated name is not looked at further; of the faults of a name the first is told, and a clash besides. */
function nameFaults({ spec: { tablespaces = [] } }: ClusterResource): Faults<NameRule> {
  const names = tablespaces.map(({ name }) => name);
  const firsts = names.map((name) => names.findIndex((other) => goLowerCase(other) === goLowerCase(name)));
  return names.flatMap((name, index): Faults<NameRule> => {
    const place = { path: ['spec', 'tablespaces', index, 'name'], reported: `spec.tablespaces[${index}]` };
    const earlier = names.slice(0, index).filter((_, other) => firsts[other] === other);
    const first = firsts[index] ?? index;
    if (first !== index) {
      return [['tablespace-duplicate', { ...place, found: `${name}, after ${names[first] ?? ''}` }]];
    }
    const fault = faultOf(name);
    const clash = earlier.find((other) => volumeName(other) === volumeName(name));
    return [
      ...(fault === undefined ? [] : ([[fault, { ...place, found: JSON.stringify(name) }]] as const)),
      ...(clash === undefined
        ? []
        : ([['tablespace-volume-clash', { ...place, found: `${clash} and ${name}: ${volumeName(name)}` }]] as const)),
    ];
  });
}

function faultOf(name: string): NameRule | undefined {
  if (name.startsWith('pg_')) return 'tablespace-reserved';
  if (!IDENTIFIER.test(name)) return 'tablespace-identifier';
  return byteLength(name) > MAX_BYTES ? 'tablespace-length' : undefined;
}

function volumeName(tablespace: string): string {
  return `tbs-${goLowerCase(tablespace.replace(/^_/, '1').replace(/[$_]/g, '-'))}`;
}

function named(...names: readonly string[]) {
  return { spec: { tablespaces: names.map((name) => ({ name, storage: { size: '1Gi' } })) } };
}

function snapshotted(tablespaceClassName: Readonly<Record<string, string>>) {
  return { spec: { ...named('t').spec, backup: { volumeSnapshot: { tablespaceClassName } } } };
}
