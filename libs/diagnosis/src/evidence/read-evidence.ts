import { at } from '../reading/fields.ts';
import { EVIDENCE_PARTS, OBJECT_LOOK, OPERATOR_PARTS } from './evidence-schema.ts';
import { EVIDENCE_FORMAT, WATCHED_KINDS, type Evidence, type WatchedKind } from './evidence.ts';
import { unseen, type NotSeen } from './look.ts';

export interface ReadEvidence {
  readonly evidence: Evidence;
  /** Parts that are missing or in a form that is not known; nothing is concluded from their absence. */
  readonly damaged: readonly string[];
}

/** Beginning of the time that Dates have: whatever is compared with it is in the future, and nothing is old. */
const NO_TIME = '1970-01-01T00:00:00.000Z';

const NOT_READ: NotSeen = unseen('unreadable', 'not in this evidence');

/**
 * Evidence as it was gathered, recorded or sent, whatever became of it on the way: what cannot be read was not seen. Never throws.
 */
export function readEvidence(recorded: unknown): ReadEvidence {
  const damaged: string[] = [];
  const part = <K extends keyof typeof EVIDENCE_PARTS>(name: K, otherwise: Evidence[K]): Evidence[K] => {
    const read = EVIDENCE_PARTS[name].safeParse(at(recorded, name));
    if (!read.success) damaged.push(name);
    return read.success ? read.data : otherwise;
  };
  const operator = <K extends keyof Evidence['operator']>(
    name: K,
    otherwise: Evidence['operator'][K],
  ): Evidence['operator'][K] => {
    const read = OPERATOR_PARTS[name].safeParse(at(recorded, 'operator', name));
    if (!read.success) damaged.push(`operator.${name}`);
    return read.success ? read.data : otherwise;
  };
  const evidence: Evidence = {
    format: part('format', EVIDENCE_FORMAT),
    takenAt: part('takenAt', NO_TIME),
    target: part('target', { namespace: 'unknown', cluster: 'unknown', operatorNamespace: 'unknown' }),
    intent: part('intent', NOT_READ),
    kubernetes: part('kubernetes', NOT_READ),
    cluster: part('cluster', NOT_READ),
    objects: Object.fromEntries(
      WATCHED_KINDS.map((kind) => [kind, OBJECT_LOOK.parse(at(recorded, 'objects', kind))]),
    ) as Record<WatchedKind, Evidence['objects'][WatchedKind]>,
    events: part('events', NOT_READ),
    operator: {
      deployment: operator('deployment', NOT_READ),
      pods: operator('pods', NOT_READ),
      plugin: operator('plugin', NOT_READ),
      pluginPods: operator('pluginPods', NOT_READ),
      services: operator('services', NOT_READ),
      endpoints: operator('endpoints', NOT_READ),
      logs: operator('logs', []),
      access: operator('access', NOT_READ),
      definitions: operator('definitions', NOT_READ),
      webhooks: operator('webhooks', NOT_READ),
    },
    admission: part('admission', NOT_READ),
    logs: part('logs', []),
    instances: part('instances', []),
    poolers: part('poolers', []),
    reaches: part('reaches', []),
    objectStore: part('objectStore', NOT_READ),
    certificates: part('certificates', NOT_READ),
    secrets: part('secrets', []),
    volumes: part('volumes', NOT_READ),
    proofs: part('proofs', NOT_READ),
    watch: part('watch', NOT_READ),
    alerts: part('alerts', NOT_READ),
    cut: part('cut', []),
  };
  return { evidence, damaged };
}
