import { admit, isJudged, ruleText, type AdmissionFinding } from '@postgres-ha/admission';
import { intentPlace } from '@postgres-ha/database-cluster';
import type { Cluster, Finding, LocateIn } from '@postgres-ha/environment';
import { formatKeyPath } from '@postgres-ha/environment';
import { describeObject, type KubeObject } from '@postgres-ha/kube-manifest';

/** What is put before the id of a rule of the operator, so that nobody takes it for one of this project's own. */
export const OPERATOR_RULE = 'cnpg/';

interface Origin {
  readonly cluster: Cluster;
  readonly locate: LocateIn;
}

/** Whose rules they are judged by. */
interface Operated {
  /** The version of CloudNativePG that the environment pins. */
  readonly operator: string;
}

/** What the API server and CloudNativePG would say of a cluster's rendered objects, at the places where people wrote what is said. */
export function admissionFindings(objects: readonly KubeObject[], origin: Origin & Operated): readonly Finding[] {
  return objects.filter(isJudged).flatMap((object) => {
    const { denials, warnings } = admit({ object, operator: origin.operator });
    return [
      ...denials.map((denial): Finding => ({ level: 'error', problem: problemOf(denial, object, origin) })),
      ...warnings.map((warning): Finding => ({ level: 'warning', problem: problemOf(warning, object, origin) })),
    ];
  });
}

/** A finding of the operator as a problem of a person's file. */
export function problemOf(
  { rule, path, reported, found, expected }: AdmissionFinding,
  object: KubeObject,
  { cluster, locate }: Origin,
): Finding['problem'] {
  const place = intentPlace(object, path, cluster);
  const { summary, remedy } = ruleText(rule);
  return {
    id: `${OPERATOR_RULE}${rule}`,
    ...locate(place.in === 'cluster' ? cluster.name : undefined)(place.path),
    at: formatKeyPath(place.path),
    found: `${found} at ${reported} of ${describeObject(object)}`,
    expected: expected ?? asExpected(summary),
    remedy,
  };
}

/** A rule's sentence behind the word "expected". Names such as CloudNativePG, WAL and wal_level are written as they are. */
function asExpected(summary: string): string {
  const clause = summary.replace(/^[A-Z][a-z]*(?=[ ,])/, (word) => word.toLowerCase()).replace(/\.$/, '');
  return `that ${clause}`;
}
