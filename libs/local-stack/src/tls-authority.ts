import { isIP } from 'node:net';
import { generate } from 'selfsigned';

/** A certificate and its private key, both PEM. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface CertificateRequest {
  /** Of the subject; PostgreSQL takes it for the login with `cert` authentication. */
  readonly commonName: string;
  /** Names and addresses that a client may connect by; none for the certificate of a client. */
  readonly names?: readonly string[];
  /** An hour ago without it. */
  readonly notBefore?: Date;
  /** In a day without it; in the past for one that has expired. */
  readonly notAfter?: Date;
}

/** Issues certificates that whoever has its own certificate trusts. Lives in memory, for tests. */
export interface TlsAuthority {
  /** PEM. */
  readonly certificate: string;
  readonly issue: (request: CertificateRequest) => Promise<IssuedCertificate>;
}

const KEYS = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
const HOUR_MS = 3_600_000;

/** @param commonName another one for another authority */
export async function createTlsAuthority(commonName = 'local-stack test authority'): Promise<TlsAuthority> {
  const own = await generate(subject(commonName), {
    ...KEYS,
    ...validity({}),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return {
    certificate: own.cert,
    issue: async (request) => {
      const { names = [] } = request;
      const isServer = names.length > 0;
      const issued = await generate(subject(request.commonName), {
        ...KEYS,
        ...validity(request),
        ca: { key: own.private, cert: own.cert },
        extensions: [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, critical: true },
          { name: 'extKeyUsage', serverAuth: isServer, clientAuth: !isServer },
          ...(isServer ? [{ name: 'subjectAltName', altNames: names.map(alternativeName) } as const] : []),
        ],
      });
      return { certificate: issued.cert, key: issued.private };
    },
  };
}

function subject(commonName: string): { name: string; value: string }[] {
  return [{ name: 'commonName', value: commonName }];
}

function validity(request: Pick<CertificateRequest, 'notBefore' | 'notAfter'>): {
  notBeforeDate: Date;
  notAfterDate: Date;
} {
  const { notBefore, notAfter } = request;
  return {
    notBeforeDate: notBefore ?? new Date(Date.now() - HOUR_MS),
    notAfterDate: notAfter ?? new Date(Date.now() + 24 * HOUR_MS),
  };
}

function alternativeName(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name };
}
