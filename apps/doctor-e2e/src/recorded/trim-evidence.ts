import type { Evidence, LogEnd } from '@postgres-ha/diagnosis';
import type { KubeObject } from '@postgres-ha/kube-manifest';

/** Enough to show how it goes on. */
const LAST_LINES = 6;
const TELLING_LINES = 6;
const LINE_LENGTH = 900;
const EVENTS = 15;
/** Where this machine keeps the rig's volumes is nobody's business. */
const VOLUME_PATH = '/var/lib/rig/volumes/';

/**
 * Takes away from recorded evidence what no check asks for, and what says where it was recorded: so much that it can be kept beside the tests, and so
 * little that it is judged as it was.
 */
export function trimEvidence(evidence: Evidence): Evidence {
  const { namespace } = evidence.target;
  const { objects, operator } = evidence;
  return leanValue({
    ...evidence,
    objects: {
      ...objects,
      PersistentVolume: listOf(objects.PersistentVolume, (volume) => claimNamespace(volume) === namespace),
    },
    events: leanEvents(evidence.events),
    logs: evidence.logs.map(leanLog),
    operator: { ...operator, logs: operator.logs.map(leanLog) },
  }) as Evidence;
}

type ListLook = Evidence['events'];

function listOf(look: ListLook, keep: (object: KubeObject) => boolean, most = Infinity): ListLook {
  return look.kind === 'seen' ? { ...look, value: look.value.filter(keep).slice(-most) } : look;
}

/** An event of its own says what a dozen of its kind say. */
function leanEvents(look: ListLook): ListLook {
  const kept = listOf(look, () => true, EVENTS);
  if (kept.kind !== 'seen') return kept;
  return {
    ...kept,
    value: kept.value.map((event) => {
      const { name, namespace = '' } = event.metadata;
      const told = Object.entries(event).filter(([key]) => !REPORTED_BY.has(key));
      return { ...(Object.fromEntries(told) as KubeObject), metadata: { name, namespace } };
    }),
  };
}

const REPORTED_BY = new Set(['source', 'reportingComponent', 'reportingInstance']);

function claimNamespace({ spec }: KubeObject): unknown {
  return (spec as { readonly claimRef?: { readonly namespace?: string } } | undefined)?.claimRef?.namespace;
}

function leanLog(log: LogEnd): LogEnd {
  if (log.lines.kind !== 'seen') return log;
  const lines = log.lines.value.map((line) => line.replace(/,"stacktrace":"(?:[^"\\]|\\.)*"/, ''));
  const rest = lines.slice(0, -LAST_LINES);
  const telling = rest.filter((line) => /"level":"error"|ERROR|FATAL|PANIC/.test(line)).slice(-TELLING_LINES);
  return {
    ...log,
    lines: { ...log.lines, value: [...telling, ...lines.slice(-LAST_LINES)].map((line) => line.slice(0, LINE_LENGTH)) },
  };
}

/** Fields that are large and say nothing here. */
const LEFT_OUT = new Set([
  'managedFields',
  'caBundle',
  'cnpg.io/podSpec',
  'kubectl.kubernetes.io/last-applied-configuration',
  'uid',
  'securityContext',
  'tolerations',
  'selfLink',
]);

function leanValue(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return key === 'images' ? [] : value.map((each) => leanValue(each));
  if (typeof value === 'string') return value.replace(/^\/tmp\/\S*\/volumes\//, VOLUME_PATH);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (LEFT_OUT.has(name) ? [] : [[name, leanValue(each, name)]])),
  );
}
