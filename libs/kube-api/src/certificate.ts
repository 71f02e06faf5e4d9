import { X509Certificate } from 'node:crypto';

/** What anybody may see of a certificate. */
export interface PublicCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** DNS names and addresses that it is for. */
  readonly names: readonly string[];
  /** Of the whole certificate, SHA-256 in hexadecimal digits. */
  readonly fingerprint: string;
  /** Itself. */
  readonly pem: string;
}

/** Reads the first certificate of a PEM text. @returns undefined where there is none */
export function readCertificate(pem: string): PublicCertificate | undefined {
  try {
    const certificate = new X509Certificate(pem);
    return {
      subject: oneLine(certificate.subject),
      issuer: oneLine(certificate.issuer),
      notBefore: certificate.validFromDate.toISOString(),
      notAfter: certificate.validToDate.toISOString(),
      names: (certificate.subjectAltName ?? '')
        .split(', ')
        .filter((name) => name !== '')
        .map((name) => name.replace(/^(?:DNS|IP Address):/, '')),
      fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      pem: certificate.toString(),
    };
  } catch {
    return undefined;
  }
}

function oneLine(name: string): string {
  return name.split('\n').join(', ');
}
