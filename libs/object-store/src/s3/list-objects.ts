import { ListObjectsV2Command, type _Object } from '@aws-sdk/client-s3';
import type { ListedObject } from '../object-store.ts';
import { compareUtf8 } from '../utf8-order.ts';
import { ask } from './ask.ts';
import { versionName } from './object-version.ts';
import type { S3Access } from './s3-access.ts';
import { notUnderstood, type Asked } from './s3-failure.ts';

/**
 * All objects below a prefix, page by page; one page is in memory. A listing that is not in ascending order, or repeats itself, is not passed on: a
 * gap in the archive could hide in it.
 */
export async function* listObjects(
  access: S3Access,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListedObject> {
  const asked: Asked = { what: `listing ${JSON.stringify(prefix)}` };
  const { root } = access;
  let last: string | undefined;
  let token: string | undefined;
  do {
    const page = await askForPage(access, root + prefix, { token, asked, signal });
    for (const object of page.objects) {
      const key = page.keyOf(object);
      if (!key.startsWith(root + prefix))
        throw notUnderstood(`the server lists ${JSON.stringify(key)}, which does not begin so`, access, asked);
      if (last !== undefined && compareUtf8(last, key) >= 0) {
        const order = `${JSON.stringify(key)} behind ${JSON.stringify(last)}`;
        throw notUnderstood(
          `the server does not list keys in ascending order (${order}); what is missing cannot be told from that`,
          access,
          asked,
        );
      }
      last = key;
      // consoles make an empty object for a folder; that of the root itself has no key below it
      if (key !== root) yield listed(key.slice(root.length), object, { access, asked });
    }
    if (page.next !== undefined && page.next === token)
      throw notUnderstood('the server gives the same page again', access, asked);
    token = page.next;
  } while (token !== undefined);
}

interface Page {
  readonly objects: readonly _Object[];
  readonly keyOf: (object: _Object) => string;
  /** Of the next page. */
  readonly next: string | undefined;
}

interface PageOptions {
  readonly token: string | undefined;
  readonly asked: Asked;
  readonly signal: AbortSignal | undefined;
}

async function askForPage(access: S3Access, prefix: string, { token, asked, signal }: PageOptions): Promise<Page> {
  const answer = await ask(
    access,
    (abortSignal) =>
      access.client.send(
        new ListObjectsV2Command({
          Bucket: access.bucket,
          Prefix: prefix,
          // XML cannot hold all characters that keys can
          EncodingType: 'url',
          MaxKeys: access.keysPerPage,
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
        { abortSignal },
      ),
    { asked, signal },
  );
  // Anything in XML, or nothing, is read as a list without objects; this every server says.
  if (typeof answer.IsTruncated !== 'boolean')
    throw notUnderstood('the answer is no list of objects; look at the endpoint', access, asked);
  if (answer.IsTruncated && !answer.NextContinuationToken) {
    throw notUnderstood('the list goes on, and the server does not say where', access, asked);
  }
  const encoded = answer.EncodingType === 'url';
  return {
    objects: answer.Contents ?? [],
    keyOf: ({ Key: key }) => {
      if (key === undefined) throw notUnderstood('the server lists an object without a key', access, asked);
      return encoded ? decoded(key, access, asked) : key;
    },
    next: answer.IsTruncated ? answer.NextContinuationToken : undefined,
  };
}

/** As forms are encoded: `+` is a space. */
function decoded(key: string, access: S3Access, asked: Asked): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw notUnderstood(`the server lists ${JSON.stringify(key)}, which cannot be decoded`, access, asked);
  }
}

function listed(
  key: string,
  object: _Object,
  { access, asked }: { readonly access: S3Access; readonly asked: Asked },
): ListedObject {
  const { Size: sizeBytes, LastModified: lastModified } = object;
  const etag = sizeBytes === undefined ? undefined : versionName(object, sizeBytes);
  if (sizeBytes === undefined || lastModified === undefined || etag === undefined) {
    throw notUnderstood(`the server lists ${JSON.stringify(key)} without size or time`, access, asked);
  }
  return { key, sizeBytes, lastModified, etag };
}
