import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { Look, SecretReference, SecretRemark, SecretSeen } from '@postgres-ha/diagnosis';
import { fieldsOf, getObject, textOf } from '@postgres-ha/kube-api';
import { SECRET } from './kinds.ts';
import { lookOf, patienceOf, type Lookout } from './lookout.ts';

/** What is kept of a Secret. Its values are let go of where they were read. */
export interface SecretGist {
  readonly type: string;
  readonly keys: readonly string[];
  readonly remarks: readonly { readonly key: string; readonly remark: SecretRemark }[];
  /** Certificates by key, which anybody may see: what begins like one. */
  readonly certificates: ReadonlyMap<string, string>;
}

/** Reads each Secret once. */
export async function lookAtSecrets(
  lookout: Lookout,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Look<SecretGist>>> {
  const { namespace } = lookout.target;
  const gists = await Promise.all(
    [...names].map(async (name): Promise<[string, Look<SecretGist>]> => {
      const answer = await lookout.inLane(() =>
        getObject(lookout.connection, { type: SECRET, namespace, name }, patienceOf(lookout)),
      );
      const asked = `get secret ${namespace}/${name}`;
      return [name, answer.kind === 'answered' ? { kind: 'seen', value: gistOf(answer.value) } : lookOf(answer, asked)];
    }),
  );
  return new Map(gists);
}

export function secretsSeen(
  references: readonly SecretReference[],
  gists: ReadonlyMap<string, Look<SecretGist>>,
): readonly SecretSeen[] {
  return references.flatMap((reference) => {
    const gist = gists.get(reference.name);
    if (gist === undefined) return [];
    const found: SecretSeen['found'] =
      gist.kind === 'unseen'
        ? gist
        : { kind: 'seen', value: { type: gist.value.type, keys: gist.value.keys, remarks: gist.value.remarks } };
    return [{ ...reference, found }];
  });
}

function gistOf(secret: KubeObject): SecretGist {
  const entries = Object.entries(fieldsOf(secret['data'])).map(
    ([key, value]) => [key, Buffer.from(textOf(value), 'base64')] as const,
  );
  return {
    type: textOf(secret['type']),
    keys: entries.map(([key]) => key).sort(),
    remarks: entries.flatMap(([key, bytes]) => remarksOn(key, bytes).map((remark) => ({ key, remark }))),
    certificates: new Map(
      entries.flatMap(([key, bytes]): [string, string][] =>
        key.endsWith('.crt') ? [[key, certificatesIn(bytes.toString('latin1'))]] : [],
      ),
    ),
  };
}

/** Certificates only, should somebody have put a key into the same text. */
function certificatesIn(text: string): string {
  return (text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).join('\n');
}

/** A password that was made with `echo` ends in a line feed, and no login works. Files, such as certificates, end so by right. */
function remarksOn(key: string, bytes: Buffer): readonly SecretRemark[] {
  if (bytes.length === 0) return ['empty'];
  if (/\.(?:crt|key|pem|p12|jks|der|json)$|pgpass|dockerconfig/.test(key)) return [];
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return ['not-text'];
  }
  if (/[\r\n]$/.test(text)) return ['trailing-newline'];
  return text.trim() === text ? [] : ['surrounded-by-space'];
}
