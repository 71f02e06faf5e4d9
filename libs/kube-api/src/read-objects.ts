import type { KubeObject } from '@postgres-ha/kube-manifest';
import { answered, faultOf, type Answer, type KubeFault } from './answer.ts';
import type { KubeConnection } from './connection.ts';
import { fieldsOf, listOf, messageOf, parseFields, textOf, type Fields } from './json.ts';
import { pathOf, type Place, type ResourceType } from './resource.ts';
import { send, type Patience, type Question } from './send.ts';

/** Objects in one page; a page is one answer. */
const PAGE = 500;
const MOST_PAGES = 200;

export interface ListPlace {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** A JSON document of the API server. */
export async function askJson(
  connection: KubeConnection,
  question: Question,
  patience: Patience,
): Promise<Answer<Fields>> {
  const sent = await send(connection, question, patience);
  if (sent.kind !== 'answered') return sent;
  const { status, text } = sent.value;
  if (status < 200 || status >= 300) return faultOf(status, messageOf(text));
  const fields = parseFields(text);
  return fields === undefined ? noJson(connection, status) : answered(fields);
}

/** @returns the object without `managedFields`, which say who wrote what and are longer than the object */
export async function getObject(
  connection: KubeConnection,
  { type, ...place }: Place & { readonly type: ResourceType },
  patience: Patience,
): Promise<Answer<KubeObject>> {
  const answer = await askJson(connection, { method: 'GET', path: pathOf(type, place) }, patience);
  return answer.kind === 'answered' ? answered(objectOf(answer.value, type)) : answer;
}

/**
 * All objects of a kind at a place, page by page, each with its apiVersion and kind. A list that changed too much while it was read
 * is read anew, once.
 */
export async function listObjects(
  connection: KubeConnection,
  { type, ...place }: ListPlace & { readonly type: ResourceType },
  patience: Patience,
): Promise<Answer<readonly KubeObject[]>> {
  const first = await listOnce(connection, { type, ...place }, patience);
  return first.kind !== 'answered' && first.status === 410 ? listOnce(connection, { type, ...place }, patience) : first;
}

async function listOnce(
  connection: KubeConnection,
  { type, namespace, labelSelector, fieldSelector }: ListPlace & { readonly type: ResourceType },
  patience: Patience,
): Promise<Answer<readonly KubeObject[]>> {
  const objects: KubeObject[] = [];
  let next = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = {
      limit: String(PAGE),
      ...(next === '' ? {} : { continue: next }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    };
    const answer = await askJson(connection, { method: 'GET', path: pathOf(type, { namespace, query }) }, patience);
    if (answer.kind !== 'answered') return answer;
    if (!Array.isArray(answer.value['items'])) return noJson(connection, 200);
    objects.push(...listOf(answer.value['items']).map((item) => objectOf(item, type)));
    next = textOf(fieldsOf(answer.value['metadata'])['continue']);
    if (next === '') return answered(objects);
  }
  return { kind: 'unreachable', detail: `more than ${MOST_PAGES * PAGE} objects of ${type.kind}`, status: null };
}

/** Items of a list do not say what they are. */
function objectOf(fields: Fields, { apiVersion, kind }: ResourceType): KubeObject {
  const metadata = Object.fromEntries(
    Object.entries(fieldsOf(fields['metadata'])).filter(([key]) => key !== 'managedFields'),
  );
  return { ...fields, apiVersion, kind, metadata: { ...metadata, name: textOf(metadata['name']) } };
}

function noJson({ server }: KubeConnection, status: number): KubeFault {
  return { kind: 'unreachable', detail: `${server} answered something else than a Kubernetes object`, status };
}
