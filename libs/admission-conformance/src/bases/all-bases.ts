import { CRDS, type JudgedKind } from '@postgres-ha/admission';
import { patched } from '../object/object-patch.ts';
import type { Base } from './base.ts';
import { CLUSTER_FRAGMENTS } from './cluster-fragments.ts';
import { OTHER_FRAGMENTS } from './other-fragments.ts';
import { laidOverPlainest, plainest } from './plainest.ts';
import { renderedBases } from './rendered-objects.ts';
import { sampleValue } from './sample-value.ts';

export const KINDS: readonly JudgedKind[] = Object.keys(CRDS) as readonly JudgedKind[];

/** Every valid object that mutations begin with. */
export function allBases(): readonly Base[] {
  return [...handWrittenBases(), ...sampledBases(), ...renderedBases()];
}

function handWrittenBases(): readonly Base[] {
  return KINDS.flatMap((kind) => {
    const fragments = kind === 'Cluster' ? CLUSTER_FRAGMENTS : OTHER_FRAGMENTS[kind];
    return fragments.map((fragment) => ({
      name: `by hand: ${fragment.name}`,
      kind,
      object: laidOverPlainest(kind, fragment),
    }));
  });
}

/** For each field of a Cluster and a Pooler that nobody writes out by hand: the plainest object with all that its schema knows. */
const SAMPLED: Readonly<Partial<Record<JudgedKind, readonly (readonly string[])[]>>> = {
  Cluster: [
    ['affinity'],
    [
      'topologySpreadConstraints',
      'podSecurityContext',
      'securityContext',
      'seccompProfile',
      'schedulerName',
      'priorityClassName',
    ],
    ['projectedVolumeTemplate', 'imagePullSecrets', 'imagePullPolicy', 'description', 'logLevel', 'enablePDB'],
    ['ephemeralVolumeSource'],
    [
      'probes',
      'failoverDelay',
      'startDelay',
      'stopDelay',
      'smartShutdownTimeout',
      'switchoverDelay',
      'livenessProbeTimeout',
    ],
    ['storage', 'walStorage', 'tablespaces', 'postgresUID', 'postgresGID'],
    ['managed', 'env', 'envFrom'],
    ['externalClusters'],
    ['monitoring', 'inheritedMetadata'],
  ],
  ObjectStore: [['instanceSidecarConfiguration']],
  Pooler: [['template'], ['serviceTemplate', 'deploymentStrategy', 'monitoring', 'pgbouncer']],
};

function sampledBases(): readonly Base[] {
  return KINDS.flatMap((kind) =>
    (SAMPLED[kind] ?? []).map((fields) => {
      const schema = CRDS[kind].schema.properties?.['spec']?.properties ?? {};
      const base = plainest(kind);
      const steps = fields.map((field) => {
        const below = schema[field];
        if (below === undefined) throw new Error(`${kind} has no spec.${field}`);
        return { op: 'set', path: ['spec', field], value: sampleValue(below, `spec.${field}`) } as const;
      });
      return { name: `sampled: ${fields.join(', ')}`, kind, object: patched(base, steps) };
    }),
  );
}
