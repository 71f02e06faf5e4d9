import { X509Certificate } from 'node:crypto';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { seen, unseen, type CertificateSeen, type Look } from '@postgres-ha/diagnosis';
import { fieldsOf, listOf, readCertificate, servedCertificate, textOf } from '@postgres-ha/kube-api';
import { POSTGRES } from './instance-looks.ts';
import { patienceOf, type Lookout } from './lookout.ts';
import { whySilent } from './pods.ts';
import type { SecretGist } from './secret-looks.ts';
import type { CertificateNames } from './certificate-names.ts';

interface Shown {
  readonly where: string;
  readonly use: CertificateSeen['use'];
  readonly pem: string;
  /** Of the authority that its users trust. */
  readonly authority: { readonly by: string; readonly pem: string } | undefined;
}

export interface CertificateSources {
  readonly names: CertificateNames;
  readonly gists: ReadonlyMap<string, Look<SecretGist>>;
  readonly instances: readonly KubeObject[];
  readonly poolerPods: readonly KubeObject[];
  readonly webhooks: readonly KubeObject[];
}

export interface CertificateLooks {
  readonly certificates: Look<readonly CertificateSeen[]>;
  /** Servers of which it was not seen what they show, and why. */
  readonly notShown: readonly string[];
}

/** Public certificates: those in the cluster's Secrets, and what instances and poolers show to whoever connects. */
export async function lookAtCertificates(
  lookout: Lookout,
  { names, gists, instances, poolerPods, webhooks }: CertificateSources,
): Promise<CertificateLooks> {
  const { namespace } = lookout.target;
  const text = (secret: string, key: string): string | undefined => {
    const gist = gists.get(secret);
    return gist?.kind === 'seen' ? gist.value.certificates.get(key) : undefined;
  };
  const authority = (secret: string) => {
    const pem = text(secret, 'ca.crt');
    return pem === undefined ? undefined : { by: `Secret ${namespace}/${secret}`, pem };
  };
  const kept: readonly {
    readonly secret: string;
    readonly key: string;
    readonly use: CertificateSeen['use'];
    readonly ca?: string;
  }[] = [
    { secret: names.server, key: 'tls.crt', use: 'server', ca: names.serverCa },
    { secret: names.serverCa, key: 'ca.crt', use: 'server-ca' },
    { secret: names.clientCa, key: 'ca.crt', use: 'client-ca' },
    { secret: names.replication, key: 'tls.crt', use: 'replication', ca: names.clientCa },
  ];
  const inSecrets = kept.flatMap(({ secret, key, use, ca }): Shown[] => {
    const pem = text(secret, key);
    return pem === undefined || pem === ''
      ? []
      : [{ where: `Secret ${namespace}/${secret}`, use, pem, authority: ca === undefined ? undefined : authority(ca) }];
  });
  const inWebhooks = webhooks.flatMap((configuration): Shown[] => {
    const [first] = listOf(configuration['webhooks']);
    const bundle = textOf(fieldsOf(first?.['clientConfig'])['caBundle']);
    const pem = Buffer.from(bundle, 'base64').toString('latin1');
    return pem === ''
      ? []
      : [{ where: `${configuration.kind} ${configuration.metadata.name}`, use: 'webhook', pem, authority: undefined }];
  });
  const served = await Promise.all([
    ...instances.map((pod) => lookAtServed(lookout, { pod, container: POSTGRES, use: 'server' })),
    ...poolerPods.map((pod) => lookAtServed(lookout, { pod, container: 'pgbouncer', use: 'pooler' })),
  ]);
  const shown = served.flatMap((look) => (typeof look === 'string' ? [] : [signedBy(look, authority(names.serverCa))]));
  const notShown = served.filter((look) => typeof look === 'string');
  const all = [...inSecrets, ...inWebhooks].flatMap(certificatesOf);
  const failed = [...gists.values()].find((gist) => gist.kind === 'unseen' && gist.reason !== 'absent');
  if (all.length + shown.length === 0) {
    const nothing = unseen('absent', `no certificate in the Secrets of ${namespace}`);
    return { certificates: failed?.kind === 'unseen' ? failed : nothing, notShown };
  }
  return { certificates: seen([...all, ...shown]), notShown };
}

interface Served {
  readonly certificate: Omit<CertificateSeen, 'signed'>;
  readonly pem: string;
}

async function lookAtServed(
  lookout: Lookout,
  given: { readonly pod: KubeObject; readonly container: string; readonly use: CertificateSeen['use'] },
): Promise<Served | string> {
  const { pod, container, use } = given;
  const asked = `certificate that ${pod.metadata.name} shows`;
  const silent = whySilent(pod, container);
  if (silent !== undefined) return `${asked}: ${silent}`;
  const place = { namespace: lookout.target.namespace, pod: pod.metadata.name, port: 5432 };
  const answer = await lookout.inLane(() => servedCertificate(lookout.connection, place, patienceOf(lookout)));
  if (answer.kind !== 'answered') return `${asked}: ${answer.kind}: ${answer.detail}`;
  const { pem, ...facts } = answer.value;
  return { certificate: { where: `served by ${pod.metadata.name}:5432`, use, ...facts }, pem };
}

function certificatesOf({ where, use, pem, authority }: Shown): readonly CertificateSeen[] {
  const texts = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return texts.flatMap((text) => {
    const read = readCertificate(text);
    if (read === undefined) return [];
    const { pem: own, ...facts } = read;
    return [signedBy({ certificate: { where, use, ...facts }, pem: own }, authority)];
  });
}

function signedBy({ certificate, pem }: Served, authority: Shown['authority']): CertificateSeen {
  if (authority === undefined || authority.pem === '') {
    return { ...certificate, signed: { by: certificate.issuer, outcome: 'not-told' } };
  }
  return { ...certificate, signed: { by: authority.by, outcome: isSigned(pem, authority.pem) ? 'ok' : 'mismatch' } };
}

/** By any certificate of the bundle, which has an old and a new one while an authority is replaced. */
function isSigned(pem: string, bundle: string): boolean {
  const certificate = new X509Certificate(pem);
  return (bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []).some((text) => {
    const authority = new X509Certificate(text);
    return certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
  });
}
