import type { JudgedCase } from './cases/judged-case.ts';
import type { Difference } from './difference.ts';
import { isMap, valueAt, type JsonMap } from './object/json.ts';

/** A way in which the offline judgement is known to differ from the server's, and why that stays so. */
export interface KnownDisagreement {
  readonly id: string;
  readonly because: string;
  readonly matches: (difference: Difference, judged: JudgedCase) => boolean;
}

/** Where such a stored object is refused, as the webhook prints it. */
const SCHEMA_FIRST = ['spec.minSyncReplicas FieldValueInvalid', 'spec.podSelectorRefs[1].name FieldValueDuplicate'];

export const KNOWN_DISAGREEMENTS: readonly KnownDisagreement[] = [
  {
    id: 'volume-snapshot-crd',
    because: 'Whether the VolumeSnapshot CRD was there when the operator started is a fact of the Kubernetes cluster.',
    matches: (difference, { kind }) =>
      (kind === 'Backup' || kind === 'ScheduledBackup') && onlyServerSays(difference, 'spec.method FieldValueInvalid'),
  },
  {
    id: 'pod-patch-apply',
    because:
      'Whether a patch applies is known only from the Pod that the operator would build, with its settings and the state of the cluster.',
    matches: (difference, { object }) =>
      onlyServerSays(difference, 'metadata.annotations.cnpg.io/podPatch FieldValueInvalid') &&
      decodes(podPatchOf(object)),
  },
  {
    id: 'schema-refuses-first',
    because:
      'These checks of the webhook are not ported, because the schema refuses the same first. Only where an object was stored under a laxer schema, and the field is left as it is, does the schema let it be and the webhook not.',
    matches: (difference, { before }) =>
      before !== undefined && SCHEMA_FIRST.some((fault) => onlyServerSays(difference, fault)),
  },
  {
    id: 'status-unknown-field',
    because:
      'Only controllers write a status, so the committed schemas leave it out; offline, whatever a file says there is let be.',
    matches: ({ server }) => server.length > 0 && server.every((fault) => fault.startsWith('status.')),
  },
];

export function knownDisagreement(difference: Difference, judged: JudgedCase): KnownDisagreement | undefined {
  return KNOWN_DISAGREEMENTS.find(({ matches }) => matches(difference, judged));
}

function podPatchOf(object: JsonMap): string {
  const annotations = valueAt(object, ['metadata', 'annotations']);
  const patch = isMap(annotations) ? annotations['cnpg.io/podPatch'] : undefined;
  return typeof patch === 'string' ? patch : '';
}

/** Whether a text is a list of operations, which the offline rules know as well. */
function decodes(patch: string): boolean {
  try {
    return Array.isArray(JSON.parse(patch));
  } catch {
    return false;
  }
}

/** Whether it is the one thing that the two differ in, so that nothing hides behind it. */
function onlyServerSays({ kind, server, offline }: Difference, fault: string): boolean {
  return kind !== 'stage' && offline.length === 0 && server.length === 1 && server[0] === fault;
}
