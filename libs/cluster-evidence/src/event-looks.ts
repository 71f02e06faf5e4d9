import type { KubeObject } from '@postgres-ha/kube-manifest';
import { seen, type Look } from '@postgres-ha/diagnosis';
import { fieldsOf, textOf } from '@postgres-ha/kube-api';
import { EVENT } from './kinds.ts';
import { listSeen, lookAtList, type Lookout } from './lookout.ts';

/** The newest of each namespace; Kubernetes keeps an hour of them. */
const MOST = 1000;

/** Events of the cluster's and of the operator's namespace, oldest first. */
export async function lookAtEvents(lookout: Lookout): Promise<Look<readonly KubeObject[]>> {
  const { namespace, operatorNamespace } = lookout.target;
  const looks = await Promise.all(
    [...new Set([namespace, operatorNamespace])].map((place) => lookAtList(lookout, { type: EVENT, namespace: place })),
  );
  const own = looks[0];
  if (own?.kind === 'unseen') return own;
  return seen(looks.flatMap((look) => listSeen(look).toSorted(byTime).slice(-MOST)).toSorted(byTime));
}

function byTime(a: KubeObject, b: KubeObject): number {
  const [first, second] = [timeOf(a), timeOf(b)];
  return first < second ? -1 : Number(first > second);
}

/** Events that repeat have a series; new ones have only a time of their own. */
function timeOf(event: KubeObject): string {
  return (
    textOf(fieldsOf(event['series'])['lastObservedTime']) ||
    textOf(event['lastTimestamp']) ||
    textOf(event['eventTime']) ||
    textOf(fieldsOf(event.metadata)['creationTimestamp'])
  );
}
