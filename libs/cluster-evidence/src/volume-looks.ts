import type { KubeObject } from '@postgres-ha/kube-manifest';
import { seen, unseen, type Look, type VolumeUse } from '@postgres-ha/diagnosis';
import { fieldsOf, kubeletSummary, listOf, textOf } from '@postgres-ha/kube-api';
import { patienceOf, unseenOf, type Lookout } from './lookout.ts';

/** How full volumes are, as the kubelets say: for pods whose instance does not answer. */
export async function lookAtVolumes(
  lookout: Lookout,
  pods: readonly KubeObject[],
): Promise<Look<readonly VolumeUse[]>> {
  const names = new Set(pods.map(({ metadata }) => metadata.name));
  const nodes = [...new Set(pods.map((pod) => textOf(fieldsOf(pod['spec'])['nodeName'])))].filter(
    (node) => node !== '',
  );
  if (nodes.length === 0) return unseen('skipped', 'kubelets: every instance that has a node was asked itself');
  const answers = await Promise.all(
    nodes.map((node) => lookout.inLane(() => kubeletSummary(lookout.connection, node, patienceOf(lookout)))),
  );
  const failed = answers.find(({ kind }) => kind !== 'answered');
  if (failed !== undefined && failed.kind !== 'answered') return unseenOf(failed, 'stats of kubelets');
  return seen(
    answers
      .flatMap((answer) => (answer.kind === 'answered' ? readSummary(answer.value) : []))
      .filter(({ pod }) => names.has(pod)),
  );
}

export function readSummary(text: string): readonly VolumeUse[] {
  let summary: unknown;
  try {
    summary = JSON.parse(text);
  } catch {
    return [];
  }
  return listOf(fieldsOf(summary)['pods']).flatMap((pod) =>
    listOf(pod['volume']).flatMap((volume): VolumeUse[] => {
      const claim = textOf(fieldsOf(volume['pvcRef'])['name']);
      const { capacityBytes, availableBytes, inodesFree } = volume;
      if (claim === '' || typeof capacityBytes !== 'number' || typeof availableBytes !== 'number') return [];
      return [
        {
          ...{ claim, pod: textOf(fieldsOf(pod['podRef'])['name']), size: capacityBytes, free: availableBytes },
          freeInodes: typeof inodesFree === 'number' ? inodesFree : null,
        },
      ];
    }),
  );
}
