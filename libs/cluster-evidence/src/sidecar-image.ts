import type { KubeObject } from '@postgres-ha/kube-manifest';
import { seen, unseen, type Look } from '@postgres-ha/diagnosis';
import { fieldsOf, getObject, listOf, textOf } from '@postgres-ha/kube-api';
import { SECRET } from './kinds.ts';
import { patienceOf, unseenOf, type Lookout } from './lookout.ts';
import { containerOf } from './pods.ts';

const SIDECAR = 'plugin-barman-cloud';

/** The image of the plugin's sidecar: that of an instance, or else what the plugin would give to one. */
export async function sidecarImage(
  lookout: Lookout,
  { instances, plugin }: { readonly instances: readonly KubeObject[]; readonly plugin: Look<KubeObject> },
): Promise<Look<string>> {
  const running = instances.map((pod) => containerOf(pod, SIDECAR)?.image).find((image) => image !== undefined);
  if (running !== undefined) return seen(running);
  if (plugin.kind === 'unseen') return plugin;
  const containers = listOf(fieldsOf(fieldsOf(fieldsOf(plugin.value['spec'])['template'])['spec'])['containers']);
  const variable = containers.flatMap(({ env }) => listOf(env)).find(({ name }) => name === 'SIDECAR_IMAGE');
  const image = textOf(variable?.['value']);
  if (image !== '') return seen(image);
  const { name, key } = fieldsOf(fieldsOf(variable?.['valueFrom'])['secretKeyRef']);
  if (typeof name !== 'string' || typeof key !== 'string') {
    return unseen('absent', 'the plugin does not say which image its sidecar has');
  }
  const namespace = lookout.target.operatorNamespace;
  const answer = await lookout.inLane(() =>
    getObject(lookout.connection, { type: SECRET, namespace, name }, patienceOf(lookout)),
  );
  if (answer.kind !== 'answered')
    return unseenOf(answer, `image of the plugin's sidecar in Secret ${namespace}/${name}`);
  return seen(Buffer.from(textOf(fieldsOf(answer.value['data'])[key]), 'base64').toString('utf8'));
}
