import { answered, type Answer } from './answer.ts';
import type { KubeConnection } from './connection.ts';
import { fieldsOf, listOf, textOf } from './json.ts';
import { askJson } from './read-objects.ts';
import { groupPath, type ResourceType } from './resource.ts';
import type { Patience } from './send.ts';

/** @returns such as `v1.34.1` */
export async function serverVersion(connection: KubeConnection, patience: Patience): Promise<Answer<string>> {
  const answer = await askJson(connection, { method: 'GET', path: '/version' }, patience);
  return answer.kind === 'answered' ? answered(textOf(answer.value['gitVersion'])) : answer;
}

/** Groups of the API with their versions, the preferred one first. Nobody needs a right to ask. */
export async function servedGroups(
  connection: KubeConnection,
  patience: Patience,
): Promise<Answer<ReadonlyMap<string, readonly string[]>>> {
  const answer = await askJson(connection, { method: 'GET', path: '/apis' }, patience);
  if (answer.kind !== 'answered') return answer;
  return answered(
    new Map(
      listOf(answer.value['groups']).map((group) => {
        const preferred = textOf(fieldsOf(group['preferredVersion'])['version']);
        const others = listOf(group['versions']).map(({ version }) => textOf(version));
        return [textOf(group['name']), [preferred, ...others.filter((version) => version !== preferred)]];
      }),
    ),
  );
}

/** Kinds that are served in a version of a group, by kind; none where the server has no such group. */
export async function servedResources(
  connection: KubeConnection,
  apiVersion: string,
  patience: Patience,
): Promise<Answer<ReadonlyMap<string, ResourceType>>> {
  const answer = await askJson(connection, { method: 'GET', path: groupPath(apiVersion) }, patience);
  if (answer.kind === 'absent') return answered(new Map());
  if (answer.kind !== 'answered') return answer;
  return answered(
    new Map(
      listOf(answer.value['resources'])
        .filter(({ name }) => typeof name === 'string' && !name.includes('/'))
        .map(({ kind, name, namespaced }) => [
          textOf(kind),
          { apiVersion, kind: textOf(kind), plural: textOf(name), namespaced: namespaced === true },
        ]),
    ),
  );
}
