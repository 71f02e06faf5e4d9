import type { JudgedKind } from '@postgres-ha/admission';
import type { JsonMap } from '../object/json.ts';
import type { Prepared } from '../server/live-objects.ts';
import { KINDS } from './all-bases.ts';
import type { Base } from './base.ts';
import { laidOverPlainest } from './plainest.ts';
import { vectorsOf, type UpdateVector } from './vectors.ts';

/** What is there before updates: valid objects, the old sides of rules' examples, and clusters whose status says something. */
export function preparedObjects(bases: readonly Base[]): readonly Prepared[] {
  return [...bases.filter(({ name }) => !name.startsWith('variant')), ...vectors(), ...STATUSES.map(withStatus)];
}

function vectors(): readonly Prepared[] {
  return KINDS.flatMap((kind) => vectorsOf(kind).updates.map((vector) => preparedVector(kind, vector)));
}

/** The old side of an example. */
export function preparedVector(kind: JudgedKind, { before, status }: UpdateVector): Prepared {
  return { name: `vector: ${before.name}`, kind, object: laidOverPlainest(kind, before), ...(status && { status }) };
}

interface StatusCase {
  readonly name: string;
  readonly spec: JsonMap;
  readonly status: JsonMap;
}

const ORIGIN = { externalClusters: [{ name: 'origin', connectionParameters: { host: 'h' } }] };
const SWITCHING = { switchReplicaClusterStatus: { inProgress: true } };

const STATUSES: readonly StatusCase[] = [
  ...[13, 14, 15, 16, 17, 18].map((majorVersion) => ({
    name: `data of PostgreSQL ${majorVersion}`,
    spec: { imageName: `pg:${majorVersion}.1` },
    status: { pgDataImageInfo: { image: `pg:${majorVersion}.1`, majorVersion } },
  })),
  {
    name: 'data of another major than the image',
    spec: {},
    status: { pgDataImageInfo: { image: 'pg:16.1', majorVersion: 16 } },
  },
  {
    name: 'becoming a primary',
    spec: {
      ...ORIGIN,
      replica: { enabled: true, source: 'origin' },
      bootstrap: { pg_basebackup: { source: 'origin' } },
    },
    status: SWITCHING,
  },
  { name: 'becoming a replica', spec: { ...ORIGIN, replica: { enabled: false, source: 'origin' } }, status: SWITCHING },
  {
    name: 'not switching',
    spec: { ...ORIGIN, replica: { enabled: false, source: 'origin' } },
    status: { switchReplicaClusterStatus: { inProgress: false } },
  },
];

function withStatus({ name, spec, status }: StatusCase): Prepared {
  const kind: JudgedKind = 'Cluster';
  return { name: `status: ${name}`, kind, object: laidOverPlainest(kind, { name, spec }), status };
}
